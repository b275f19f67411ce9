import Curation
import JSONLines
import Interface
import Storage

/// A dataset, its journals, and their working set: the basis of the terminal program and of every
/// command.
final class Workspace {
  let dataset: Dataset
  private(set) var session: JournalSession
  private(set) var set: WorkingSet
  let shape: Shape?
  /// The session that writes the user's own journal, if this one is read-only because of it.
  var writer: (holder: LockHolder, journal: String)?

  /// Which journals to read, who edits, and how to read the file where that isn't detected.
  struct Choices {
    var only: [String] = []
    var with: [String] = []
    var isElsewhere = false
    /// How long to wait for another process that writes the journal, in milliseconds.
    var patience = 0
    var actor: String?
    var container: Container?
    /// Whether it is a part of JSON Lines, of which one line is a record whatever it looks like,
    /// unless its name says what it is.
    var isShard = false
    var shape: Shape?
    /// Whether to read no journals, for a file that can't have any.
    var ignoresJournals = false
    var search = RecordSearch.exact
    /// With `rebasing`: the file that the journals were made for, and the pointer to the ids of its
    /// records.
    var rebase: (file: String, id: JSONPointer)?
    /// The format, if the file's name doesn't tell.
    var source: SourceFormat?
  }

  /// Opens a dataset and its journals.
  ///
  /// - Parameters:
  ///   - isWriting: whether entries will be appended; then the user's own journal is locked.
  ///   - indexAll: whether to index the whole file at once; if not, a background job does.
  init(
    file: String, _ choices: Choices, isWriting: Bool, indexAll: Bool = true
  ) throws(Failure) {
    if FilePath.isPipe(file), isWriting {
      throw Failure(.usage, "standard input can't be edited; save it to a file first")
    }
    if ([file] + choices.only + choices.with).count(where: { $0 == "-" }) > 1 {
      throw Failure(.usage, "only one of the dataset and its journals can be standard input")
    }
    var dataset = try Self.opened(file, choices)
    if dataset.isStandardOutput {
      throw Failure(
        .cannotCreate, "standard output goes into \(file) itself; write to another file")
    }
    let actor = if let name = choices.actor { name } else { try Identity.actor() }
    var journals = JournalSession.Options(
      actor: actor, host: Clock.hostName(),
      tool: "winnow \(Winnow.version)", isReadOnly: !isWriting)
    journals.only = choices.only.isEmpty && !choices.ignoresJournals ? nil : choices.only
    journals.with = choices.with
    journals.stateFolder = FilePath.isPipe(file) ? nil : Identity.stateFolder
    journals.isElsewhere = choices.isElsewhere
    journals.patience = choices.patience
    let sessionOptions = journals
    if choices.container == nil, file != "-", journals.only != [],
      let renewed = try orFail({ () throws(JournalError) in
        try JournalSession.renewedContainer(of: dataset, sessionOptions)
      })
    {
      dataset = try orFail { () throws(StorageError) in
        try Dataset(
          path: file, as: renewed.container, list: renewed.list, from: choices.source)
      }
    } else if choices.container == nil, choices.shape == nil,
      !choices.isShard || dataset.recordCount > 1
    {
      try Self.refuseKnownFile(dataset)
    }
    if indexAll { dataset.index() }
    self.dataset = dataset
    session = try orFail { () throws(JournalError) in try JournalSession(dataset, sessionOptions) }
    shape = choices.shape
    let successors = try choices.rebase.map { rebase throws(Failure) in
      let old = try orFail { () throws(StorageError) in try Dataset(path: rebase.file) }
      old.index()
      let successors = Successors(of: old, in: dataset, by: rebase.id)
      let (single, ambiguous) = successors.counts
      guard single > 0 else {
        throw Failure(.usage, "no record of \(rebase.file) has an id of its own at \(rebase.id)")
      }
      if ambiguous > 0 {
        Output.complain("ids that stand in several records, and find none of them: \(ambiguous)")
      }
      return successors
    }
    set = WorkingSet(
      dataset, as: choices.shape, ownJournal: session.ownJournal, search: choices.search,
      successors: successors)
    let isWhole = choices.search != .byHash
    set.load(session.entries, after: isWhole ? session.renewals : [])
  }

