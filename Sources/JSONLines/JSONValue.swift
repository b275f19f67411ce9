/// A decoded JSON value that keeps what JSON decoders usually lose: the order of members, repeated
/// members, the spelling of numbers, lone surrogates.
///
/// `==` is the journal's notion of identity: strings by code units, numbers by spelling, members in
/// order. `isEquivalent(to:)` is the comparison of RFC 6902's `test`.
public indirect enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case number(JSONNumber)
  case string(JSONString)
  case array([JSONValue])
  case object([Member])

  public struct Member: Hashable, Sendable {
    public var key: JSONString
    public var value: JSONValue

    public init(_ key: JSONString, _ value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// Decodes `node` of `bytes`.
  public init(_ node: JSONNode, in bytes: Bytes) {
    switch node.kind {
    case .null: self = .null
    case .bool: self = .bool(bytes[node.range.lowerBound] == UInt8(ascii: "t"))
    case .number: self = .number(JSONNumber(spelling: bytes.slice(node.range)))
    case .string: self = .string(JSONString(raw: bytes, node.range))
    case .array:
      self = .array(node.elements(in: bytes).map { JSONValue($0, in: bytes) })
    case .object:
      self = .object(
        node.members(in: bytes).map {
          Member(JSONString(raw: bytes, $0.key), JSONValue($0.value, in: bytes))
        })
    }
  }

  /// Parses bytes that hold exactly one JSON value, and decodes it.
  public static func parse(_ bytes: Bytes) throws(JSONSyntaxError) -> JSONValue {
    JSONValue(try JSONNode.parse(bytes), in: bytes)
  }

  public static func parse(_ text: String) throws(JSONSyntaxError) -> JSONValue {
    try parse(Bytes(text))
  }

  /// The value of the first member called `key`; nil for a value that isn't an object.
  public subscript(key: JSONString) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  public var string: JSONString? {
    if case .string(let string) = self { string } else { nil }
  }

  /// The value of a number that is spelled as an integer and fits an `Int`: 1, but not 1.0; else
  /// nil.
  public var integer: Int? {
    if case .number(let number) = self { Int(number.spelling) } else { nil }
  }

  public static func text(_ text: String) -> JSONValue { .string(JSONString(text)) }

  public static func integer(_ value: Int) -> JSONValue {
    .number(JSONNumber(spelling: Bytes(String(value))))
  }

  /// - Precondition: `value` is finite.
  public static func number(_ value: Double) -> JSONValue {
    .number(JSONNumber(spelling: Bytes("\(value)")))
  }

  /// Whether two members of this object share a key; nested objects aren't checked.
  public var hasDuplicateMembers: Bool {
    guard case .object(let members) = self else { return false }
    return Set(members.map(\.key)).count != members.count
  }

  /// Equality as in RFC 6902 section 4.6: members in any order, numbers by their exact value. If
  /// either object repeats a key, members are compared in order.
  public func isEquivalent(to other: JSONValue) -> Bool {
    switch (self, other) {
    case (.null, .null): true
    case (.bool(let a), .bool(let b)): a == b
    case (.number(let a), .number(let b)): a.hasSameValue(as: b)
    case (.string(let a), .string(let b)): a == b
    case (.array(let a), .array(let b)):
      a.count == b.count && zip(a, b).allSatisfy { $0.isEquivalent(to: $1) }
    case (.object(let a), .object(let b)): Self.areEquivalent(a, b)
    default: false
    }
  }

  /// A hash that equivalent values share.
  public var hashOfEquivalents: Int {
    switch self {
    case .null, .bool, .string: hashValue
    case .number(let number): number.hashOfValue
    case .array(let items): items.map(\.hashOfEquivalents).hashValue
    case .object(let members):
      // The sum doesn't depend on their order.
      members.reduce(members.count) { sum, member in
        sum &+ [member.key.hashValue, member.value.hashOfEquivalents].hashValue
      }
    }
  }

  private static func areEquivalent(_ a: [Member], _ b: [Member]) -> Bool {
    guard a.count == b.count else { return false }
    let (one, two) = (JSONValue.object(a), JSONValue.object(b))
    if one.hasDuplicateMembers || two.hasDuplicateMembers {
      return zip(a, b).allSatisfy { $0.key == $1.key && $0.value.isEquivalent(to: $1.value) }
    }
    let values = Dictionary(uniqueKeysWithValues: b.map { ($0.key, $0.value) })
    return a.allSatisfy { values[$0.key]?.isEquivalent(to: $0.value) == true }
  }
}

/// A number as it is spelled, never converted to a machine number.
public struct JSONNumber: Hashable, Sendable {
  public let spelling: String

  init(spelling bytes: Bytes) {
    spelling = String(decoding: bytes, as: UTF8.self)
  }

  /// Whether both spellings denote the same number, compared as exact decimals: `1`, `1.0` and
  /// `10e-1` do.
  public func hasSameValue(as other: JSONNumber) -> Bool {
    spelling == other.spelling || Decimal(spelling) == Decimal(other.spelling)
  }

  fileprivate var hashOfValue: Int { Decimal(spelling).hashValue }

  /// `digits` × 10^`exponent`, the digits without leading or trailing zeros. Zero has no digits.
  private struct Decimal: Hashable {
    var isNegative: Bool
    var digits: [UInt8]
    /// Nil if the exponent doesn't fit an `Int`; such numbers are equal only if spelled alike.
    var exponent: Int?
    var hugeExponent: String = ""

    init(_ spelling: String) {
      isNegative = spelling.utf8.first == UInt8(ascii: "-")
      let body = spelling.utf8.drop { $0 == UInt8(ascii: "-") }
      let mantissa = body.prefix { $0 | 0x20 != UInt8(ascii: "e") }
      let power = body.dropFirst(mantissa.count + 1)
      let parts = mantissa.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      let fraction = parts.count > 1 ? Array(parts[1]) : []
      let allDigits: [UInt8] = parts.flatMap { Array($0) }
      digits = Array(allDigits.drop { $0 == UInt8(ascii: "0") })
      var trailingZeros = 0
      while digits.last == UInt8(ascii: "0") {
        digits.removeLast()
        trailingZeros += 1
      }
      if digits.isEmpty {
        (isNegative, exponent) = (false, 0)
      } else if let value = power.isEmpty ? 0 : Int(String(decoding: power, as: UTF8.self)),
        value.magnitude < UInt.max / 4
      {
        exponent = value - fraction.count + trailingZeros
      } else {
        exponent = nil
        hugeExponent = String(spelling)
      }
    }
  }
}

extension JSONValue {
  /// Whether it is null, or a string, list or object with nothing in it.
  public var isEmpty: Bool {
    switch self {
    case .null: true
    case .string(let text): text.isEmpty
    case .array(let items): items.isEmpty
    case .object(let members): members.isEmpty
    case .bool, .number: false
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral {
  /// A string, as `.text` makes one.
  public init(stringLiteral text: String) { self = .text(text) }
}
