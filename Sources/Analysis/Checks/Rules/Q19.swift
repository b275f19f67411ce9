import JSONLines

extension Rule {
  static let q19 = Rule(
    "Q19", .error, "a secret",
    """
    Keys and tokens whose form is known: AWS, GitHub, GitLab, Google, Hugging Face, npm, OpenAI,
    Slack, Stripe, JSON web tokens, private keys, in any string of a record.
    """,
    mistakes: "Keys from documentation that open nothing.",
    terms: keys.all.flatMap(\.beginnings), of: [.all, .asides]
  ) { text, _ in text.secrets(keys) }

  private static let keys = Secrets([
    Secret(
      name: "AWS key", sign: .either(["AKIA", "ASIA"]),
      expression: expression(#"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"#)),
    Secret(
      name: "GitHub token", sign: .either(["ghp_", "gho_", "ghu_", "ghs_", "ghr_"]),
      expression: expression(#"\bgh[pousr]_[A-Za-z0-9]{36,255}\b"#)),
    Secret(
      name: "GitHub token", sign: .either(["github_pat_"]),
      expression: expression(#"\bgithub_pat_[A-Za-z0-9_]{22,255}\b"#)),
    Secret(
      name: "GitLab token", sign: .either(["glpat-"]),
      expression: expression(#"\bglpat-[A-Za-z0-9_-]{20,}"#)),
    Secret(
      name: "Hugging Face token", sign: .either(["hf_"]),
      expression: expression(#"\bhf_[A-Za-z]{34}\b"#)),
    Secret(
      name: "Google key", sign: .either(["AIza"]),
      expression: expression(#"\bAIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])"#)),
    Secret(
      name: "npm token", sign: .either(["npm_"]),
      expression: expression(#"\bnpm_[A-Za-z0-9]{36}\b"#)),
    Secret(
      name: "Slack token", sign: .either(["xox"]),
      expression: expression(#"\bxox[abprs]-[A-Za-z0-9-]{10,}"#)),
    Secret(
      name: "Stripe key", sign: .either(["k_live_"]),
      expression: expression(#"\b[rs]k_live_[A-Za-z0-9]{20,}"#)),
    Secret(
      name: "OpenAI key", sign: .either(["sk-"]),
      expression: expression(#"\bsk-(?:proj-)?[A-Za-z0-9_-]{32,}"#)),
    Secret(
      name: "web token", sign: .either(["eyJ"]),
      // What isn't followed by a dot isn't read again from an "eyJ" inside of it.
      expression: expression(
        #"\beyJ[A-Za-z0-9_-]{10,}+(*SKIP)\.eyJ[A-Za-z0-9_-]{10,}+\.[A-Za-z0-9_-]{10,}"#)),
    Secret(
      name: "private key", sign: .either(["-----BEGIN "]),
      expression: expression(
        #"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\z)"#)),
  ])
}