  private static func opened(_ file: String, _ choices: Choices) throws(Failure) -> Dataset {
    try orFail { () throws(StorageError) in
      try Dataset(
        path: file, as: choices.container, from: choices.source, isShard: choices.isShard)
    }
  }

  /// Rejects a known kind of file that isn't a dataset; `--container` opens it all the same.
  private static func refuseKnownFile(_ dataset: Dataset) throws(Failure) {
    let first = (0..<min(dataset.recordCount, KnownFile.recordLimit)).map {
      dataset.bytes(of: RecordNumber(position: $0))
    }
    guard let known = KnownFile(first, isAlone: dataset.container == .single) else { return }
    throw Failure(
      .badData,
      "\(dataset.path) is \(known.text) (--container \(dataset.container.rawValue) opens it all the same)"
    )
  }

  /// Reopens the journals for writing.
  func reopen(_ how: Reopening) throws(Failure) {
    var options = session.options
    options.isReadOnly = false
    switch how {
    case .again: break
    case .elsewhere: options.isElsewhere = true
    case .takingOver:
      guard let (holder, path) = writer, holder.takeOver(path, on: options.host) else {
        throw Failure(.locked, "the other session doesn't close; try again when it has ended")
      }
    }
    try release()
    try load(options)
  }

  /// Gives up the lock of the session's own journal, so that another session can take it.
  private func release() throws(Failure) {
    guard !session.options.isReadOnly else { return }
    var reading = session.options
    reading.isReadOnly = true
    try open(reading)
  }

  /// Reads the journals, and takes the lock of the user's own unless `options` say read-only.
  private func open(_ options: JournalSession.Options) throws(Failure) {
    let dataset = dataset
    session = try orFail { () throws(JournalError) in try JournalSession(dataset, options) }
  }

  /// Opens the journals, and makes the working set anew.
  private func load(_ options: JournalSession.Options) throws(Failure) {
    try open(options)
    set = WorkingSet(dataset, as: shape, ownJournal: session.ownJournal)
    set.load(session.entries, after: session.renewals)
  }

  /// Reads the journals again, to include what others have written.
  func reload() throws(Failure) {
    let options = session.options
    try release()
    try load(options)
  }

  /// The number of entries that change or mark something.
  var entryCount: Int { self.set.entryCount }

  var recordCount: Int {
    let set = self.set
    return set.originalCount + set.insertedRecords.count(where: set.isThere)
  }

  var actor: String { session.options.actor }

  /// Rejects outputs that would destroy something, before anything is written.
  func check(
    outputs: [String?], renewed: String? = nil, replacing: Bool
  ) throws(Failure) {
    if outputs.contains("") { throw Failure(.usage, "the name of the output is empty") }
    for output in outputs.compactMap(\.self) where SourceFormat.table(named: output) != nil {
      throw Failure(
        .usage, "the output is JSON Lines: give it a name that ends in .jsonl, not \(output)")
    }
    let session = session
    try orFail { () throws(StorageError) in
      try session.check(
        outputs: outputs.compactMap(\.self), renewed: renewed, replacing: replacing)
    }
  }

  /// Appends and syncs an entry, then applies it to the working set.
  func commit(_ entry: Entry) throws(JournalError) {
    set.commit(try session.append(entry))
  }

  /// Carries out a command on records, as one entry. Returns the number of records changed.
  func perform(
    _ command: Command, on numbers: [RecordNumber], why: String? = nil
  ) throws(Failure) -> Int {
    try perform(numbers.map { ($0, command) }, as: command.text, why: why)
  }

