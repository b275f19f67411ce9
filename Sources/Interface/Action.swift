import Console

/// The context in which a key is pressed.
public enum KeyMode: String, Hashable, Sendable, CaseIterable {
  case list, record, editor
  case flagMenu = "flag"
  case prompt, help
}

/// Everything that a key can do. The raw value is the name to type after `:` and to bind keys to.
public enum Action: String, Hashable, Sendable, CaseIterable {
  // Moving.
  case down, up
  case pageDown = "page-down"
  case pageUp = "page-up"
  case halfPageDown = "half-page-down"
  case halfPageUp = "half-page-up"
  case top, bottom
  case nextRecord = "next-record"
  case previousRecord = "previous-record"
  case nextPart = "next-part"
  case previousPart = "previous-part"
  case nextTurn = "next-turn"
  case previousTurn = "previous-turn"
  case nextPartner = "next-partner"
  case previousPartner = "previous-partner"
  case nextFlag = "next-flag"
  case previousFlag = "previous-flag"
  case nextEdit = "next-edit"
  case previousEdit = "previous-edit"
  case switchFocus = "focus-next"
  case switchFocusBack = "focus-previous"
  case open
  // Finding.
  case search
  case searchNext = "search-next"
  case searchPrevious = "search-previous"
  case filter, sort, values, statistics
  // Selecting.
  case select
  case selectRange = "select-range"
  case selectAll = "select-all"
  // Changing.
  case edit
  case editExternally = "edit-externally"
  case editConversation = "edit-conversation"
  case editRecord = "edit-record"
  case flip
  case rank
  case lower, raise
  case remove
  case duplicate
  case deletePart = "delete-part"
  case turn
  case takePartner = "take-partner"
  case repeatChange = "repeat"
  case record, play
  case undo, redo, history
  // Marking.
  case agree, refuse
  case nextSuggestion = "next-suggestion"
  case previousSuggestion = "previous-suggestion"
  case flag, unflag, accept, discard, skip, note, rate
  case review, adjudicate
  // Looking.
  case baseOrNow = "base"
  case trainer
  case fold, veil, contents
  case rawText = "raw-text"
  case differences
  case nextDifference = "next-difference"
  case previousDifference = "previous-difference"
  case layout
  case growList = "grow-list"
  case shrinkList = "shrink-list"
  case copy
  case draft
  // The program.
  case commandLine = "command"
  case help, redraw, reload, suspend, back, cancel, quit
  // In the editor.
  case save
  case saveAndNext = "save-and-next"
  case saveAndPrevious = "save-and-previous"
  case undoTyping = "undo-typing"
  case redoTyping = "redo-typing"
  case selectText = "select-text"
  case copyText = "copy-text"
  case cutText = "cut-text"
  case pasteText = "paste-text"
  case flagText = "flag-text"
  case findText = "find-text"
}

