import JSONLines

extension Rule {
  static let q18 = Rule(
    "Q18", .warning, "personal data",
    """
    Email and IP addresses, phone numbers (but for those with 555, which nobody has), and, with their
    check digits, credit cards, IBANs and Chinese identity numbers, in any string of a record. Email
    addresses of domains that stand for any are passed over: those that begin with example,
    yourdomain, mycompany or yourcompany, and domain, company, email, test or one letter but q before
    .com, .co, .net or .org. Names are not found. `--fix` masks them; the journal holds the hash of
    the old text, not the text. It holds the new one, so mask all in one go: `--only Q18,Q19 --fix`.
    An undo of that puts the text into the journal, for good.
    """,
    mistakes: "Numbers that look like one: made-up addresses, part numbers, versions.",
    of: [.all, .asides]
  ) { text, _ in text.secrets(personal) }

  private static let personal = Secrets([
    Secret(
      name: "email", marks: .at, sign: .byte(UInt8(ascii: "@"), 1) { $0 > 0x20 },
      expression: expression(
        #"\b(?!git@)[A-Za-z0-9._%+-]{1,64}@(?!(?:(?:example|your-?domain|my-?company|your-?company)\.|(?:domain|company|email|test|[a-pr-z])\.(?:com?|net|org|tld)(?!\.?[\w-])))[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*\.(?!(?:png|jpe?g|gif|svg|webp|css|js)\b)[A-Za-z]{2,24}\b"#
      )),
    Secret(
      name: "identity number", digits: 17,
      expression: expression(
        #"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)"#
      ),
      isValid: CheckDigits.isIdentityNumber),
    Secret(
      name: "card number", digits: 13,
      // By the prefixes of card networks, in groups as printed on cards, but not within a longer
      // identifier.
      expression: expression(
        #"(?<![\w.+-])(?<!\b\d{4} )(?:62\d{14,17}|62\d\d([ -])\d{4}\g{-1}\d{4}\g{-1}\d{4}\g{-1}\d{1,3}|(?:4\d{3}|5[1-5]\d\d|2[2-7]\d\d|6\d{3}|35\d\d)([ -]?)\d{4}\g{-1}\d{4}\g{-1}\d{4}|3[47]\d\d([ -]?)\d{6}\g{-1}\d{5}|3(?:0[0-5]|[689]\d)\d([ -]?)\d{6}\g{-1}\d{4})(?![\w-]|\.?\d| \d{4}(?!\d))"#
      ),
      isValid: CheckDigits.isCard),
    // Account numbers may contain letters, but in no country fewer digits than this.
    Secret(
      name: "IBAN", digits: 6,
      expression: expression(#"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"#),
      isValid: CheckDigits.isIBAN),
    Secret(
      name: "mobile number", digits: 11,
      expression: expression(
        #"(?<![\d.+])(?<!\d [*+] )(?<!\d = )(?:\+?86[ -]?)?1[3-9]\d{9}(?!\.?\d| [*+=] ?\d)"#)),
    Secret(
      name: "phone number", digits: 7,
      expression: expression(
        #"(?<![\d.+])\+[1-9]\d{0,2}[ -]?(?:\(\d{1,4}\)[ -]?)?\d{2,4}(?:[ -]?\d{2,4}){2,4}(?!\.?\d| ?=)|\((?!555)\d{3}\) ?(?!555)\d{3}-\d{4}"#
      )),
    Secret(
      name: "phone number", digits: 10,
      expression: expression(
        #"(?<![\d.-])(?:1-)?(?:\((?!555)[2-9]\d{2}\) ?|(?!555)[2-9]\d{2}-)(?!555)[2-9]\d{2}-\d{4}(?![\d-]|\.\d)|(?<![\d.-])1[3-9]\d[- ]\d{4}[- ]\d{4}(?![\d-]|\.\d)|(?<![\d.])(?!555)[2-9]\d{2}\.(?!555)[2-9]\d{2}\.\d{4}(?!\.?\d)|(?<![\d.-])(?:\(0\d{2,3}\) ?|0\d{2,3}[- ])[2-9]\d{2,3}[ -]?\d{4}(?![\d-]|\.\d)"#
      )),
    Secret(
      name: "IP address", digits: 1,
      sign: .byte(UInt8(ascii: ":"), 2) { $0.isHexDigit || $0 == UInt8(ascii: ":") },
      expression: expression(
        #"(?<![\w:.])(?!2001:0?db8:)(?:(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}|(?:[0-9A-Fa-f]{1,4}:){1,6}:(?:[0-9A-Fa-f]{1,4}:){0,5}[0-9A-Fa-f]{1,4})(?![\w:]|\.\w)"#
      ),
      isValid: { text in
        // `a1::b` is a name in C++.
        text.contains(where: \.isNumber) && text.prefix { $0 != ":" }.count > 2
          && (text.count { $0 == ":" } > 2 || text.hasPrefix("fe80"))
      }),
    Secret(
      name: "IP address", digits: 4, sign: .byte(UInt8(ascii: "."), 3) { $0.isASCIIDigit },
      expression: expression(
        #"(?<![\d.])(?!(?:127|10|0|255)\.|192\.168\.|1\.2\.3\.)(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?!\.?\d)"#
      )),
  ])
}
