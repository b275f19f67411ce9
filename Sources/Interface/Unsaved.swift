public import Curation
import JSONLines

/// Texts that were typed and aren't saved: the one being typed, and those of earlier sessions.
extension Model {
  /// The unsaved text being typed in the active pane, to be kept if the program has to end; nil if
  /// there is none.
  public var unsaved: Draft? {
    func command(_ line: String) -> Draft {
      var draft = Draft(record: pane.cursor, kind: .command, pointer: nil, text: line)
      draft.targetCount = pane.hasChosen ? max(1, pane.selection.count) : 1
      return draft
    }
    switch mode {
    case .editor(let state) where state.isChanged:
      return state.draft(of: state.editor.text)
    // What an earlier session left is kept until it is entered.
    case .prompt(let line) where line.draft?.text.isIdentical(to: line.text) == true:
      return nil
    case .prompt(let line) where !line.isEmpty:
      switch line.kind {
      case .note: return command("note \(line.text)")
      case .command where line.text.contains(" "): return command(line.text)
      default: return nil
      }
    case .flagMenu(let menu) where !menu.note.isEmpty:
      let flag = menu.flag.map { Command.flag($0).text } ?? "flag"
      return command("\(flag) \(menu.note.text)")
    default: return nil
    }
  }

  /// Tells of the texts of earlier sessions.
  mutating func offerDraft() {
    let records = panes.flatMap(\.drafts).map(\.record).uniqued
    guard let first = records.first else { return }
    if records.count == 1 {
      complain("text for \(first) was not saved last time and is kept: `:draft` opens it")
    } else {
      complain(
        "texts for \(.names(records.map(\.description))) were not saved and are kept: `:draft \(first.value)` opens one"
      )
    }
  }
}
