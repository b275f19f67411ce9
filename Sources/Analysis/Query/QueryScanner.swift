import JSONLines

/// Cuts a query into tokens.
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

  private let text: [Character]
  private(set) var index = 0

  init(_ text: String) { self.text = Array(text) }

  /// The column of the next character, from 1.
  var column: Int { index + 1 }
  var isAtEnd: Bool { index >= text.count }
  var next: Character? { isAtEnd ? nil : text[index] }

  mutating func skipSpaces() {
    while let character = next, character.isWhitespace { index += 1 }
  }

  /// Skips spaces if a comparison follows them.
  mutating func skipSpacesBeforeComparison() {
    var ahead = self
    ahead.skipSpaces()
    guard let sign = ahead.next, "<>=!".contains(sign) else { return }
    if sign == "!", !ahead.take("!=") { return }
    skipSpaces()
  }

  mutating func take(_ wanted: String) -> Bool {
    guard text[index...].starts(with: wanted) else { return false }
    index += wanted.count
    return true
  }

  /// Consumes `wanted` if it comes next as a whole word.
  mutating func takeKeyword(_ wanted: String) -> Bool {
    let end = index + wanted.count
    guard text[index...].starts(with: wanted),
      end == text.count || text[end].isWhitespace || "()".contains(text[end])
    else { return false }
    index = end
    return true
  }

  /// Consumes a name of letters, digits, `_`, `-` and `.`; it may be empty.
  mutating func name() -> String {
    let start = index
    while let character = next,
      character.isLetter || character.isNumber || "_-.".contains(character)
    { index += 1 }
    return String(text[start..<index])
  }

  /// Consumes a pointer if one comes next with one of `signs` behind it; else consumes nothing and
  /// returns nil.
  mutating func pointer(before signs: String) -> JSONPointer? {
    guard next == "/" else { return nil }
    var end = index
    while end < text.count, !text[end].isWhitespace, !":=<>!()\"".contains(text[end]) { end += 1 }
    var behind = self
    behind.index = end
    behind.skipSpacesBeforeComparison()
    guard let sign = behind.next, signs.contains(sign),
      let pointer = JSONPointer(String(text[index..<end]))
    else { return nil }
    index = end
    return pointer
  }

  /// Consumes a word up to white space or a bracket, a phrase in quotes, or an expression between
  /// slashes; nil if none comes next.
  mutating func value() throws(QueryError) -> Value? {
    if next == "\"" { return .phrase(try phrase()) }
    if next == "/", let expression = try expression() { return .expression(expression) }
    let start = index
    while let character = next, !character.isWhitespace, !"()".contains(character) { index += 1 }
    return start == index ? nil : .word(String(text[start..<index]))
  }

  /// Consumes what is to be found in a text; nil if nothing comes next.
  mutating func pattern() throws(QueryError) -> Value? {
    let start = column
    let value = try value()
    // An expression without its end; a word like `/usr/bin` has a second slash.
    if case .word(let word)? = value, word.hasPrefix("/"), word.count(where: { $0 == "/" }) == 1 {
      throw QueryError(column: start, reason: .unclosed("/"))
    }
    return value
  }

  private mutating func phrase() throws(QueryError) -> String {
    let start = column
    index += 1
    var phrase = ""
    while let character = next {
      index += 1
      if character == "\"" { return phrase }
      if character == "\\", let escaped = next {
        index += 1
        phrase.append(escaped == "n" ? "\n" : escaped == "t" ? "\t" : escaped)
      } else {
        phrase.append(character)
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
    guard after == text.count || text[after].isWhitespace || text[after] == ")" else { return nil }
    let pattern = String(text[index + 1..<end])
    let start = index
    index = after
    do { return try RegularExpression(pattern, ignoresCase: ignoresCase) } catch {
      let characters = String(decoding: Array(pattern.utf8).prefix(error.byteOffset), as: UTF8.self)
      throw QueryError(
        column: start + 2 + characters.count, reason: .expression(error.message))
    }
  }
}
