/// A number that queries compare. Integers are compared exactly: above 2^53 a `Double` isn't every
/// one of them.
public struct Amount: Hashable, Comparable, Sendable {
  let value: Double
  /// Nil if it is none, or doesn't fit.
  private let integer: Int128?

  init(_ count: Int) { (value, integer) = (Double(count), Int128(count)) }

  init(_ value: Double) { (self.value, integer) = (value, nil) }

  /// Nil if the text is no number in decimal: something else that `Double` takes, such as `0x10` or
  /// `inf`, is a text.
  init?(_ text: String) {
    guard text.utf8.allSatisfy({ "0123456789.eE+-".utf8.contains($0) }), let value = Double(text)
    else { return nil }
    // One that a `Double` holds exactly is the integer that it is, however it is spelled.
    (self.value, integer) = (value, Int128(text) ?? Int128(exactly: value))
  }

  /// The shortest spelling.
  var text: String { integer.map { String($0) } ?? "\(value)" }

  /// Whether a `Double` can't tell the number that is spelled so from others: it is too large, or
  /// too small.
  func isBeyondRange(_ spelling: String) -> Bool {
    guard value == 0 else { return value.isInfinite }
    let digits = spelling.utf8.prefix { $0 != UInt8(ascii: "e") && $0 != UInt8(ascii: "E") }
    return digits.contains { UInt8(ascii: "1")...UInt8(ascii: "9") ~= $0 }
  }

  public static func == (a: Amount, b: Amount) -> Bool {
    if let a = a.integer, let b = b.integer { a == b } else { a.value == b.value }
  }

  public static func < (a: Amount, b: Amount) -> Bool {
    if let a = a.integer, let b = b.integer { a < b } else { a.value < b.value }
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(value) }
}
