/// Classes of ASCII bytes.
extension UInt8 {
  var isASCIISpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }

  /// A to Z or a to z.
  var isASCIILetter: Bool { (self | 0x20) &- 0x61 < 26 }

  /// 0 to 9.
  var isASCIIDigit: Bool { self &- 0x30 < 10 }

  /// An ASCII letter, a digit, or an underscore.
  var isWordByte: Bool { isASCIILetter || isASCIIDigit || self == UInt8(ascii: "_") }

  /// Whether a white space character may begin with this byte in UTF-8.
  var mayBeginSpace: Bool {
    self <= 0x20 || self == 0xC2 || (0xE1...0xE3).contains(self)
  }

  /// 0 to 9, A to F or a to f.
  var isHexDigit: Bool { isASCIIDigit || (self | 0x20) &- 0x61 < 6 }
}