  /// Carries out a separate command on each record, as one entry. Returns the number of records
  /// changed.
  func perform(
    _ commands: [(RecordNumber, Command)], as text: String, why: String? = nil
  ) throws(Failure) -> Int {
    let (set, actor) = (set, actor)
    let proposed = try orFail { () throws(CommandError) in
      try set.propose(commands, as: text, actor: actor)
    }
    guard var entry = proposed else { return 0 }
    entry.why = why ?? entry.why
    try orFail { () throws(JournalError) in try commit(entry) }
    if entry.kind == .insert { return entry.changes.count }
    return self.set.records(of: entry).count
  }

  func reading(of number: RecordNumber) -> RecordReading {
    RecordReading(set.bytes(of: number), as: shape)
  }

  /// Prints the notes on the file and the notices about the journals.
  func complain() {
    for note in dataset.notes { Output.complain("\(note)") }
    for notice in session.notices {
      // A part of a dataset is never the file that its journals were made for.
      if set.search == .byHash, case .otherDataset = notice { continue }
      Output.complain("\(notice.text)")
    }
    guard let shape, shape != .tree, shape != .opaque, dataset.recordCount > 0 else { return }
    let first = (0..<min(dataset.recordCount, 100)).map { RecordNumber(position: $0) }
    if first.allSatisfy({ reading(of: $0).shape != shape }) {
      Output.complain("none of the first records has the shape \(shape.rawValue)")
    }
  }
}

extension Dataset {
  /// How the file was read, where it could have been read otherwise.
  var notes: [Phrase] {
    [formatNote, wrapperNote].compactMap(\.self) + tableNotes + valueNotes
  }

  /// Which list of a wrapper holds the records, if it has several.
  private var wrapperNote: Phrase? {
    guard let list else { return nil }
    let others = Container.lists(inWrapper: bytes, beside: list)
    guard !others.isEmpty else { return nil }
    return
      "\(path): the records are those of \(list.text); not of \(others.joined(separator: ", "))"
  }

  /// The faults of a table, which was read as well as possible.
  private var tableNotes: [Phrase] {
    let faults = tableFaults
    return [
      faults.isUnclosed
        ? "\(path): a quote is never closed; the rest of the file is in one cell" : nil,
      faults.shortRows > 0
        ? "\(path): rows with fewer cells than the first: \(grouped(faults.shortRows))" : nil,
      faults.longRows > 0
        ? "\(path): rows with more cells than the first: \(grouped(faults.longRows))" : nil,
      faults.notUTF8 > 0
        ? "\(path): cells or lines that aren't UTF-8, read with U+FFFD: \(grouped(faults.notUTF8))"
        : nil,
    ].compactMap(\.self)
  }

  /// The values of a table that JSON doesn't have, which were read as others.
  private var valueNotes: [Phrase] {
    let (columns, count) = (tableFaults.foreignColumns, tableFaults.notFinite)
    var notes: [Phrase] = []
    if count > 0 {
      notes.append("\(path): numbers that are NaN or infinite, read as null: \(grouped(count))")
    }
    if !columns.isEmpty {
      notes.append(
        "\(path): columns of types that JSON lacks, read as text (bytes as base64) or objects: \(.names(columns))"
      )
    }
    return notes
  }

  /// How the file was converted, and in what form it will be written; nil if it wasn't converted.
  private var formatNote: Phrase? {
    let names = formats.map(\.rawValue)
    guard !names.isEmpty else { return nil }
    let kinds = names.joined(separator: " of ")
    if formats.contains(.parquet), let helper = Parquet.helperName {
      return "\(path) is \(kinds), read by \(helper) as JSON Lines, and applied as such"
    }
    if container != .jsonl {
      return "\(path) is \(kinds): unpacked, and applied as such"
    }
    return "\(path) is \(kinds): read as JSON Lines, and applied as such"
  }
}
