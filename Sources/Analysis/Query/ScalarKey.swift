import JSONLines

/// A scalar as queries compare it: by its number, if it is one in decimal, else byte for byte.
enum ScalarKey: Hashable {
  case number(Amount)
  case text(JSONString)

  init(_ text: String) {
    let amount = Self.isNumber(text.utf8) ? Amount(text) : nil
    self = amount.map(ScalarKey.number) ?? .text(JSONString(text))
  }

  /// Whether this isn't something else that `Double` takes, such as `0x10`, `inf` or `007`.
  private static func isNumber(_ text: String.UTF8View) -> Bool {
    let digits = text.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
    let next = digits.dropFirst().first ?? UInt8(ascii: ".")
    let isPadded = digits.first == UInt8(ascii: "0") && "0123456789".utf8.contains(next)
    return !isPadded && text.allSatisfy { "0123456789.eE+-".utf8.contains($0) }
  }
}
