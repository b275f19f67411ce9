/// What the program must know of an action besides how it is carried out.
struct ActionTraits: OptionSet {
  let rawValue: Int

  /// A count has no meaning for it; with a change of a record it might be meant to repeat that on
  /// the next ones.
  static let uncounted = ActionTraits(rawValue: 1)
  /// Isn't recorded in a macro: it asks for input, which is recorded instead, or it affects only
  /// the screen.
  static let unrecorded = ActionTraits(rawValue: 2)
  /// Would reveal what a blind review hides.
  static let revealing = ActionTraits(rawValue: 4)
  /// Typed after numbers, it works on these records as commands do.
  static let onRecords = ActionTraits(rawValue: 8)
  /// Opens what is about the record under the cursor.
  static let atRecord = ActionTraits(rawValue: 16)
}

extension Action {
  var traits: ActionTraits {
    switch self {
    case .accept, .discard, .skip, .remove, .unflag, .duplicate, .repeatChange:
      [.uncounted, .onRecords]
    case .flip: [.uncounted, .onRecords, .revealing]
    case .flag, .rate, .note, .edit, .editExternally, .contents:
      [.uncounted, .unrecorded, .atRecord]
    case .editConversation, .editRecord, .history:
      [.uncounted, .unrecorded, .atRecord, .revealing]
    case .statistics: [.uncounted, .unrecorded, .revealing]
    case .rank, .turn, .sort, .values, .copy, .help, .veil: [.uncounted, .unrecorded]
    case .agree, .refuse, .baseOrNow, .trainer, .adjudicate: [.uncounted, .revealing]
    case .deletePart, .takePartner, .review, .layout, .fold: [.uncounted]
    case .raise, .lower, .nextSuggestion, .previousSuggestion, .nextEdit, .previousEdit:
      [.revealing]
    case .search, .filter, .record, .play, .commandLine, .redraw, .reload, .suspend, .back,
      .cancel, .quit:
      [.unrecorded]
    case .down, .up, .pageDown, .pageUp, .halfPageDown, .halfPageUp, .top, .bottom, .nextRecord,
      .previousRecord, .nextPart, .previousPart, .nextTurn, .previousTurn, .nextPartner,
      .previousPartner, .nextFlag, .previousFlag, .switchFocus, .switchFocusBack, .open,
      .searchNext, .searchPrevious, .select, .selectRange, .selectAll, .undo, .redo, .rawText,
      .differences, .nextDifference, .previousDifference, .growList, .shrinkList, .draft, .save,
      .saveAndNext, .saveAndPrevious, .undoTyping, .redoTyping, .selectText, .copyText, .cutText,
      .pasteText, .flagText, .findText:
      []
    }
  }
}
