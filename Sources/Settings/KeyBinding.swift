public import Console

/// One line of the `keys:` section: a key and its action in a mode.
///
/// Names are kept as written. Only the program knows the valid modes and actions;
/// `check(_:actions:)` validates bindings against them.
public struct KeyBinding: Hashable, Sendable {
  public let mode: String
  public let modePosition: FilePosition
  public let key: String
  public let keyPosition: FilePosition
  /// The action's name; nil (`~` in the file) unbinds the key.
  public let action: String?
  public let actionPosition: FilePosition

  /// Returns the bindings of a `keys:` section, in the order of the file.
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

  /// Returns the keys to press one after the other, usually one.
  ///
  /// Two characters are two presses (`gg`), unless they are a key's name (`F1`). Longer text must
  /// be a key's name: otherwise a misspelt name would become a sequence that nobody presses.
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

  /// Checks bindings against the names that the program knows, and against each other.
  ///
  /// - Parameter actions: the names of the actions, by mode.
  /// - Throws: for the first invalid binding, `unknownKey` at its mode, `unknownValue` at its
  ///   action, `notAKey` or `keyTaken` at its key.
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

  /// Checks that no other binding of the mode has the same keys, by whatever name, and that of two
  /// bindings with actions neither's keys begin the other's.
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
