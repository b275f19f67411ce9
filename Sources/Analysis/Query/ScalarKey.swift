import JSONLines

/// A scalar as queries and statistics compare it: a number by its value, a text byte for byte. A
/// text that spells a number as programs write it (`3`, `4.0`, `-0.5`, but not `3.10`, `007` or
/// `12e4`, which are versions and ids) is that number: a table has nothing but texts.
enum ScalarKey: Hashable {
  case number(Amount)
  case text(JSONString)

  /// The key of a text, as it stands in a string or as it is typed.
  init(_ text: String) {
    let amount = Self.isPlain(text.utf8) ? Amount(text) : nil
    self = amount.map(ScalarKey.number) ?? .text(JSONString(text))
  }

  /// The key of a value; an object or a list is its JSON.
  init(_ node: JSONNode, in bytes: Bytes) {
    self.init(node.textOrSpelling(in: bytes), isNumber: node.kind == .number)
  }

  /// - Parameter isNumber: whether it is the spelling of a number in JSON.
  init(_ text: String, isNumber: Bool) {
    if isNumber, let amount = Amount(text), !amount.isBeyondRange(text) {
      self = .number(amount)
    } else {
      self.init(text)
    }
  }

  /// How a value with this key is spelled, where several spellings mean the same.
  func spelling(of text: String) -> String {
    if case .number(let amount) = self, !Self.isPlain(text.utf8) { amount.text } else { text }
  }

  /// Whether a text is the shortest spelling of a number, without an exponent, or an integer's with
  /// `.0` behind it.
  private static func isPlain(_ text: String.UTF8View) -> Bool {
    let digits = text.first == UInt8(ascii: "-") ? text.dropFirst() : text[...]
    let halves = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let zero = UInt8(ascii: "0")
    guard halves.count <= 2, let whole = halves.first, let last = halves.last,
      halves.allSatisfy({ half in !half.isEmpty && half.allSatisfy { 0x30...0x39 ~= $0 } }),
      whole.count == 1 || whole.first != zero
    else { return false }
    // A `Double` can't tell longer ones apart.
    if halves.count == 1 { return Int128(String(text)) != nil }
    return digits.count <= 16 && (last.count == 1 || last.last != zero)
  }
}

/// A value that a query asks for: in a string it has to be that text, or the same number; a number
/// in JSON may be spelled otherwise, but for one that is asked for in quotes.
struct WantedScalar {
  private let text: ScalarKey
  private let number: ScalarKey

  init(_ typed: String, isQuoted: Bool) {
    text = ScalarKey(typed)
    number = !isQuoted && Self.isNumber(typed) ? ScalarKey(typed, isNumber: true) : text
  }

  /// Whether it is spelled as a number in JSON, or so but for a zero before its point.
  private static func isNumber(_ typed: String) -> Bool {
    typed.utf8.first == UInt8(ascii: ".") || (try? JSONNode.parse(Bytes(typed)))?.kind == .number
  }

  func matches(_ node: JSONNode, in bytes: Bytes) -> Bool {
    ScalarKey(node, in: bytes) == (node.kind == .number ? number : text)
  }
}
