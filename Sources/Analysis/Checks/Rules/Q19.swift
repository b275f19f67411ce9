import JSONLines

extension Rule {
  static let q19 = Rule(
    "Q19", .error, "a secret",
    """
    Keys and tokens whose form is known: Alibaba, Anthropic, AWS, Databricks, GitHub, GitLab,
    Google, Groq, Hugging Face, npm, NVIDIA, OpenAI (DeepSeek's look like them), OpenRouter, PyPI,
    Replicate, SendGrid, Slack, Stripe, Tencent, xAI, JSON web tokens, private keys (a header with
    key data after it), in any string of a record; not in the names of members. One that says
    EXAMPLE or your, or has a character six times in a row, stands for any.
    """,
    mistakes: "Keys from documentation that open nothing.",
    terms: keys.all.flatMap(\.beginnings), of: [.all, .asides]
  ) { text, _ in text.secrets(keys) }

  private static let keys = Secrets([
    Secret(
      name: "AWS key", sign: .either(["AKIA", "ASIA"]),
      expression: expression(#"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"#), isValid: isReal),
    Secret(
      name: "GitHub token", sign: .either(["ghp_", "gho_", "ghu_", "ghs_", "ghr_"]),
      expression: expression(#"\bgh[pousr]_[A-Za-z0-9]{36,255}\b"#), isValid: isReal),
    Secret(
      name: "GitHub token", sign: .either(["github_pat_"]),
      expression: expression(#"\bgithub_pat_[A-Za-z0-9_]{22,255}\b"#), isValid: isReal),
    Secret(
      name: "GitLab token", sign: .either(["glpat-"]),
      expression: expression(#"\bglpat-[A-Za-z0-9_-]{20,}"#), isValid: isReal),
    Secret(
      name: "Hugging Face token", sign: .either(["hf_"]),
      expression: expression(#"\bhf_[A-Za-z]{34}\b"#), isValid: isReal),
    Secret(
      name: "Google key", sign: .either(["AIza"]),
      expression: expression(#"\bAIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])"#), isValid: isReal),
    Secret(
      name: "Google secret", sign: .either(["GOCSPX-"]),
      expression: expression(#"\bGOCSPX-[A-Za-z0-9_-]{28}(?![A-Za-z0-9_-])"#), isValid: isReal),
    Secret(
      name: "npm token", sign: .either(["npm_"]),
      expression: expression(#"\bnpm_[A-Za-z0-9]{36}\b"#), isValid: isReal),
    Secret(
      name: "Slack token", sign: .either(["xox", "xapp-"]),
      expression: expression(#"\b(?:xox[abprs]|xapp)-[A-Za-z0-9-]{10,}"#), isValid: isReal),
    Secret(
      name: "Stripe key", sign: .either(["k_live_"]),
      expression: expression(#"\b[rs]k_live_[A-Za-z0-9]{20,}"#), isValid: isReal),
    Secret(
      name: "Anthropic key", sign: .either(["sk-ant-"]),
      expression: expression(#"\bsk-ant-[A-Za-z0-9_-]{32,}"#), isValid: isReal),
    Secret(
      name: "OpenRouter key", sign: .either(["sk-or-"]),
      expression: expression(#"\bsk-or-[A-Za-z0-9-]{32,}"#), isValid: isReal),
    Secret(
      name: "OpenAI key", sign: .either(["sk-"]),
      // Names of classes in style sheets have no digits and no capitals.
      expression: expression(
        #"\bsk-(?!ant-|or-)(?:[0-9a-f]{32}(?![A-Za-z0-9_-])|(?=[A-Za-z0-9_-]*\d)(?=[A-Za-z0-9_-]*[A-Z])[A-Za-z0-9_-]{32,})"#
      ), isValid: isReal),
    Secret(
      name: "Groq key", sign: .either(["gsk_"]),
      expression: expression(#"\bgsk_[A-Za-z0-9]{48,}\b"#), isValid: isReal),
    Secret(
      name: "xAI key", sign: .either(["xai-"]),
      expression: expression(#"\bxai-[A-Za-z0-9]{64,}\b"#), isValid: isReal),
    Secret(
      name: "NVIDIA key", sign: .either(["nvapi-"]),
      expression: expression(#"\bnvapi-[A-Za-z0-9_-]{60,}"#), isValid: isReal),
    Secret(
      name: "Databricks token", sign: .either(["dapi"]),
      expression: expression(#"\bdapi[0-9a-f]{32}\b"#), isValid: isReal),
    Secret(
      name: "Replicate token", sign: .either(["r8_"]),
      expression: expression(#"\br8_[A-Za-z0-9]{37}\b"#), isValid: isReal),
    Secret(
      name: "PyPI token", sign: .either(["pypi-AgE"]),
      expression: expression(#"\bpypi-AgE[A-Za-z0-9_-]{50,}"#), isValid: isReal),
    Secret(
      name: "SendGrid key", sign: .either(["SG."]),
      expression: expression(#"\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])"#),
      isValid: isReal),
    Secret(
      name: "Alibaba key", sign: .either(["LTAI"]),
      expression: expression(#"\bLTAI[A-Za-z0-9]{12,26}\b"#), isValid: isReal),
    Secret(
      name: "Tencent key", sign: .either(["AKID"]),
      expression: expression(#"\bAKID[A-Za-z0-9]{32}\b"#), isValid: isReal),
    Secret(
      name: "web token", sign: .either(["eyJ"]),
      // What isn't followed by a dot isn't read again from an "eyJ" inside of it.
      expression: expression(
        #"\beyJ[A-Za-z0-9_-]{10,}+(*SKIP)\.eyJ[A-Za-z0-9_-]{10,}+\.[A-Za-z0-9_-]{10,}"#),
      // The one of all documentation: {"sub":"1234567890" ...
      isValid: { !$0.contains("eyJzdWIiOiIxMjM0NTY3ODkw") }),
    Secret(
      name: "private key", sign: .either(["-----BEGIN "]),
      // The header alone is named in code. Lines of a key may stand in quotes, as may their ends.
      expression: expression(
        #"-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----(?:\s|\\+[nr]|["',+.>#])*+(?:[A-Z][A-Za-z-]*+: [^\n\\]{1,80}(?:\s|\\+[nr])*+)*+[A-Za-z0-9+/=]{40,}+(?:(?:\s|\\+[nr]|["',+.>#])++[A-Za-z0-9+/=]{40,}+)*+(?:(?:(?:\s|\\+[nr]|["',+.>#])++[A-Za-z0-9+/=]++)*+(?:\s|\\+[nr]|["',+.>#])*+-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|(?:\s|\\+[nr]|["',+.>#])++[A-Za-z0-9+/=]{1,39}\s*+\z)?"#
      )),
  ])

  /// Whether a key isn't one that stands for any.
  private static let isReal: @Sendable (String) -> Bool = { key in
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
