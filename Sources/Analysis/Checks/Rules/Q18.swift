import JSONLines

extension Rule {
  static let q18 = Rule(
    "Q18", .warning, "personal data",
    """
    Email and IP addresses, phone numbers of China and North America (but for those with 555, which
    nobody has, and those that call free), others that begin with + and their country's code, and,
    with their check digits, credit cards, IBANs and Chinese identity numbers, in any string of a
    record; not in the names of members. Email addresses of domains that stand for any are passed
    over: those that begin with example, yourdomain, mycompany or yourcompany, example.com, .net
    and .org also below others, those under .test, .example, .invalid, .local, .localhost and
    .internal, and domain, company, email, test or one letter but q before .com, .co, .net or .org;
    so are a password and its host in a URL, and IP addresses that are private, of examples, of
    groups, of public resolvers, or a whole network's. Names are not found. `--fix` masks them; the
    journal holds the hash of the old text, not the text. It holds the new one, so mask all in one
    go: `--only Q18,Q19 --fix`. An undo of that puts the text into the journal, for good.
    """,
    mistakes: "Numbers that look like one: made-up addresses, part and order numbers, versions.",
    of: [.all, .asides]
  ) { text, _ in text.secrets(personal) }

  /// A letter of an address. Chinese, which is written without spaces, goes up to an address.
  private static let letter = #"\p{Latin}\p{Greek}\p{Cyrillic}"#

  private static let personal = Secrets([
    Secret(
      name: "email", marks: .at, sign: .byte(UInt8(ascii: "@"), 1) { $0 > 0x20 },
      expression: expression(
        #"://[^\s/@:]{1,64}:[^\s/@]{1,64}@(*SKIP)(*FAIL)|(?<![\#(letter)\d_])(?!git@)[\#(letter)\d_][\#(letter)\d._%+-]{0,63}@(?!self\.|(?:[A-Za-z0-9-]{1,63}\.){0,3}(?:example\.(?:com|net|org)|[A-Za-z0-9-]{1,63}\.(?:test|example|invalid|localhost|local|internal))(?!\.?[\w-])|(?:(?:example|your-?domain|my-?company|your-?company)\.|(?:domain|company|email|test|[a-pr-z])\.(?:com?|net|org|tld)(?!\.?[\w-])))[\#(letter)\d-]{1,63}(?:\.[\#(letter)\d-]{1,63})*\.(?!(?:png|jpe?g|gif|svg|webp|css|js)\b)[\#(letter)]{2,24}(?![\#(letter)\d_])"#
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
    // Not after 单号 or 编号, which number orders.
    Secret(
      name: "mobile number", digits: 11,
      expression: expression(
        #"(?<![\d.+])(?<!\d [*+] )(?<!\d = )(?<!\x{5355}\x{53F7})(?<!\x{5355}\x{53F7}[:\x{FF1A}])(?<!\x{7F16}\x{53F7})(?<!\x{7F16}\x{53F7}[:\x{FF1A}])(?:\+?86[ -]?)?1[3-9]\d{9}(?!\.?\d| [*+=] ?\d)"#
      )),
    Secret(
      name: "phone number", digits: 7,
      expression: expression(
        #"(?<![\d.+])\+(?!1[ -]?\(?(?:(?:555|8(?:00|33|44|55|66|77|88))\)?|\d{3}\)?[ -]?555)[ -]?\d)(?:[1-9]\d{0,2}[ -]?(?:\(\d{1,4}\)[ -]?)?\d{2,4}|[2-9]\d{1,2}[ -]?\d(?=[ -])(?=(?:[ -]?\d){7})(?!(?:[ -]?\d){11}))(?:[ -]?\d{2,4}){2,4}(?!\.?\d| ?=)|\((?!555|8(?:00|33|44|55|66|77|88))\d{3}\) ?(?!555)\d{3}-\d{4}"#
      )),
    Secret(
      name: "phone number", digits: 10,
      expression: expression(
        #"(?<![\d.-])(?:1-)?(?:\((?!555|8(?:00|33|44|55|66|77|88))[2-9]\d{2}\) ?|(?!555|8(?:00|33|44|55|66|77|88))[2-9]\d{2}-)(?!555)[2-9]\d{2}-\d{4}(?![\d-]|\.\d)|(?<![\d.-])1[3-9]\d[- ]\d{4}[- ]\d{4}(?![\d-]|\.\d)|(?<![\d.])(?!555|8(?:00|33|44|55|66|77|88))[2-9]\d{2}\.(?!555)[2-9]\d{2}\.\d{4}(?!\.?\d)|(?<![\d.-])(?:\(0\d{2,3}\) ?|0\d{2,3}[- ])[2-9]\d{2,3}[ -]?\d{4}(?![\d-]|\.\d)"#
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
        #"(?<![\d.])(?!(?:127|10|0|255|22[4-9]|23\d)\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|(?:1\.2\.3|192\.0\.2|198\.51\.100|203\.0\.113)\.|(?:8\.8\.(?:8\.8|4\.4)|1\.(?:1\.1\.1|0\.0\.1)|9\.9\.9\.9)(?!\.?\d))(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?!0(?!\d))(?:25[0-5]|2[0-4]\d|1?\d?\d)(?!\.?\d|/\d)"#
      )),
  ])
}
