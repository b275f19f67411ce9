import JSONLines

/// Cuts a query into tokens, by Unicode scalars: a text may begin with one that would join the sign
/// before it to a character of its own.
struct QueryScanner {
  enum Value: Hashable {
    case word(String)
    case phrase(String)
    case expression(RegularExpression)

    var text: String? {
      switch self {
      case .word(let text), .phrase(let text): text
      case .expression: nil
      }
    }
  }

  private let text: [Unicode.Scalar]
  private(set) var index = 0

  init(_ text: String) { self.text = Array(text.unicodeScalars) }

  /// The column of the next character, from 1.
  var column: Int { string(0..<index).count + 1 }
  var isAtEnd: Bool { index >= text.count }
  var next: Unicode.Scalar? { isAtEnd ? nil : text[index] }

  private func string(_ range: Range<Int>) -> String {
    var string = ""
    string.unicodeScalars.append(contentsOf: text[range])
    return string
  }

  mutating func skipSpaces() {
    while let scalar = next, scalar.properties.isWhitespace { index += 1 }
  }

  /// Skips spaces if a comparison follows them.
  mutating func skipSpacesBeforeComparison() {
    var ahead = self
    ahead.skipSpaces()
    guard let sign = ahead.next, sign.isOne(of: "<>=!") else { return }
    if sign == "!", !ahead.take("!=") { return }
    skipSpaces()
  }

  mutating func take(_ wanted: String) -> Bool {
    let wanted = wanted.unicodeScalars
    guard text[index...].starts(with: wanted) else { return false }
    index += wanted.count
    return true
  }

  /// Consumes `wanted` if it comes next as a whole word.
  mutating func takeKeyword(_ wanted: String) -> Bool {
    var ahead = self
    guard ahead.take(wanted),
      ahead.next.map({ $0.properties.isWhitespace || $0.isOne(of: "()") }) ?? true
    else { return false }
    self = ahead
    return true
  }

  /// Consumes a name of letters, digits, `_`, `-` and `.`; it may be empty.
  mutating func name() -> String {
    let start = index
    while let scalar = next,
      scalar.isNamePart || scalar.isOne(of: "_-.")
        || index > start && scalar.properties.isGraphemeExtend
    { index += 1 }
    return string(start..<index)
  }

  /// Consumes a pointer if one comes next with one of `signs` behind it; else consumes nothing and
  /// returns nil.
  mutating func pointer(before signs: String) -> JSONPointer? {
    guard next == "/" else { return nil }
    var end = index
    while end < text.count, !text[end].properties.isWhitespace, !text[end].isOne(of: ":=<>!()\"") {
      end += 1
    }
    var behind = self
    behind.index = end
    behind.skipSpacesBeforeComparison()
    guard let sign = behind.next, sign.isOne(of: signs),
      let pointer = JSONPointer(string(index..<end))
    else { return nil }
    index = end
    return pointer
  }

  /// Consumes a phrase if it names a field, as one of `signs` behind it says, if there are any;
  /// else consumes nothing and returns nil.
  mutating func quotedName(before signs: String? = ":=<>!") -> String? {
    guard next == "\"" else { return nil }
    var behind = self
    guard let name = try? behind.phrase(), !name.isEmpty else { return nil }
    if let signs {
      behind.skipSpacesBeforeComparison()
      guard let sign = behind.next, sign.isOne(of: signs) else { return nil }
    }
    self = behind
    return name
  }

  /// Consumes a word up to white space or a bracket, a phrase in quotes, or an expression between
  /// slashes; nil if none comes next.
  mutating func value() throws(QueryError) -> Value? {
    if next == "\"" { return .phrase(try phrase()) }
    if next == "/", let expression = try expression() { return .expression(expression) }
    let start = index
    while let scalar = next, !scalar.properties.isWhitespace, !scalar.isOne(of: "()") { index += 1 }
    return start == index ? nil : .word(string(start..<index))
  }

  /// Consumes what is to be found in a text; nil if nothing comes next.
  mutating func pattern() throws(QueryError) -> Value? {
    let start = column
    let value = try value()
    // An expression without its end; a word like `/usr/bin` has a second slash.
    if case .word(let word)? = value, word.unicodeScalars.first == "/",
      word.unicodeScalars.count(where: { $0 == "/" }) == 1
    {
      throw QueryError(column: start, reason: .unclosed("/"))
    }
    return value
  }

  private mutating func phrase() throws(QueryError) -> String {
    let start = column
    index += 1
    var phrase = String.UnicodeScalarView()
    while let scalar = next {
      index += 1
      if scalar == "\"" { return String(phrase) }
      if scalar == "\\", let escaped = next {
        index += 1
        phrase.append(escaped == "n" ? "\n" : escaped == "t" ? "\t" : escaped)
      } else {
        phrase.append(scalar)
      }
    }
    throw QueryError(column: start, reason: .unclosed("\""))
  }

  /// Consumes `/pattern/` or `/pattern/i`, with `\/` for a slash; nil if the text isn't of this
  /// form.
  private mutating func expression() throws(QueryError) -> RegularExpression? {
    var end = index + 1
    while end < text.count, text[end] != "/" { end += text[end] == "\\" ? 2 : 1 }
    guard end < text.count, end > index + 1 else { return nil }
    var after = end + 1
    let ignoresCase = after < text.count && text[after] == "i"
    if ignoresCase { after += 1 }
    guard after == text.count || text[after].properties.isWhitespace || text[after] == ")" else {
      return nil
    }
    let pattern = string(index + 1..<end)
    let start = column
    index = after
    do { return try RegularExpression(pattern, ignoresCase: ignoresCase) } catch {
      let characters = String(decoding: Array(pattern.utf8).prefix(error.byteOffset), as: UTF8.self)
      throw QueryError(
        column: start + 1 + characters.count, reason: .expression(error.message))
    }
  }
}

extension Unicode.Scalar {
  func isOne(of signs: String) -> Bool { signs.unicodeScalars.contains(self) }

  /// Whether it is a letter or a digit.
  fileprivate var isNamePart: Bool { properties.isAlphabetic || properties.numericType != nil }
}
