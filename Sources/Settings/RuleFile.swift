// The file form of a person's own rules:
//
//     rules:
//       - id: U1
//         title: a competitor is named
//         severity: warning            # error, warning or info; warning without it
//         pattern: 'acme\s+corp'       # an expression, or a list of words:
//         words: [acme, initech]
//         in: answers                  # answers or prompts; all texts without it
//         ignore-case: true

/// One of a person's own rules for `check`.
public struct OwnRule: Hashable, Sendable {
  public var id: String
  public var title: String
  public var severity: Severity
  public var pattern: String?
  public var words: [String]
  /// Nil is all texts.
  public var place: Place?
  public var ignoresCase: Bool

  public enum Severity: String, Hashable, Sendable, CaseIterable {
    case error, warning, info
  }

  public enum Place: String, Hashable, Sendable, CaseIterable {
    case answers, prompts
  }

  /// Reads the text of a file of rules.
  ///
  /// - Throws: what `YAMLNode.parse` throws, and `unknownKey`, `missingKey`, `wrongKind`,
  ///   `emptyValue`, `unknownValue`, `duplicateCode`.
  public static func parse(_ text: [UInt8], file: String) throws(SettingsError) -> [OwnRule] {
    let root = try YAMLNode.parse(text, file: file)
    let fields = try YAMLFields(root, known: ["rules"])
    var rules: [OwnRule] = []
    for item in try fields.required("rules").items() {
      let rule = try rule(item)
      guard !rules.contains(where: { $0.id == rule.id }) else {
        throw SettingsError(at: item.position, .duplicateCode(rule.id))
      }
      rules.append(rule)
    }
    return rules
  }

  private static func rule(_ item: YAMLNode) throws(SettingsError) -> OwnRule {
    let fields = try YAMLFields(
      item, known: ["id", "title", "severity", "pattern", "words", "in", "ignore-case"])
    var words: [String] = []
    for word in try fields["words"]?.items() ?? [] {
      words.append(try word.nonEmptyText(of: "words"))
    }
    let pattern = try fields.text("pattern")
    if pattern == nil, words.isEmpty {
      throw SettingsError(at: item.position, .missingKey("pattern"))
    }
    return OwnRule(
      id: try fields.requiredText("id"), title: try fields.requiredText("title"),
      severity: try fields.choice("severity", of: Severity.self) ?? .warning, pattern: pattern,
      words: words, place: try fields.choice("in", of: Place.self),
      ignoresCase: try fields["ignore-case"]?.boolean() ?? false)
  }
}
