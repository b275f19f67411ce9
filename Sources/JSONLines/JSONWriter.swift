import CBytes

/// How JSON is spelled where JSON leaves a choice.
public struct JSONStyle: Hashable, Sendable {
  public enum NonASCII: Hashable, Sendable {
    /// As UTF-8.
    case raw
    /// As UTF-8, except for U+0085, U+2028 and U+2029, at which some readers end a line.
    case rawOnOneLine
    /// As `\uXXXX`, and above U+FFFF as a surrogate pair.
    case escaped
    /// As UTF-8, except for characters that could mislead in a terminal or a diff, which are
    /// escaped: control, format, separator, private-use, unassigned and surrogate (Cc Cf Zl Zp Co
    /// Cn Cs).
    case escapedWhereUnsafe
  }

  public var nonASCII: NonASCII = .raw
  public var hexIsUppercase = false
  public var slashIsEscaped = false
  /// The separators with their white space: between a key and its value, and between members or
  /// elements.
  public var colon: [UInt8] = [UInt8(ascii: ":")]
  public var comma: [UInt8] = [UInt8(ascii: ",")]

  public init() {}

  /// What of ASCII is escaped beside what JSON requires.
  fileprivate var asciiEscapes: [UInt8] {
    (slashIsEscaped ? [UInt8(ascii: "/")] : []) + (nonASCII == .escapedWhereUnsafe ? [0x7F] : [])
  }

  /// Without spaces or unneeded escapes: the form of machine output.
  public static let compact = JSONStyle()

  /// One line to any reader: the form of a new record of JSON Lines.
  public static let line: JSONStyle = {
    var style = JSONStyle()
    style.nonASCII = .rawOnOneLine
    return style
  }()

  /// Safe to `cat`, and readable in any script: the form of journals.
  public static let journal: JSONStyle = {
    var style = JSONStyle()
    style.nonASCII = .escapedWhereUnsafe
    return style
  }()
}

/// Writes JSON in a style.
public struct JSONWriter: Sendable {
  public private(set) var bytes: [UInt8] = []
  public let style: JSONStyle
  private let asciiEscapes: [UInt8]

  public init(_ style: JSONStyle = .compact) {
    self.style = style
    asciiEscapes = style.asciiEscapes
  }

  /// `value` in `style`.
  public static func bytes(_ value: JSONValue, _ style: JSONStyle = .compact) -> [UInt8] {
    var writer = JSONWriter(style)
    writer.append(value)
    return writer.bytes
  }

  public mutating func append(_ value: JSONValue) {
    switch value {
    case .null: append(raw: "null")
    case .bool(let bool): append(raw: bool ? "true" : "false")
    case .number(let number): append(raw: number.spelling)
    case .string(let string): append(string)
    case .array(let elements):
      append(raw: "[")
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes += style.comma }
        append(element)
      }
      append(raw: "]")
    case .object(let members):
      append(raw: "{")
      for (index, member) in members.enumerated() {
        if index > 0 { bytes += style.comma }
        append(member.key)
        bytes += style.colon
        append(member.value)
      }
      append(raw: "}")
    }
  }

  /// `value` over several lines, indented by two spaces per level.
  public static func indented(_ value: JSONValue) -> [UInt8] {
    var writer = JSONWriter()
    writer.append(value, indent: "\n")
    return writer.bytes
  }

  private mutating func append(_ value: JSONValue, indent: String) {
    switch value {
    case .array(let elements) where !elements.isEmpty:
      for (index, element) in elements.enumerated() {
        append(raw: (index == 0 ? "[" : ",") + indent + "  ")
        append(element, indent: indent + "  ")
      }
      append(raw: indent + "]")
    case .object(let members) where !members.isEmpty:
      for (index, member) in members.enumerated() {
        append(raw: (index == 0 ? "{" : ",") + indent + "  ")
        append(member.key)
        append(raw: ": ")
        append(member.value, indent: indent + "  ")
      }
      append(raw: indent + "}")
    default: append(value)
    }
  }

  public mutating func append(raw text: String) {
    bytes += Array(text.utf8)
  }

  /// Appends a string with its quotes.
  public mutating func append(_ string: JSONString) {
    bytes.append(UInt8(ascii: "\""))
    append(contentOf: string.wtf8[...])
    bytes.append(UInt8(ascii: "\""))
  }

  /// Appends the inside of a string: WTF-8 that isn't cut within a code point.
  mutating func append(contentOf wtf8: ArraySlice<UInt8>) {
    let whole = Array(wtf8)
    // What lies between two escapes is copied in one go.
    var (copied, index) = (0, 0)
    while true {
      index += lengthOfPlainRun(in: whole, from: index)
      guard index < whole.count else { break }
      let (codePoint, length) = JSONString.codePoint(in: whole, at: index)
      if isEscaped(codePoint) {
        bytes += whole[copied..<index]
        appendEscape(codePoint)
        copied = index + length
      }
      index += length
    }
    bytes += whole[copied...]
  }

  /// A number of bytes from `start` on that surely need no escape. It looks ahead only so far, as
  /// it is called again after each escape.
  private func lengthOfPlainRun(in wtf8: [UInt8], from start: Int) -> Int {
    wtf8.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      var length = winnow_plain_run(base + start, min(4096, buffer.count - start))
      for byte in asciiEscapes {
        let place = winnow_find_byte(base + start, length, byte)
        if place >= 0 { length = place }
      }
      return length
    }
  }

  private func isEscaped(_ codePoint: UInt32) -> Bool {
    if codePoint < 0x80 {
      return codePoint < 0x20 || codePoint == 0x22 || codePoint == 0x5C
        || asciiEscapes.contains(UInt8(codePoint))
    }
    guard let scalar = Unicode.Scalar(codePoint) else { return true }
    return switch style.nonASCII {
    case .raw: false
    case .rawOnOneLine: [0x85, 0x2028, 0x2029].contains(codePoint)
    case .escaped: true
    case .escapedWhereUnsafe: scalar.isUnsafeToPrint
    }
  }

  private mutating func appendEscape(_ codePoint: UInt32) {
    switch codePoint {
    case 0x22, 0x2F, 0x5C: bytes += [UInt8(ascii: "\\"), UInt8(codePoint)]
    case 0x08: append(raw: "\\b")
    case 0x09: append(raw: "\\t")
    case 0x0A: append(raw: "\\n")
    case 0x0C: append(raw: "\\f")
    case 0x0D: append(raw: "\\r")
    case 0x10000...:
      appendUnit(0xD800 + (codePoint - 0x10000) >> 10)
      appendUnit(0xDC00 + (codePoint - 0x10000) & 0x3FF)
    default: appendUnit(codePoint)
    }
  }

  private static let lowerDigits = Array("0123456789abcdef".utf8)
  private static let upperDigits = Array("0123456789ABCDEF".utf8)

  private mutating func appendUnit(_ unit: UInt32) {
    let digits = style.hexIsUppercase ? Self.upperDigits : Self.lowerDigits
    append(raw: "\\u")
    for shift in [12, 8, 4, 0] as [UInt32] { bytes.append(digits[Int(unit >> shift & 0xF)]) }
  }
}

extension Unicode.Scalar {
  /// Whether printing this could move a cursor, hide, or mislead (Cc Cf Zl Zp Co Cn).
  fileprivate var isUnsafeToPrint: Bool {
    if (0x4E00...0x9FFF).contains(value) { return false }
    return switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned,
      .surrogate:
      true
    default: false
    }
  }
}

extension JSONValue {
  /// The value as JSON in one line.
  public var json: String { String(decoding: JSONWriter.bytes(self), as: UTF8.self) }
}
