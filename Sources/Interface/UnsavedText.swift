public import Curation
public import JSONLines

/// Texts that were typed and aren't saved: the one being typed, and those of earlier sessions.
extension Model {
  /// A text that was typed and isn't saved.
  public struct UnsavedText: Hashable, Sendable {
    public var pane: Int
    public var record: RecordNumber
    public var kind: Kind
    /// The edited value; nil means the whole record's raw text.
    public var pointer: JSONPointer?
    public var text: String
    /// What the record was, in a text of an earlier session.
    public var bookmark: Bookmark?

    /// What the text is: a value, a record's JSON, its turns, or a command line.
    public enum Kind: String, Hashable, Sendable {
      case value, record, conversation, command
    }

    public init(
      pane: Int, record: RecordNumber, kind: Kind, pointer: JSONPointer?, text: String,
      bookmark: Bookmark? = nil
    ) {
      self.pane = pane
      self.record = record
      self.kind = kind
      self.pointer = pointer
      self.text = text
      self.bookmark = bookmark
    }

    /// Compares texts byte for byte, not by canonical equivalence, and not what the record was.
    public static func == (one: UnsavedText, other: UnsavedText) -> Bool {
      (one.pane, one.record, one.kind, one.pointer)
        == (other.pane, other.record, other.kind, other.pointer)
        && one.text.isIdentical(to: other.text)
    }

    public func hash(into hasher: inout Hasher) {
      hasher.combine(record)
      hasher.combine(kind)
    }
  }

  /// The unsaved text being typed, to be kept if the program has to end; nil if there is none.
  public var unsavedText: UnsavedText? {
    func command(_ line: String) -> UnsavedText {
      UnsavedText(pane: active, record: pane.cursor, kind: .command, pointer: nil, text: line)
    }
    switch mode {
    case .editor(let state) where state.isChanged:
      return state.unsaved(state.editor.text, pane: active)
    // What an earlier session left is kept until it is entered.
    case .prompt(let line) where line.draft?.text.isIdentical(to: String(line.text)) == true:
      return nil
    case .prompt(let line) where !line.text.isEmpty:
      switch line.kind {
      case .note: return command("note \(String(line.text))")
      case .command where line.text.contains(" "): return command(String(line.text))
      default: return nil
      }
    case .flagMenu(let menu) where !menu.note.text.isEmpty:
      let flag = menu.flag.map { Command.flag($0).text } ?? "flag"
      return command("\(flag) \(String(menu.note.text))")
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
