import JSONLines

extension Rule {
  static let q19 = Rule(
    "Q19", .error, "a secret",
    """
    Keys and tokens whose form is known: Alibaba, Anthropic, AWS, Databricks, GitHub, GitLab,
    Google, Groq, Hugging Face, npm, NVIDIA, OpenAI (DeepSeek's look like them), OpenRouter, PyPI,
    Replicate, SendGrid, Slack, Stripe, Tencent, xAI, JSON web tokens, private keys (a header with
    key data after it), in any string of a record; not in the names of members. One that says
    EXAMPLE or your, or has a character six times in a row, stands for any, as does the web token
    that the format's own page shows.
    """,
    mistakes: "Keys from documentation that open nothing.",
    terms: keys.all.flatMap(\.beginnings), of: [.all, .asides]
  ) { text, _ in text.secrets(keys) }

  private static let keys = Secrets([
    key("AWS key", ["AKIA", "ASIA"], #"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"#),
    key(
      "GitHub token", ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"],
      #"\bgh[pousr]_[A-Za-z0-9]{36,255}\b"#),
    key("GitHub token", ["github_pat_"], #"\bgithub_pat_[A-Za-z0-9_]{22,255}\b"#),
    key("GitLab token", ["glpat-"], #"\bglpat-[A-Za-z0-9_-]{20,}"#),
    key("Hugging Face token", ["hf_"], #"\bhf_[A-Za-z]{34}\b"#),
    key("Google key", ["AIza"], #"\bAIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])"#),
    key("Google secret", ["GOCSPX-"], #"\bGOCSPX-[A-Za-z0-9_-]{28}(?![A-Za-z0-9_-])"#),
    key("npm token", ["npm_"], #"\bnpm_[A-Za-z0-9]{36}\b"#),
    key("Slack token", ["xox", "xapp-"], #"\b(?:xox[abprs]|xapp)-[A-Za-z0-9-]{10,}"#),
    key("Stripe key", ["k_live_"], #"\b[rs]k_live_[A-Za-z0-9]{20,}"#),
    key("Anthropic key", ["sk-ant-"], #"\bsk-ant-[A-Za-z0-9_-]{32,}"#),
    key("OpenRouter key", ["sk-or-"], #"\bsk-or-[A-Za-z0-9-]{32,}"#),
    // Names of classes in style sheets have no digits and no capitals.
    key(
      "OpenAI key", ["sk-"],
      #"\bsk-(?!ant-|or-)(?:[0-9a-f]{32}(?![A-Za-z0-9_-])|(?=[A-Za-z0-9_-]*\d)(?=[A-Za-z0-9_-]*[A-Z])[A-Za-z0-9_-]{32,})"#
    ),
    key("Groq key", ["gsk_"], #"\bgsk_[A-Za-z0-9]{48,}\b"#),
    key("xAI key", ["xai-"], #"\bxai-[A-Za-z0-9]{64,}\b"#),
    key("NVIDIA key", ["nvapi-"], #"\bnvapi-[A-Za-z0-9_-]{60,}"#),
    key("Databricks token", ["dapi"], #"\bdapi[0-9a-f]{32}\b"#),
    key("Replicate token", ["r8_"], #"\br8_[A-Za-z0-9]{37}\b"#),
    key("PyPI token", ["pypi-AgE"], #"\bpypi-AgE[A-Za-z0-9_-]{50,}"#),
    key("SendGrid key", ["SG."], #"\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])"#),
    key("Alibaba key", ["LTAI"], #"\bLTAI[A-Za-z0-9]{12,26}\b"#),
    key("Tencent key", ["AKID"], #"\bAKID[A-Za-z0-9]{32}\b"#),
    Secret(
      name: "web token", sign: .either(["eyJ"]),
      // What isn't followed by a dot isn't read again from an "eyJ" inside of it.
      expression: expression(
        #"\beyJ[A-Za-z0-9_-]{10,}+(*SKIP)\.eyJ[A-Za-z0-9_-]{10,}+\.[A-Za-z0-9_-]{10,}"#),
      // The one of all documentation: {"sub":"1234567890" ...
      isValid: { !$0.contains("eyJzdWIiOiIxMjM0NTY3ODkw") }),
    Secret(
      name: "private key", sign: .either(["-----BEGIN "]),
      // The header alone is named in code.
      expression: expression(
        #"-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----\#(between)*+(?:[A-Z][A-Za-z-]*+: [^\n\\]{1,80}(?:\s|\\+[nr])*+)*+[A-Za-z0-9+/=]{40,}+(?:\#(between)++[A-Za-z0-9+/=]{40,}+)*+(?:(?:\#(between)++[A-Za-z0-9+/=]++)*+\#(between)*+-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|\#(between)++[A-Za-z0-9+/=]{1,39}\s*+\z)?"#
      )),
  ])

  /// What stands between the lines of a private key: also in quotes, in comments, in source code.
  private static let between = #"(?:\s|\\+[nr]|["',+.>#])"#

  /// A key or a token, other than those that stand for any.
  private static func key(_ name: String, _ beginnings: [String], _ pattern: String) -> Secret {
    Secret(
      name: name, sign: .either(beginnings), expression: expression(pattern), isValid: isReal)
  }

  /// Whether a key isn't one that stands for any.
  private static func isReal(_ key: String) -> Bool {
    let lower = key.lowercased()
    if lower.contains("example") || lower.contains("your") { return false }
    var (last, run): (UInt8, Int) = (0, 0)
    for byte in key.utf8 {
      run = byte == last ? run + 1 : 1
      if run == 6 { return false }
      last = byte
    }
    return true
  }
}
