import Curation
import JSONLines

extension Rule {
  /// Rules about what must not be published.
  static let privacyRules = [
    q18, q19,
  ]

  private static let q18 = Rule(
    "Q18", .warning, "personal data",
    """
    Email and IP addresses, phone numbers, and, with their check digits, credit cards, IBANs and
    Chinese identity numbers. Names are not found. `--fix` masks them; the journal holds the hash
    of the old text, not the text.
    """
  ) { $0.secrets(personal) }

  private static let q19 = Rule(
    "Q19", .error, "a secret",
    "Keys and tokens whose form is known: AWS, GitHub, Slack, Stripe, JSON web tokens, private keys.",
    terms: [
      "AKIA", "ASIA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "xoxa-", "xoxb-", "xoxp-", "xoxr-",
      "xoxs-", "rk_live_", "sk_live_", "sk-", "eyJ", "-----BEGIN ",
    ]
  ) { $0.secrets(keys) }

  fileprivate struct Secret: Sendable {
    var name: String
    /// Digits that it has at least; one of no digits has a sign that is looked for first.
    var digits = 0
    var sign: UInt8?
    var expression: RegularExpression?
    var isValid: @Sendable (String) -> Bool = { _ in true }
  }

  private static let personal: [Secret] = [
    Secret(
      name: "email", sign: UInt8(ascii: "@"),
      expression: expression(
        #"\b[A-Za-z0-9._%+-]{1,64}@(?!(?:example|your-?domain|domain|my-?company|company|your-?company|email|test|x|[a-z])\.)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*\.[A-Za-z]{2,24}\b"#
      )),
    Secret(
      name: "identity number", digits: 17,
      expression: expression(
        #"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)"#
      ),
      isValid: CheckDigits.isIdentityNumber),
    Secret(
      name: "card number", digits: 13, expression: expression(#"(?<![\d.])(?:\d[ -]?){12,18}\d(?![\d.])"#),
      isValid: CheckDigits.isCard),
    Secret(
      name: "IBAN", digits: 2,
      expression: expression(#"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"#),
      isValid: CheckDigits.isIBAN),
    Secret(
      name: "mobile number", digits: 11,
      expression: expression(#"(?<![\d.])(?:\+?86[ -]?)?1[3-9]\d{9}(?![\d.])"#)),
    Secret(
      name: "phone number", digits: 7,
      expression: expression(
        #"(?<![\d.+])\+[1-9]\d{0,2}[ -]?(?:\(\d{1,4}\)[ -]?)?\d{2,4}(?:[ -]?\d{2,4}){2,4}(?![\d.])|\((?!555)\d{3}\) ?(?!555)\d{3}-\d{4}"#
      )),
    Secret(
      name: "IP address", digits: 4, sign: UInt8(ascii: "."),
      expression: expression(
        #"(?<![\d.])(?!(?:127|10|0|255)\.|192\.168\.|1\.2\.3\.)(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])"#
      )),
  ]

  private static let keys: [Secret] = [
    Secret(name: "AWS key", expression: expression(#"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"#)),
    Secret(name: "GitHub token", expression: expression(#"\bgh[pousr]_[A-Za-z0-9]{36,255}\b"#)),
    Secret(name: "Slack token", expression: expression(#"\bxox[abprs]-[A-Za-z0-9-]{10,}"#)),
    Secret(name: "Stripe key", expression: expression(#"\b[rs]k_live_[A-Za-z0-9]{20,}"#)),
    Secret(name: "OpenAI key", expression: expression(#"\bsk-(?:proj-)?[A-Za-z0-9_-]{32,}"#)),
    Secret(
      name: "web token",
      expression: expression(#"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}"#)
    ),
    Secret(
      name: "private key",
      expression: expression(
        #"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\z)"#)),
  ]
}

extension Rule.Secret {
  fileprivate func mayBeIn(_ text: CheckedRecord.Text) -> Bool {
    text.survey.digits >= digits && sign.map { text.utf8.contains($0) } ?? true
  }
}

extension CheckedRecord {
  /// All that is found in each text, with one fix a text that masks all of them.
  fileprivate func secrets(_ wanted: [Rule.Secret]) -> [Spot] {
    texts.flatMap { text -> [Spot] in
      var found: [(range: Range<Int>, name: String)] = []
      for secret in wanted where secret.mayBeIn(text) {
        var start = 0
        while let range = secret.expression?.firstMatch(in: text.utf8, from: start),
          !range.isEmpty
        {
          start = range.upperBound
          let value = String(decoding: text.utf8[range], as: UTF8.self)
          let isNew = !found.contains { $0.range.overlaps(range) }
          if isNew, secret.isValid(value) { found.append((range, secret.name)) }
        }
      }
      guard !found.isEmpty else { return [] }
      found.sort { $0.range.lowerBound < $1.range.lowerBound }
      var masked: [UInt8] = []
      var end = 0
      for (range, name) in found {
        masked += text.utf8[end..<range.lowerBound] + Array("[\(name)]".utf8)
        end = range.upperBound
      }
      masked += text.utf8[end...]
      let fix = Command.mask(text.pointer, .text(String(decoding: masked, as: UTF8.self)))
      return found.enumerated().map { index, found in
        Spot(found.name, at: text.pointer, found.range, fix: index == 0 ? fix : nil)
      }
    }
  }
}

/// Numbers that carry a check of themselves.
enum CheckDigits {
  /// Luhn's sum, of 13 to 19 digits that aren't all the same.
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
      guard let value = character.hexLikeValue else { return false }
      rest = (rest * (value > 9 ? 100 : 10) + value) % 97
    }
    return rest == 1
  }

  /// GB 11643, the last digit by ISO 7064 mod 11-2.
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
  fileprivate var hexLikeValue: Int? {
    if let digit = wholeNumberValue { return digit }
    guard let ascii = asciiValue, ascii >= 65, ascii <= 90 else { return nil }
    return Int(ascii) - 55
  }
}
