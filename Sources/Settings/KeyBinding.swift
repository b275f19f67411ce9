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

  /// Holds bindings against the names that the program knows.
  ///
  /// - Parameter actions: the names of the actions, by mode.
  /// - Throws: `unknownKey` at the mode, `unknownValue` at the action, for the first that is unknown.
  public static func check(
    _ bindings: [KeyBinding], actions: [String: [String]]
  ) throws(SettingsError) {
    for binding in bindings {
      guard let known = actions[binding.mode] else {
        let nearest = nearestName(to: binding.mode, among: actions.keys.sorted())
        throw SettingsError(at: binding.modePosition, .unknownKey(binding.mode, nearest: nearest))
      }
      guard let action = binding.action, !known.contains(action) else { continue }
      let nearest = nearestName(to: action, among: known)
      throw SettingsError(
        at: binding.actionPosition, .unknownValue(action, of: binding.key, nearest: nearest))
    }
  }
}
