// Typed access to nodes: a value of the wrong kind becomes an error with its position.

extension YAMLNode {
  /// Returns the text of a scalar, quoted or not.
  ///
  /// - Throws: `wrongKind`.
  func text() throws(SettingsError) -> String {
    guard case .scalar(let text, _) = content else { throw misfit(.text) }
    return text
  }

  /// Returns the text of a scalar that must not be empty or null.
  ///
  /// - Parameter key: the value's key, for the error.
  /// - Throws: `wrongKind`, `emptyValue`.
  func nonEmptyText(of key: String) throws(SettingsError) -> String {
    let text = try text()
    guard !isNull, !text.isEmpty else { throw SettingsError(at: position, .emptyValue(of: key)) }
    return text
  }

  /// Returns the value of an unquoted `true` or `false`.
  ///
  /// - Throws: `wrongKind`.
  func boolean() throws(SettingsError) -> Bool {
    switch content {
    case .scalar("true", isQuoted: false): return true
    case .scalar("false", isQuoted: false): return false
    default: throw misfit(.boolean)
    }
  }

  /// Returns the items of a list.
  ///
  /// - Throws: `wrongKind`.
  func items() throws(SettingsError) -> [YAMLNode] {
    guard case .sequence(let items) = content else { throw misfit(.list) }
    return items
  }

  /// Returns the members of a mapping; none for a null, so that a section may be left empty.
  ///
  /// - Throws: `wrongKind`.
  func members() throws(SettingsError) -> [Member] {
    if isNull { return [] }
    guard case .mapping(let members) = content else { throw misfit(.mapping) }
    return members
  }

  private func misfit(_ expected: Kind) -> SettingsError {
    SettingsError(at: position, .wrongKind(expected: expected, found: kind))
  }
}

/// A mapping with access to its values by key.
struct YAMLFields {
  private let position: FilePosition
  private let members: [YAMLNode.Member]

  /// Makes the fields of a mapping with any keys.
  ///
  /// - Throws: `wrongKind`.
  init(_ node: YAMLNode) throws(SettingsError) {
    position = node.position
    members = try node.members()
  }

  /// Makes the fields of a mapping with no keys but those in `known`.
  ///
  /// - Throws: `wrongKind`, and `unknownKey` for the first key that isn't known.
  init(_ node: YAMLNode, known: [String]) throws(SettingsError) {
    try self.init(node)
    for member in members where !known.contains(member.key) {
      let nearest = nearestName(to: member.key, among: known)
      throw SettingsError(at: member.keyPosition, .unknownKey(member.key, nearest: nearest))
    }
  }

  /// The value of `key`; nil if it is absent or null.
  subscript(key: String) -> YAMLNode? {
    guard let value = members.first(where: { $0.key == key })?.value, !value.isNull else {
      return nil
    }
    return value
  }

  /// Returns the text of `key`; nil if it is absent or null.
  ///
  /// - Throws: `wrongKind`, and `emptyValue` for `""`.
  func text(_ key: String) throws(SettingsError) -> String? {
    guard let value = self[key] else { return nil }
    return try value.nonEmptyText(of: key)
  }

  /// Returns the value of `key`, one of a closed list of words; nil if it is absent or null.
  ///
  /// - Throws: `unknownValue`, `wrongKind`, `emptyValue`.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, of _: Choice.Type
  ) throws(SettingsError) -> Choice? where Choice.RawValue == String {
    guard let value = self[key] else { return nil }
    let word = try value.nonEmptyText(of: key)
    guard let choice = Choice(rawValue: word) else {
      let known = Choice.allCases.map(\.rawValue)
      // If no word is near, the whole list is the best hint, each word in quotes of its own.
      let hint = nearestName(to: word, among: known) ?? known.joined(separator: "” or “")
      throw SettingsError(at: value.position, .unknownValue(word, of: key, nearest: hint))
    }
    return choice
  }

  /// Returns the value of `key`.
  ///
  /// - Throws: `missingKey`, at the mapping.
  func required(_ key: String) throws(SettingsError) -> YAMLNode {
    guard let value = self[key] else {
      throw SettingsError(at: position, .missingKey(key))
    }
    return value
  }

  /// Returns the text of `key`.
  ///
  /// - Throws: `missingKey`, `wrongKind`, `emptyValue`.
  func requiredText(_ key: String) throws(SettingsError) -> String {
    try required(key).nonEmptyText(of: key)
  }
}
