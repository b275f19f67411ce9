public import Console

/// Keys of a person's own, laid over the table.
extension KeyTable {
  /// Why a key can't get a meaning.
  public enum Refusal: Error, Hashable {
    /// It begins with another key of the mode, which would always come first.
    case hidden(by: [Key])
    /// It begins with a digit, which is read as a count.
    case counts
    /// Several keys, in a mode that waits for one.
    case severalKeys
  }

  /// The modes whose keys can be changed: the others read keys as text.
  public static let changeableModes: [KeyMode] = [.list, .record, .editor, .help]

  /// What a key of a mode can do. The list and the record have all actions but the editor's.
  public static func actions(in mode: KeyMode) -> [Action] {
    let browsing: [KeyMode] = [.list, .record]
    return Action.allCases.filter { action in
      let modes = standard.bindings.filter { $0.action == action }.flatMap(\.modes)
      return modes.contains(mode)
        || browsing.contains(mode) && (modes.isEmpty || modes.contains(where: browsing.contains))
    }
  }

  /// Takes a key's meaning away in a mode, and that of the sequences which it begins.
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

  /// Gives a key a meaning in a mode, before the keys that the action has already. What the key
  /// meant there, and the sequences that it begins, are gone.
  ///
  /// - Throws: ``Refusal`` if it would never come to it.
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
      bindings[old].modes.removeAll { $0 == mode }  // it may speak for others too
      if bindings[old].modes.isEmpty { bindings.remove(at: old) }
    }
    merge(row, at: place)
  }

  /// Adds a row, or its mode to a row that says the same of another.
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
