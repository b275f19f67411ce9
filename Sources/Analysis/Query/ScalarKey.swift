import JSONLines

/// A scalar as queries compare it: by its number, if it is one in decimal, else byte for byte.
enum ScalarKey: Hashable {
  case number(Amount)
  case text(JSONString)

  init(_ text: String) {
    let amount = Self.isPadded(text.utf8) ? nil : Amount(text)
    self = amount.map(ScalarKey.number) ?? .text(JSONString(text))
  }

  /// Whether it begins with a needless zero, as `007` does, which is another id than `7`.
  private static func isPadded(_ text: String.UTF8View) -> Bool {
    let digits = text.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
    let next = digits.dropFirst().first ?? UInt8(ascii: ".")
    return digits.first == UInt8(ascii: "0") && "0123456789".utf8.contains(next)
  }
}
