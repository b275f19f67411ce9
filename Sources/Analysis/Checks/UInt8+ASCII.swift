/// What a byte of ASCII is.
extension UInt8 {
  var isASCIISpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }

  /// A to Z or a to z.
  var isASCIILetter: Bool { (self | 0x20) &- 0x61 < 26 }

  /// A letter, a digit, or an underscore.
  var isWordByte: Bool { isASCIILetter || self &- 0x30 < 10 || self == UInt8(ascii: "_") }
}
