import JSONLines

/// A scalar as queries compare it: by its number, if it is one in decimal, else byte for byte.
enum ScalarKey: Hashable {
  case number(Amount)
  case text(JSONString)

  init(_ text: String) {
    self = Amount(text).map(ScalarKey.number) ?? .text(JSONString(text))
  }
}
