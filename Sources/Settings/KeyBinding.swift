public import Console

/// One line of the `keys:` section: in a mode, a key and what it does.
///
/// Names are kept as they were written. Which modes and actions there are, the program's own
/// table knows; `check(_:actions:)` holds a binding against it.
public struct KeyBinding: Hashable, Sendable {
  public let mode: String
  public let modePosition: FilePosition
  public let key: String
  public let keyPosition: FilePosition
  /// nil (`~` in the file) takes the key's meaning away.
  public let action: String?
  public let actionPosition: FilePosition

  /// The bindings of a `keys:` section, in the order of the file.
  ///
  /// - Throws: `wrongKind`, `emptyValue`.
  static func bindings(in section: YAMLNode) throws(SettingsError) -> [KeyBinding] {
    var bindings: [KeyBinding] = []
    for mode in try section.members() {
      for binding in try mode.value.members() {
        let action = binding.value
        bindings.append(
          KeyBinding(
            mode: mode.key,
            modePosition: mode.keyPosition,
            key: binding.key,
            keyPosition: binding.keyPosition,
            action: action.isNull ? nil : try action.nonEmptyText(of: binding.key),
            actionPosition: action.position))
      }
    }
    return bindings
  }

  /// The keys that are pressed one after the other, as a rule one.
  ///
  /// Two characters are two presses (`gg`), as long as they aren't a key's name (`F1`). Nothing
  /// longer is read that way: a misspelt name would become keys that nobody presses.
  ///
  /// - Throws: `notAKey`.
  public func sequence() throws(SettingsError) -> [Key] {
    if let key = Key(name: key) { return [key] }
    let presses = key.unicodeScalars.compactMap { Key(name: String($0)) }
    guard presses.count == 2, key.unicodeScalars.count == 2 else {
      throw SettingsError(
        at: keyPosition, .notAKey(key, nearest: nearestName(to: key, among: Key.names)))
    }
    return presses
  }

  /// Holds bindings against the names that the program knows, and against each other.
  ///
  /// - Parameter actions: the names of the actions, by mode.
  /// - Throws: for the first that can't be, `unknownKey` at its mode, `unknownValue` at its action,
  ///   `notAKey` or `keyTaken` at its key.
  public static func check(
    _ bindings: [KeyBinding], actions: [String: [String]]
  ) throws(SettingsError) {
    for (index, binding) in bindings.enumerated() {
      guard let known = actions[binding.mode] else {
        let nearest = nearestName(to: binding.mode, among: actions.keys.sorted())
        throw SettingsError(at: binding.modePosition, .unknownKey(binding.mode, nearest: nearest))
      }
      try binding.checkKey(beside: bindings[..<index])
      guard let action = binding.action, !known.contains(action) else { continue }
      let nearest = nearestName(to: action, among: known)
      throw SettingsError(
        at: binding.actionPosition, .unknownValue(action, of: binding.key, nearest: nearest))
    }
  }

  /// One key has one meaning in a mode, by whatever name, and none that others begin with.
  private func checkKey(beside others: ArraySlice<KeyBinding>) throws(SettingsError) {
    let sequence = try sequence()
    for other in others where other.mode == mode {
      let taken = try other.sequence()
      let isSame = sequence == taken
      let isBegun = sequence.starts(with: taken) || taken.starts(with: sequence)
      if isSame || isBegun && action != nil && other.action != nil {
        throw SettingsError(at: keyPosition, .keyTaken(key, by: other.key))
      }
    }
  }
}