extension Action {
  /// A description for the help screen and the list of keys.
  public var help: Phrase {
    switch self {
    case .down: "next record; in the record, scroll down"
    case .up: "previous record; in the record, scroll up"
    case .pageDown: "a page down"
    case .pageUp: "a page up"
    case .halfPageDown: "half a page down"
    case .halfPageUp: "half a page up"
    case .top: "first record, or the top of this one; 7gg: record 7"
    case .bottom: "last record, or the end of this one; 7G: record 7"
    case .nextRecord: "next record, from anywhere"
    case .previousRecord: "previous record, from anywhere"
    case .nextPart: "next part or response; below 100 columns the other side"
    case .previousPart: "previous part or response"
    case .nextTurn: "next turn"
    case .previousTurn: "previous turn"
    case .nextPartner: "next partner in the other dataset"
    case .previousPartner: "previous partner in the other dataset"
    case .nextFlag: "next flagged record"
    case .previousFlag: "previous flagged record"
    case .nextEdit: "next record with edits or marks"
    case .previousEdit: "previous record with edits or marks"
    case .switchFocus: "list, record, other dataset"
    case .switchFocusBack: "the same, backwards"
    case .open: "from the list into the record"
    case .search: "search for a text in all records"
    case .searchNext: "next match"
    case .searchPrevious: "previous match"
    case .filter: "show only what a query finds: output:sorry turns>=4"
    case .sort: "sort the list: len(output), -flags, score, random 7"
    case .values: "the values of a field with their counts, to filter by"
    case .statistics: "statistics of the list; Enter filters by a bar"
    case .select: "select the record, or take it out of the selection"
    case .selectRange: "select from here to where you go, again to end"
    case .selectAll: "select all records that the list shows"
    case .edit: "edit the focused part in place"
    case .editExternally: "edit the focused part in $EDITOR"
    case .editConversation: "edit all turns as one text in $EDITOR"
    case .editRecord: "edit the record's JSON in $EDITOR"
    case .flip: "exchange chosen and rejected, or turn a label round"
    case .rank: "type the order of the responses, best first: 2=3,1"
    case .lower: "rank the focused response one lower"
    case .raise: "rank the focused response one higher"
    case .remove: "remove the record on apply, or restore it"
    case .duplicate: "add a copy of the record at the end"
    case .deletePart: "delete the focused turn, response or field"
    case .turn: "turns: insert, split, merge, role ...; add a response"
    case .takePartner: "take the partner's text for the focused part"
    case .repeatChange: "do the last change again, here"
    case .record: "record what you do under a name, or end that"
    case .play: "play what was recorded or played last; 5@ five times"
    case .undo: "undo the last change"
    case .history: "history of the record, or from the list of all"
    case .redo: "redo what was undone last"
    case .flag: "flag the focused part; on a label, choose another"
    case .unflag: "take your flags off the record"
    case .accept: "verdict: accepted"
    case .discard: "verdict: discarded, left out on apply"
    case .skip: "verdict: skipped, to be looked at again"
    case .note: "write a note on the record"
    case .agree: "agree with what is suggested, and carry it out"
    case .refuse: "refuse what is suggested"
    case .nextSuggestion: "next record with a suggestion"
    case .previousSuggestion: "previous record with a suggestion"
    case .rate: "rate helpful, honest, harmless: R h 4"
    case .review: "review: a verdict goes to the next record, or end it"
    case .adjudicate: "decide between reviewers: 1, 2 take one's word; or end"
    case .veil: "veil flagged records, unveil this one, or all"
    case .baseOrNow: "edits beside the file's version, or that one alone"
    case .contents: "all turns and parts of the record, to go to one"
    case .trainer: "what a trainer does with it; `:trainer NAME` picks one"
    case .fold: "fold or unfold the focused part; reasoning is folded"
    case .rawText: "texts as JSON spells them, or as they read"
    case .differences: "differences: where responses are alike, always, never"
    case .nextDifference: "next difference"
    case .previousDifference: "previous difference"
    case .layout: "responses in columns, one alone, or one under the other"
    case .growList: "more room for the list"
    case .shrinkList: "less room for the list"
    case .copy: "copy the focused part to the clipboard"
    case .draft: "open the text that an earlier session couldn't save"
    case .commandLine: "type a command"
    case .help: "this help"
    case .redraw: "draw the screen anew"
    case .reload: "read the journals anew: what others wrote since"
    case .suspend: "back to the shell; `fg` returns"
    case .back: "back, and from the list quit"
    case .cancel: "leave this, clear the selection, show all records"
    case .quit: "quit"
    case .save: "save the text"
    case .saveAndNext: "save, and edit the same field of the next record"
    case .saveAndPrevious: "save, and edit the same field of the previous record"
    case .undoTyping: "undo in the text"
    case .redoTyping: "redo in the text"
    case .selectText: "select from here to where you go"
    case .copyText: "copy what is selected"
    case .cutText: "cut what is selected"
    case .pasteText: "paste what was cut or copied"
    case .flagText: "flag what is selected"
    case .findText: "find a text in this one; again for the next place"
    }
  }

  /// A word or two for the line of keys at the bottom.
  var hint: Phrase {
    switch self {
    case .open: "open"
    case .switchFocus: "pane"
    case .search: "search"
    case .edit: "edit"
    case .flag: "flag"
    case .accept: "accept"
    case .discard: "discard"
    case .skip: "skip"
    case .flip: "flip"
    case .rank: "rank"
    case .raise: "raise"
    case .lower: "lower"
    case .remove: "remove"
    case .undo: "undo"
    case .help: "help"
    case .quit: "quit"
    case .back: "back"
    case .nextPart: "part"
    case .save: "save"
    case .saveAndNext: "save, next"
    case .undoTyping: "undo"
    case .selectText: "select"
    case .flagText: "flag"
    case .findText: "find"
    case .redoTyping: "redo"
    case .cancel: "leave"
    case .rate: "rate"
    case .nextPartner: "partner"
    case .down: "move"
    case .commandLine: "command"
    case .nextRecord: "next"
    case .review: "review"
    case .adjudicate: "adjudicate"
    case .agree: "agree"
    case .refuse: "refuse"
    default: Phrase(word: rawValue)
    }
  }
}
