/// What can be typed after `:`, which scripts have too: an example, and what it does.
public struct TypedCommand: Hashable, Sendable {
  public var example: String
  public var help: Phrase

  /// All of them.
  ///
  /// - Parameter themes: the names of the themes.
  public static func all(themes: [String]) -> [TypedCommand] {
    let examples: [(String, Phrase)] = [
      ("41", "go to record 41"),
      ("3-9 verdict none", "a command on records 3 to 9"),
      ("verdict accepted", "or discarded, skipped, none"),
      ("flag S10 2 why", "flag with category, severity and note"),
      ("unflag S10", "take your flags of a category off"),
      ("rate helpful 4", "honest, harmless; acceptable yes or no"),
      ("note why", "write a note; `note none` takes it off"),
      ("rank 2,1,3", "rank the responses, best first; 2=3 are equal, after / none is acceptable"),
      ("flip", Action.flip.help),
      ("set /output text", "set a value; set-json for JSON"),
      ("delete /meta", "take a value out"),
      (
        "replace /a/b/", "by expression, here, or on what is filtered or selected; also `in output`"
      ),
      (
        "turn insert user",
        "or delete, duplicate, up, down, merge, role ROLE, split at POINTER TEXT"
      ),
      ("response add text", "add a response; `response drop 2` takes one out"),
      ("mask /output null", "set a value without keeping the old one in the journal"),
      ("patch [...]", "a JSON Patch (RFC 6902)"),
      ("raw \"{...}\"", "the whole record, as its text"),
      ("insert {...}", "add a record at the end"),
      ("duplicate", Action.duplicate.help),
      ("remove why", "and restore"),
      ("restore to alice:17", "make the record what it was after an entry"),
      ("resolve alice", "whose word counts where reviewers differ"),
      ("undo alice:17", "take an entry back by its name; redo makes it again"),
      ("filter output:sorry", Action.filter.help),
      ("sort -score", Action.sort.help),
      ("values label", Action.values.help),
      ("search word", Action.search.help),
      ("record NAME", Action.record.help), ("play NAME 5", "play what was recorded, five times"),
      ("trainer NAME", "what this trainer does with records"),
      ("theme NAME", .names(themes)),
      ("mouse off", "leave clicks to the terminal"),
      ("NAME", "any action by its name: \(Action.flip.rawValue), \(Action.nextEdit.rawValue) ..."),
    ]
    return examples.map { TypedCommand(example: $0, help: $1) }
  }
}
