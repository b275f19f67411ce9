/// The spelling of something that must not be drawn as itself: in ASCII, which has the same width
/// on every terminal in every locale.
enum StandIn {
  /// `^[` for C0 controls and DEL, `<tag:A>` for a tag character, otherwise the code: `<9B>`,
  /// `<200B>`.
  static func spelling(of scalar: Unicode.Scalar) -> String {
    switch scalar.value {
    case 0x00...0x1F: "^" + character(0x40 + scalar.value)
    case 0x7F: "^?"
    case 0xE0020...0xE007E: "<tag:" + character(scalar.value - 0xE0000) + ">"
    default: spelling(ofCode: scalar.value)
    }
  }

  /// `<D800>`: the code in hexadecimal, two digits below 0x100, otherwise at least four.
  static func spelling(ofCode code: UInt32) -> String {
    "<" + hexadecimal(code, digits: code < 0x100 ? 2 : 4) + ">"
  }

  /// `\xFF`: a byte that is not part of valid UTF-8.
  static func spelling(ofInvalid byte: UInt8) -> String {
    "\\x" + hexadecimal(UInt32(byte), digits: 2)
  }

  /// `<+36>`: the number of combining marks beyond those that fit in a cell.
  static func spelling(ofExcessMarks count: Int) -> String { "<+\(count)>" }

  private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
  }

  private static func character(_ ascii: UInt32) -> String {
    String(Unicode.Scalar(UInt8(truncatingIfNeeded: ascii)))
  }
}
