public import Console

/// The user's own bindings on top of the table.
extension KeyTable {
  /// Why a key can't be bound.
  public enum Refusal: Error, Hashable {
    /// The sequence begins with another one of the mode, which would always match first.
    case hidden(by: [Key])
    /// The sequence begins with a digit, which is read as a count.
    case counts
    /// A sequence of several keys, in a mode that reads one.
    case severalKeys
  }

  /// The modes whose keys can be changed; the others read keys as text.
  public static let changeableModes: [KeyMode] = [.list, .record, .editor, .help]

  /// Returns the actions that can be bound in a mode. The list and the record have all actions but
  /// the editor's.
  public static func actions(in mode: KeyMode) -> [Action] {
    let browsing: [KeyMode] = [.list, .record]
    return Action.allCases.filter { action in
      let modes = standard.bindings.filter { $0.action == action }.flatMap(\.modes)
      return modes.contains(mode)
        || browsing.contains(mode) && (modes.isEmpty || modes.contains(where: browsing.contains))
    }
  }

  /// Unbinds a key sequence in a mode, and all longer ones that begin with it.
  public mutating func unbind(_ sequence: [Key], in mode: KeyMode) {
    bindings = bindings.flatMap { binding in
      let kept = binding.keys.filter { !$0.starts(with: sequence) }
      guard binding.modes.contains(mode), kept.count < binding.keys.count else { return [binding] }
      var (here, elsewhere) = (binding, binding)
      (here.modes, here.keys) = ([mode], kept)
      elsewhere.modes.removeAll { $0 == mode }
      return [elsewhere, here].filter { !$0.modes.isEmpty && !$0.keys.isEmpty }
    }
  }

  /// Binds a key sequence to an action in a mode, ahead of the action's other keys. Its former
  /// binding is removed, as are those of longer sequences that begin with it.
  ///
  /// - Throws: ``Refusal`` if the sequence could never be matched.
  public mutating func bind(
    _ sequence: [Key], to action: Action, in mode: KeyMode
  ) throws(Refusal) {
    if mode == .editor, sequence.count > 1 { throw .severalKeys }
    if [.list, .record].contains(mode), case .character("0"..."9")? = sequence.first {
      throw .counts
    }
    unbind(sequence, in: mode)
    for taken in bindings where taken.modes.contains(mode) {
      if let first = taken.keys.first(where: { sequence.starts(with: $0) }) {
        throw .hidden(by: first)
      }
    }
    var row = Binding(modes: [mode], keys: [sequence], action: action)
    var place = bindings.endIndex
    if let old = bindings.firstIndex(where: { $0.action == action && $0.modes.contains(mode) }) {
      row.keys += bindings[old].keys
      place = old
      bindings[old].modes.removeAll { $0 == mode }  // it may apply to other modes too
      if bindings[old].modes.isEmpty { bindings.remove(at: old) }
    }
    merge(row, at: place)
  }

  /// Adds a row, or adds its modes to an existing row with the same keys and action.
  private mutating func merge(_ new: Binding, at place: Int) {
    guard
      let same = bindings.firstIndex(where: { $0.action == new.action && $0.keys == new.keys })
    else {
      bindings.insert(new, at: place)
      return
    }
    let modes = Set(bindings[same].modes + new.modes)
    bindings[same].modes = KeyMode.allCases.filter(modes.contains)
  }
}
