// The file format of user-defined rules:
//
//     rules:
//       - id: U1
//         title: a competitor is named
//         severity: warning            # error, warning or info; warning without it
//         pattern: 'acme\s+corp'       # an expression, or a list of words:
//         words: [acme, initech]
//         in: answers                  # answers or prompts; all texts without it
//         ignore-case: true
//     limits:
//       context-tokens: 4096

/// A user-defined rule for `check`.
public struct OwnRule: Hashable, Sendable {
  public var id: String
  public var title: String
  public var severity: Severity
  public var pattern: String?
  public var words: [String]
  /// The texts that the rule applies to; nil means all.
  public var place: Place?
  public var ignoresCase: Bool

  public enum Severity: String, Hashable, Sendable, CaseIterable {
    case error, warning, info
  }

  public enum Place: String, Hashable, Sendable, CaseIterable {
    case answers, prompts
  }

  fileprivate init(_ item: YAMLNode) throws(SettingsError) {
    let fields = try YAMLFields(
      item, known: ["id", "title", "severity", "pattern", "words", "in", "ignore-case"])
    var words: [String] = []
    for word in try fields["words"]?.items() ?? [] {
      words.append(try word.nonEmptyText(of: "words"))
    }
    if let node = fields["words"], words.isEmpty {
      throw SettingsError(at: node.position, .emptyValue(of: "words"))
    }
    let pattern = try fields.text("pattern")
    if pattern == nil, words.isEmpty {
      throw SettingsError(at: item.position, .missingKey("pattern"))
    }
    id = try fields.requiredText("id")
    title = try fields.requiredText("title")
    severity = try fields.choice("severity", of: Severity.self) ?? .warning
    self.pattern = pattern
    self.words = words
    place = try fields.choice("in", of: Place.self)
    ignoresCase = try fields["ignore-case"]?.boolean() ?? false
  }
}

/// A file of user-defined rules, and of limits for the built-in ones.
public struct RuleFile: Hashable, Sendable {
  public var rules: [OwnRule] = []
  public var limits: [String: Double] = [:]

  /// Reads the text of a file of rules.
  ///
  /// - Parameter limitNames: the names of the limits that can be set.
  /// - Throws: what `YAMLNode.parse` throws, and `unknownKey`, `missingKey`, `wrongKind`,
  ///   `emptyValue`, `unknownValue`, `duplicateCode`.
  public init(
    _ text: [UInt8], file: String, limitNames: [String]
  ) throws(SettingsError) {
    let root = try YAMLNode.parse(text, file: file)
    let fields = try YAMLFields(root, known: ["rules", "limits"])
    for item in try fields["rules"]?.items() ?? [] {
      let rule = try OwnRule(item)
      guard !rules.contains(where: { $0.id == rule.id }) else {
        throw SettingsError(at: item.position, .duplicateCode(rule.id))
      }
      rules.append(rule)
    }
    guard let node = fields["limits"] else {
      if let node = fields["rules"], rules.isEmpty {
        throw SettingsError(at: node.position, .emptyValue(of: "rules"))
      }
      if rules.isEmpty { throw SettingsError(at: root.position, .missingKey("rules")) }
      return
    }
    _ = try YAMLFields(node, known: limitNames)
    for member in try node.members() {
      guard let value = Double(try member.value.text()), value >= 0 else {
        throw SettingsError(
          at: member.value.position,
          .unknownValue(try member.value.text(), of: member.key, nearest: nil))
      }
      limits[member.key] = value
    }
  }
}
