/// Validates numbers with check digits.
enum CheckDigits {
  /// Luhn's checksum; 13 to 19 digits, not all the same.
  static func isCard(_ text: String) -> Bool {
    let digits = text.compactMap(\.wholeNumberValue)
    guard (13...19).contains(digits.count), Set(digits).count > 1 else { return false }
    let sum = digits.reversed().enumerated().reduce(0) { sum, digit in
      let doubled = digit.offset % 2 == 1 ? digit.element * 2 : digit.element
      return sum + (doubled > 9 ? doubled - 9 : doubled)
    }
    return sum % 10 == 0
  }

  /// ISO 7064 mod 97.
  static func isIBAN(_ text: String) -> Bool {
    let letters = text.filter { $0 != " " }
    guard letters.count >= 15 else { return false }
    var rest = 0
    for character in letters.dropFirst(4) + letters.prefix(4) {
      guard let value = character.base36Value else { return false }
      rest = (rest * (value > 9 ? 100 : 10) + value) % 97
    }
    return rest == 1
  }

  /// GB 11643; the last character is an ISO 7064 mod 11-2 check.
  static func isIdentityNumber(_ text: String) -> Bool {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    let digits = text.prefix(17).compactMap(\.wholeNumberValue)
    guard digits.count == 17, let last = text.last else { return false }
    let sum = zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 }
    return Array("10X98765432")[sum % 11] == Character(last.uppercased())
  }
}

extension Character {
  /// 0 to 9, and A to Z as 10 to 35.
  fileprivate var base36Value: Int? {
    if let digit = wholeNumberValue { return digit }
    guard let ascii = asciiValue, ascii >= 65, ascii <= 90 else { return nil }
    return Int(ascii) - 55
  }
}
