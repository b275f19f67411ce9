/// How a record spells what JSON leaves open, read off its bytes, so that new text is written in
/// the same style.
struct StringHabits {
  /// Whether characters above ASCII are `\u` escapes. This and the next two are nil if the text
  /// doesn't show it.
  var nonASCIIIsEscaped: Bool?
  var hexIsUppercase: Bool?
  var slashIsEscaped: Bool?

  /// The habits of the raw JSON text at `range`: of one string, or of everything in a record.
  init(_ bytes: Bytes, _ range: Range<Int>) {
    var offset = range.lowerBound
    while offset < range.upperBound {
      let byte = bytes[offset]
      if byte >= 0x80 {
        if nonASCIIIsEscaped == nil { nonASCIIIsEscaped = false }
      } else if byte == UInt8(ascii: "/") {
        if slashIsEscaped == nil { slashIsEscaped = false }
      } else if byte == UInt8(ascii: "\\"), offset + 1 < range.upperBound {
        offset += readEscape(bytes, at: offset, end: range.upperBound)
        continue
      }
      offset += 1
    }
  }

  /// Reads one escape and returns its length in bytes.
  private mutating func readEscape(_ bytes: Bytes, at offset: Int, end: Int) -> Int {
    switch bytes[offset + 1] {
    case UInt8(ascii: "/"):
      if slashIsEscaped == nil { slashIsEscaped = true }
      return 2
    case UInt8(ascii: "u") where offset + 6 <= end:
      let digits = (2..<6).map { bytes[offset + $0] }
      let unit = digits.reduce(UInt16(0)) { $0 << 4 | (hexDigit($1) ?? 0) }
      // Half a pair can't be written as it is.
      let isHalf = (0xD800...0xDFFF).contains(unit)
      let isPair = isHalf && unit < 0xDC00 && hasLowHalf(bytes, at: offset + 6, end: end)
      if unit >= 0x80, !isHalf || isPair, nonASCIIIsEscaped == nil { nonASCIIIsEscaped = true }
      if hexIsUppercase == nil, let letter = digits.first(where: { $0 > UInt8(ascii: "9") }) {
        hexIsUppercase = letter < UInt8(ascii: "a")
      }
      return 6
    default:
      return 2
    }
  }

  /// Whether an escape of the second half of a surrogate pair begins at an offset.
  private func hasLowHalf(_ bytes: Bytes, at offset: Int, end: Int) -> Bool {
    guard offset + 6 <= end, bytes[offset] == UInt8(ascii: "\\"),
      bytes[offset + 1] == UInt8(ascii: "u"), bytes[offset + 2] | 0x20 == UInt8(ascii: "d")
    else { return false }
    return (hexDigit(bytes[offset + 3]) ?? 0) >= 0xC
  }

  /// `style`, with these habits in place of its own where they are known.
  func applied(to style: JSONStyle) -> JSONStyle {
    var style = style
    if let nonASCIIIsEscaped { style.nonASCII = nonASCIIIsEscaped ? .escaped : .raw }
    if let hexIsUppercase { style.hexIsUppercase = hexIsUppercase }
    if let slashIsEscaped { style.slashIsEscaped = slashIsEscaped }
    return style
  }
}
