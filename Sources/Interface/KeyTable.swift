public import Console

/// The bindings of keys to actions by mode. The program, its help, its hints and `winnow keys` all
/// read this one table, which includes the user's own bindings.
public struct KeyTable: Hashable, Sendable {
  public struct Binding: Hashable, Sendable {
    public var modes: [KeyMode]
    /// The key sequences, most of one key.
    public var keys: [[Key]]
    public var action: Action
  }

  public internal(set) var bindings: [Binding]

  /// The result of pressing some keys.
  enum Match: Hashable {
    case action(Action)
    /// More keys are needed.
    case beginning
    case nothing
  }

  func match(_ pressed: [Key], in mode: KeyMode) -> Match {
    var isBeginning = false
    for binding in bindings where binding.modes.contains(mode) {
      for sequence in binding.keys where sequence.starts(with: pressed) {
        if sequence.count == pressed.count { return .action(binding.action) }
        isBeginning = true
      }
    }
    return isBeginning ? .beginning : .nothing
  }

  /// Returns the display name of an action's first key in a mode.
  public func keyName(of action: Action, in mode: KeyMode) -> String? {
    let binding = bindings.first { $0.action == action && $0.modes.contains(mode) }
    return binding?.keys.first.map(Self.name)
  }

  /// Returns the display name of a sequence: `gg`, `Ctrl-D`.
  public static func name(_ sequence: [Key]) -> String { sequence.map(\.name).joined() }

  /// Parses a sequence: a key's name, or characters to press one after another.
  public static func sequence(_ text: String) -> [Key]? {
    if let key = Key(name: text) { return [key] }
    let keys = text.unicodeScalars.map { Key.character($0) }
    return keys.isEmpty ? nil : keys
  }

  /// The default bindings.
  public static let standard = KeyTable(
    bindings: rows.map { modes, keys, action in
      Binding(
        modes: modes, keys: keys.split(separator: " ").compactMap { sequence(String($0)) },
        action: action)
    })

  private static let browsing: [KeyMode] = [.list, .record]

  // Key names of one row are separated by spaces; the space bar is "Space".
  private static let rows: [([KeyMode], String, Action)] = [
    (browsing, "j Down", .down),
    (browsing, "k Up", .up),
    ([.list], "PgDn Ctrl-F", .pageDown),
    ([.record], "PgDn Ctrl-F Space", .pageDown),
    (browsing, "PgUp Ctrl-B", .pageUp),
    (browsing, "Ctrl-D", .halfPageDown),
    (browsing, "Ctrl-U", .halfPageUp),
    (browsing, "gg Home", .top),
    (browsing, "G End", .bottom),
    (browsing, "Ctrl-N", .nextRecord),
    (browsing, "Ctrl-P", .previousRecord),
    (browsing, "l Right", .nextPart),
    (browsing, "h Left", .previousPart),
    ([.record], "}", .nextTurn),
    ([.record], "{", .previousTurn),
    (browsing, ")", .nextPartner),
    (browsing, "(", .previousPartner),
    (browsing, "]f", .nextFlag),
    (browsing, "[f", .previousFlag),
    (browsing, "]e", .nextEdit),
    (browsing, "[e", .previousEdit),
    (browsing, "Tab", .switchFocus),
    (browsing, "S-Tab", .switchFocusBack),
    ([.list], "Enter", .open),
    (browsing, "/ ／", .search),
    (browsing, "n", .searchNext),
    (browsing, "N", .searchPrevious),
    (browsing, "&", .filter),
    (browsing, "o", .sort),
    (browsing, "B", .values),
    (browsing, "S", .statistics),
    ([.list], "Space", .select),
    ([.list], "v", .selectRange),
    ([.list], "*", .selectAll),
    (browsing, "e", .edit),
    (browsing, "E", .editExternally),
    (browsing, "gE", .editConversation),
    (browsing, "gJ", .editRecord),
    (browsing, "w", .flip),
    (browsing, "r", .rank),
    (browsing, "J", .lower),
    (browsing, "K", .raise),
    (browsing, "d", .remove),
    (browsing, "D", .deletePart),
    (browsing, "gd", .duplicate),
    (browsing, "i", .turn),
    (browsing, "P", .takePartner),
    (browsing, ".", .repeatChange),
    (browsing, "gm", .record),
    (browsing, "@", .play),
    (browsing, "u", .undo),
    (browsing, "Ctrl-R U", .redo),
    (browsing, "H", .history),
    (browsing, "f", .flag),
    (browsing, "F", .unflag),
    (browsing, "a", .accept),
    (browsing, "x", .discard),
    (browsing, "s", .skip),
    (browsing, "R", .rate),
    (browsing, "+", .agree),
    (browsing, "-", .refuse),
    (browsing, "]s", .nextSuggestion),
    (browsing, "[s", .previousSuggestion),
    (browsing, "c", .note),
    (browsing, "gr", .review),
    (browsing, "ga", .adjudicate),
    (browsing, "b", .baseOrNow),
    (browsing, "p", .trainer),
    (browsing, "z", .fold),
    (browsing, "gt", .contents),
    (browsing, "V", .veil),
    (browsing, "gx", .rawText),
    (browsing, "=", .differences),
    (browsing, "]d", .nextDifference),
    (browsing, "[d", .previousDifference),
    (browsing, "|", .layout),
    (browsing, ">", .growList),
    (browsing, "<", .shrinkList),
    (browsing, "y", .copy),
    (browsing, ": ：", .commandLine),
    (browsing + [.help], "? F1", .help),
    (browsing, "Ctrl-L", .redraw),
    (browsing + [.help], "Ctrl-Z", .suspend),
    ([.record, .help], "q", .back),
    (browsing + [.help, .editor, .prompt, .flagMenu], "Esc Ctrl-C", .cancel),
    ([.list], "q Q", .quit),
    ([.record], "Q", .quit),
    ([.help], "j Down", .down),
    ([.help], "k Up", .up),
    ([.help], "PgDn Space Ctrl-F", .pageDown),
    ([.help], "PgUp Ctrl-B", .pageUp),
    ([.help], "gg Home", .top),
    ([.help], "G End", .bottom),
    ([.help], "/", .search),
    ([.editor], "Ctrl-S", .save),
    ([.editor], "Ctrl-N", .saveAndNext),
    ([.editor], "Ctrl-P", .saveAndPrevious),
    ([.editor], "Ctrl-Z", .undoTyping),
    ([.editor], "Ctrl-R", .redoTyping),
    ([.editor], "Ctrl-Space", .selectText),
    ([.editor], "Alt-w", .copyText),
    ([.editor], "Ctrl-X", .cutText),
    ([.editor], "Ctrl-Y", .pasteText),
    ([.editor], "Ctrl-T", .flagText),
    ([.editor], "Ctrl-F", .findText),
  ]
}
