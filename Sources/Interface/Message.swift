public import Analysis
public import Console
public import Curation

/// What happens to the model: something a person did, or news from outside.
public enum Message: Sendable {
  case input(InputEvent)
  /// A command line, as after `:`.
  case typed(String)
  /// An entry stands in the journal of a pane's dataset.
  case committed(pane: Int, LoggedEntry)
  /// An entry couldn't be written; nothing has changed. `isFinal` where the journal takes no more.
  case appendFailed(pane: Int, Entry, Phrase, isFinal: Bool)
  /// A pane's journals were opened anew: the text that a session left unsaved, what to tell, and
  /// the entry that couldn't be written and is tried again.
  case reopened(pane: Int, WorkingSet, draft: Model.UnsavedText?, Phrase, retrying: Entry?)
  /// A pane's journals were read anew, and how many entries are new.
  case reloaded(pane: Int, WorkingSet, news: Int)
  /// More of a pane's dataset is indexed.
  case indexed(pane: Int, fraction: Double)
  case searched(SearchResult)
  /// All records that a search finds, ascending.
  case searchEnded(serial: Int, [RecordNumber])
  case listed(ListResult)
  /// The values of a field, for the menu that waits for them.
  case counted(serial: Int, [ValueCount])
  /// So many of so many records are counted.
  case surveying(serial: Int, done: Int, of: Int)
  case surveyed(serial: Int, Statistics)
  /// The lines of a file that a query names, which is then read again; nil where it can't be read.
  case lines(path: String, [String]?, of: QueryText)
  /// Partners of the active pane's record in the other one.
  case partners(of: RecordNumber, in: Int, [RecordNumber], isComplete: Bool)
  /// The links between two datasets are known.
  case linked
  /// How some records of a pane stand to the other dataset, as it was when this was asked.
  case related(pane: Int, edition: Int, [RecordNumber: Relation])
  case editorReturned(ExternalText)
  /// Another text that an earlier session couldn't save.
  case draft(Model.UnsavedText)
  /// Another program wrote to the file while it is open, and what to say of that.
  case datasetChanged(pane: Int, Phrase)
  /// The lines of a macro that was to be read; nil where there is none of the name.
  case macro(name: String, [String]?, count: Int)
  /// The macro that is being played goes on.
  case nextLine
  /// Something to be told at the bottom of the screen.
  case notice(Phrase, isProblem: Bool)
}

/// How journals are opened anew by a session that couldn't write.
public enum Reopening: Hashable, Sendable {
  /// As they were.
  case again
  /// One's own in the user's state folder.
  case elsewhere
  /// After the other session that writes was asked to close.
  case takingOver
}

/// Something typed that may name files.
public enum QueryText: Hashable, Sendable {
  case filter(String)
}

/// What came back from an external editor.
public enum ExternalText: Sendable, Hashable {
  case text(String)
  /// What it had saved before it failed, and how it did.
  case unsaved(String, Phrase)
  case failed(Phrase)
}

public struct SearchResult: Sendable, Hashable {
  public var pane: Int
  /// Which search it answers.
  public var serial: Int
  public var found: RecordNumber?
  /// Whether it came round the end to the beginning, or the other way.
  public var wrapped: Bool

  public init(pane: Int, serial: Int, found: RecordNumber?, wrapped: Bool) {
    self.pane = pane
    self.serial = serial
    self.found = found
    self.wrapped = wrapped
  }
}

/// What the model asks of the outside. Never journaled itself.
public enum Effect: Sendable {
  case append(pane: Int, Entry)
  case reopen(pane: Int, Reopening, retrying: Entry?)
  case reload(pane: Int)
  /// Look for a text in a pane's records, from its place on or backwards, wrapping.
  case search(SearchRequest)
  case list(ListRequest)
  /// Count the values of a field in the records that a list shows.
  case countValues(ListRequest, of: Query.Field)
  /// Count everything about the records that a list shows.
  case survey(ListRequest)
  case readLines(path: String, of: QueryText)
  /// Find the partners of a record of `pane` in the other pane's dataset.
  case findPartners(of: RecordNumber, pane: Int)
  /// Say how the records that a list shows stand to the other dataset.
  case relate(ListRequest, [RecordNumber], edition: Int)
  /// Open a text in the person's editor; `isJSON` names the file accordingly.
  case edit(String, isJSON: Bool)
  case copy(String)
  /// Keep a line that was typed at a prompt for later sessions.
  case keepLine(kind: String, String)
  case keepMacro(name: String, [String])
  case readMacro(name: String, count: Int)
  /// Come back with `nextLine`, once all effects before are carried out.
  case nextLine
  /// Keep a text that can't be saved.
  case keepDraft(Model.UnsavedText)
  /// The text kept from an earlier session was saved or given up.
  case dropDraft(Model.UnsavedText)
  case setTheme(String)
  /// Take presses and the wheel, or leave them to the terminal.
  case setMouse(Bool)
  case redraw
  case suspend
  case quit
}

public struct SearchRequest: Sendable {
  public var pane: Int
  public var serial: Int
  public var pattern: TextPattern
  /// The records to look in, and the place in them to begin at.
  public var listing: Listing
  public var place: Int
  public var count: Int
  /// Where the person is; found before it (or backwards after it) means round the end.
  public var cursor: RecordNumber
  public var isBackward: Bool
  /// The records as they are now.
  public var set: WorkingSet
}
