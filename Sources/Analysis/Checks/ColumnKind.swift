import JSONLines

/// What a value makes of its column in Arrow, under Hugging Face datasets.
enum ColumnKind: UInt8 {
  case null, bool
  /// A number: a 64-bit integer, one spelled as a decimal (`2.0`), and any other.
  case whole, wholeDecimal, fraction
  case string
  /// A string that Arrow takes for a time, if all of its column are: `2026-11-28`,
  /// `2026-11-28T20:15:00Z`.
  case time
  case list, object

  init(_ node: JSONNode, in bytes: Bytes) {
    switch node.kind {
    case .null: self = .null
    case .bool: self = .bool
    case .number: self = Self.number(bytes, node.range)
    case .string: self = Self.isTime(bytes, node.range) ? .time : .string
    case .array: self = .list
    case .object: self = .object
    }
  }

  /// The kind that stands for all kinds of numbers, or of strings.
  var family: ColumnKind {
    switch self {
    case .wholeDecimal, .fraction: .whole
    case .time: .string
    default: self
    }
  }

  private static func number(_ bytes: Bytes, _ range: Range<Int>) -> ColumnKind {
    let isInteger = range.allSatisfy { bytes[$0].isASCIIDigit || bytes[$0] == UInt8(ascii: "-") }
    // Any integer of 18 digits has 64 bits.
    if isInteger && range.count <= 18 { return .whole }
    let spelling = String(decoding: bytes.slice(range), as: UTF8.self)
    if isInteger { return Int64(spelling) == nil ? .fraction : .whole }
    return Double(spelling).flatMap { Int64(exactly: $0) } == nil ? .fraction : .wholeDecimal
  }

  /// Whether a raw string (quotes included) is a date, with or without a time to the minute or the
  /// second, and then with or without a zone.
  private static func isTime(_ bytes: Bytes, _ range: Range<Int>) -> Bool {
    guard (12...27).contains(range.count), bytes[range.lowerBound + 5] == UInt8(ascii: "-") else {
      return false
    }
    var rest = bytes.slice(range.lowerBound + 1..<range.upperBound - 1)[...]
    guard rest.take("0000-00-00") else { return false }
    if rest.isEmpty { return true }
    guard rest.take("T00:00") || rest.take(" 00:00") else { return false }
    _ = rest.take(":00")
    if rest.take("Z") || rest.isEmpty { return true }
    return (rest.take("+00:00") || rest.take("-00:00") || rest.take("+0000") || rest.take("-0000"))
      && rest.isEmpty
  }
}

/// Where a column is in a table: `messages[].weight`. All elements of a list have the same path.
struct ColumnPath: Hashable {
  private(set) var text = ""

  /// The path of a field. In quotes, as jq has it, an odd name isn't taken for a path.
  func appending(_ key: JSONString) -> ColumnPath {
    let isOdd = key.text.contains { ".[\"".contains($0) }
    let name = isOdd ? "\"\(key.text.replacing("\"", with: "\\\""))\"" : key.text
    return ColumnPath(text: text.isEmpty ? name : "\(text).\(name)")
  }

  var element: ColumnPath { ColumnPath(text: text + "[]") }
}

extension Slice<Bytes> {
  /// Takes what looks like `pattern`, where 0 is any digit, off the front.
  ///
  /// - Returns: false if the bytes don't begin so; then nothing is taken.
  fileprivate mutating func take(_ pattern: StaticString) -> Bool {
    let pattern = UnsafeBufferPointer(start: pattern.utf8Start, count: pattern.utf8CodeUnitCount)
    guard count >= pattern.count else { return false }
    for (byte, wanted) in zip(self, pattern) {
      guard wanted == UInt8(ascii: "0") ? byte.isASCIIDigit : byte == wanted else { return false }
    }
    removeFirst(pattern.count)
    return true
  }
}
