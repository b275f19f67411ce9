public import Analysis
public import Console
public import Curation

/// An event for the model: something that the user did, or news from outside.
public enum Message: Sendable {
  case input(InputEvent)
  /// A command line, as after `:`.
  case typed(String)
  /// An entry was written to the journal of a pane's dataset.
  case committed(pane: Int, LoggedEntry)
  /// An entry couldn't be written, and nothing has changed. Without `again` among the remedies, the
  /// journal takes no more entries.
  case appendFailed(pane: Int, Entry, Phrase, remedies: [Reopening])
  /// A pane's journals were reopened. `drafts` are unsaved texts of earlier sessions, the phrase is
  /// a message for the user, and `retrying` is the failed entry to try again.
  case reopened(pane: Int, WorkingSet, drafts: [Draft], Phrase, retrying: Entry?)
  /// A pane's journals were read again.
  case reloaded(pane: Int, WorkingSet)
  /// More of a pane's dataset is indexed; `fraction` is from 0 to 1.
  case indexed(pane: Int, fraction: Double)
  case searched(SearchResult)
  /// A search has ended; the numbers of all matching records.
  case searchEnded(serial: Int, [RecordNumber])
  case listed(ListResult)
  /// What rules found that compare records, for the list with this number.
  case compared(pane: Int, serial: Int, [RecordNumber: [Finding]])
  /// The values of a field were counted for the menu that shows them.
  case counted(serial: Int, [ValueCount])
  /// Statistics are being computed: the number of records counted so far, and of all.
  case surveying(serial: Int, done: Int, of: Int)
  case surveyed(serial: Int, Statistics)
  /// The lines of a file that a query names; nil if it can't be read. The query is then parsed
  /// again.
  case lines(path: String, [String]?, of: String)
  /// The partners of a record were found in the other dataset. The index is that of the record's
  /// own pane.
  case partners(of: RecordNumber, in: Int, [RecordNumber], isComplete: Bool)
  /// The links between two datasets are complete.
  case linked
  /// The relations of some of a pane's records to the other dataset. `edition` is the one of the
  /// request.
  case related(pane: Int, edition: Int, [RecordNumber: Relation])
  case editorReturned(ExternalText)
  /// A pane's dataset can't be changed any more: another program changed the file, or writes the
  /// journal; with a message for the user.
  case closed(pane: Int, Phrase)
  /// The lines of a macro that was read; nil if there is no macro of that name.
  case macro(name: String, [String]?, count: Int)
  /// Continues the macro being played.
  case nextLine
  /// A message for the bottom of the screen.
  case notice(Phrase, isProblem: Bool)
}

/// How to reopen journals that a session couldn't write.
public enum Reopening: Hashable, Sendable {
  /// In the same place.
  case again
  /// With the session's own journal in the user's state folder.
  case elsewhere
  /// After asking the other writing session to close.
  case takingOver
}

/// The result of an external editor.
public enum ExternalText: Sendable, Hashable {
  case text(String)
  /// The text saved before the editor failed, and the reason.
  case unsaved(String, Phrase)
  case failed(Phrase)
}

public struct SearchResult: Sendable, Hashable {
  public var pane: Int
  /// The number of the search that this answers.
  public var serial: Int
  public var found: RecordNumber?
  /// Whether the search wrapped around, in either direction.
  public var wrapped: Bool

  public init(pane: Int, serial: Int, found: RecordNumber?, wrapped: Bool) {
    self.pane = pane
    self.serial = serial
    self.found = found
    self.wrapped = wrapped
  }
}

/// A request of the model to the outside world. Effects are never written to the journal
/// themselves.
public enum Effect: Sendable {
  case append(pane: Int, Entry)
  case reopen(pane: Int, Reopening, retrying: Entry?)
  case reload(pane: Int)
  /// Searches a pane's records for a text, forwards or backwards with wrapping.
  case search(SearchRequest)
  case list(ListRequest)
  /// Counts the values of a field in the listed records.
  case countValues(ListRequest, of: Query.Field)
  /// Computes statistics of the listed records.
  case survey(ListRequest)
  case readLines(path: String, of: String)
  /// Finds the partners of a record of `pane` in the other pane's dataset.
  case findPartners(of: RecordNumber, pane: Int)
  /// Finds the relations of listed records to the other dataset.
  case relate(ListRequest, [RecordNumber], edition: Int)
  /// Opens a text in the user's external editor; `isJSON` determines the file's name.
  case edit(Draft, pane: Int, isJSON: Bool)
  case copy(String)
  /// Keeps a line typed at a prompt for later sessions.
  case keepLine(kind: String, String)
  case keepMacro(name: String, [String])
  case readMacro(name: String, count: Int)
  /// Sends the message `nextLine` after all preceding effects.
  case nextLine
  /// Keeps a text that can't be saved.
  case keepDraft(Draft, pane: Int)
  /// Deletes a kept text that was saved or given up.
  case dropDraft(Draft, pane: Int)
  case setTheme(String)
  /// Takes button presses and the wheel, or leaves them to the terminal.
  case setMouse(Bool)
  case redraw
  case suspend
  case quit
}

public struct SearchRequest: Sendable {
  public var pane: Int
  public var serial: Int
  public var pattern: TextPattern
  /// The records to search, and the place in them to start at.
  public var listing: Listing
  public var place: Int
  public var count: Int
  /// The cursor's record. A match before it (when searching backwards, after it) means that the
  /// search wrapped around.
  public var cursor: RecordNumber
  public var isBackward: Bool
  /// The working set when the request was made.
  public var set: WorkingSet
}

extension Message {
  /// Whether the user, or a line that is played, asks for something.
  var isCommanding: Bool {
    switch self {
    case .input(.resized): false
    case .input, .typed, .nextLine: true
    default: false
    }
  }
}
