public import Curation
import Glibc
public import JSONLines

/// The journals of a dataset for one run of the program: all relevant ones are read, and the
/// session's own is written.
public final class JournalSession {
  /// Which journals to read, and who writes.
  public struct Options: Sendable {
    public var actor: String
    public var host: String
    public var tool: String
    /// The only journals to read; nil means all in the dataset's folders.
    public var only: [String]?
    /// Additional journals to read.
    public var with: [String] = []
    public var isReadOnly: Bool
    /// The user's folder for journals of datasets whose own folder can't be written; nil for none.
    public var stateFolder: String?
    /// Whether the session's own journal is in the state folder, not beside the dataset.
    public var isElsewhere = false
    /// How long to wait for another process that writes the journal, in milliseconds.
    public var patience = 0
    /// The line length in bytes above which an entry of several changes is split over lines.
    public var lineLimit = 16 << 20

    public init(actor: String, host: String, tool: String, isReadOnly: Bool) {
      self.actor = JournalFolder.sanitized(actor)
      self.host = host
      self.tool = tool
      self.isReadOnly = isReadOnly
    }
  }

  /// What to tell the user about the journals.
  public enum Notice: Hashable, Sendable {
    /// A torn last line was set aside.
    case recovered(path: String, String)
    /// Torn bytes were ignored at the end of a journal that isn't ours to repair.
    case tornTail(path: String, byteOffset: Int, byteCount: Int)
    /// A journal, or a folder of them, was left out: it is another user's, who doesn't let this one
    /// in.
    case journalsLeftOut(path: String)
    /// The journal was made for a file of other content.
    case otherDataset(path: String)
    /// Lines of transactions that lack others, and so don't count: the program was ended between
    /// them.
    case incomplete(path: String, lineCount: Int)
    /// Lines that note renewals of the dataset can't be read.
    case renewalsUnread(path: String, lineCount: Int)
    /// The file system has no locks: only the check of the size detects a second writer.
    case unlocked(path: String)
  }

  public let options: Options
  public private(set) var notices: [Notice] = []
  private var journals = JournalSet()
  /// The folders to look for the dataset's journals in: the one beside it, then the one in the
  /// state folder.
  let folders: [JournalFolder]
  let dataset: Dataset
  /// The paths of the journals that were read.
  private(set) var paths: [String] = []
  /// The sizes that the journals had when they were read.
  private(set) var sizes: [String: Int] = [:]
  let clock: () -> String
  /// The renewals that made the dataset what it is, oldest first.
  public private(set) var renewals: [Renewal] = []
  private var own: JournalFile?
  /// Held from before the journals are listed until the session's own has begun, so that two
  /// processes of one actor don't begin two.
  private var beginning: JournalLock?
  /// What the session's own journal says that its last entries saw of others.
  private var noted: [String: Int] = [:]

  /// Reads the journals, and takes the lock of the session's own if it exists.
  public init(
    _ dataset: Dataset, _ options: Options, clock: @escaping () -> String = Clock.now
  ) throws(JournalError) {
    self.dataset = dataset
    self.options = options
    self.clock = clock
    folders = try Self.folders(of: dataset.path, options)
    let ownFolders = options.isElsewhere ? folders.suffix(1) : folders[...]
    let open = try Self.open(folders, options)
    let searched = options.only == nil ? open[...] : options.isElsewhere ? ownFolders : []
    notices += folders.filter { !open.contains($0) }.map { .journalsLeftOut(path: $0.path) }
    if options.only != [] {
      let read = try storing { () throws(StorageError) in try Self.renewals(in: open) }
      renewals = dataset.chain(of: read.renewals)
      notices += read.notices
    }
    var paths = options.only ?? []
    var candidates = options.isElsewhere ? [] : paths
    for folder in searched {
      let found = try readableJournals(in: folder)
      paths += found
      if ownFolders.contains(folder) { candidates += found }
    }
    // A copy of one's own journal under another name isn't the one to write.
    let isNamed = { FilePath($0).name.hasPrefix("\(options.actor)-") }
    paths = paths.filter(isNamed) + paths.filter { !isNamed($0) }
    for path in paths + options.with {
      if options.only != nil, !options.isReadOnly, !Self.exists(path) { continue }
      try load(path, isCandidate: candidates.contains(path))
    }
    let mayBegin = own == nil && options.only == nil && !options.isReadOnly
    if mayBegin, options.patience > 0 { try waitToBegin() }
  }

  /// Waits until no other process is about to begin this actor's journal, and reads those that were
  /// begun meanwhile, also where they were there already, and empty.
  private func waitToBegin() throws(JournalError) {
    try storing { () throws(StorageError) in try ownFolder.create() }
    beginning = try lockBeginning(patience: options.patience)
    for path in try storing({ () throws(StorageError) in try ownFolder.journals() })
    where !paths.contains(path) || sizes[path] ?? 0 == 0 {
      try load(path, isCandidate: true)
    }
    if own != nil { beginning = nil }
  }

  private func lockBeginning(patience: Int) throws(JournalError) -> JournalLock {
    try JournalLock(
      of: "\(ownFolder.path)/\(options.actor).jsonl", host: options.host, time: clock(),
      patience: patience)
  }

  /// The folder in which the session's own journal is.
  var ownFolder: JournalFolder { options.isElsewhere ? folders[folders.count - 1] : folders[0] }

  /// All renewals that are noted in some folders, of whatever file.
  private static func renewals(
    in folders: [JournalFolder]
  ) throws(StorageError) -> (renewals: [Renewal], notices: [Notice]) {
    var all: [Renewal] = []
    var notices: [Notice] = []
    for folder in folders {
      let log = RenewalLog(in: folder.path)
      let (renewals, unread) = try log.read()
      if unread > 0 { notices.append(.renewalsUnread(path: log.path, lineCount: unread)) }
      all += renewals
    }
    return (all, notices)
  }

  /// How the dataset holds its records by its last renewal, where the file itself says otherwise: a
  /// map of which one member is left looks like a single record. Nil if it doesn't.
  public static func renewedContainer(
    of dataset: Dataset, _ options: Options
  ) throws(JournalError) -> (container: Container, list: JSONString?)? {
    let folders = try folders(of: dataset.path, options)
    func isOther(_ renewal: Renewal) -> Bool {
      renewal.container != nil
        && (renewal.container, renewal.list) != (dataset.container, dataset.list)
    }
    let open = try open(folders, options)
    let all = try storing { () throws(StorageError) in try renewals(in: open).renewals }
    // Otherwise the file needn't be read to know which of them made it.
    guard all.contains(where: isOther), let last = dataset.chain(of: all).last, isOther(last),
      let container = last.container
    else { return nil }
    return (container, last.list)
  }

  /// The journals of a folder that may be read; the others are noted if that is wanted.
  ///
  /// - Throws: `closedJournals`.
  private func readableJournals(in folder: JournalFolder) throws(JournalError) -> [String] {
    let all = try storing { () throws(StorageError) in try folder.journals() }
    let closed = all.filter(JournalFolder.isClosed)
    if let first = closed.first, !options.isElsewhere {
      throw .storage(.closedJournals(path: first))
    }
    notices += closed.map { .journalsLeftOut(path: $0) }
    return all.filter { !closed.contains($0) }
  }

  /// Those of the folders that can be read.
  ///
  /// - Throws: `closedJournals` if one can't, and its journals weren't left out on purpose.
  private static func open(
    _ folders: [JournalFolder], _ options: Options
  ) throws(JournalError) -> [JournalFolder] {
    let closed = folders.filter(\.isClosed)
    if let first = closed.first, options.only == nil, !options.isElsewhere {
      throw .storage(.closedJournals(path: first.path))
    }
    return folders.filter { !closed.contains($0) }
  }

  private static func folders(
    of dataset: String, _ options: Options
  ) throws(JournalError) -> [JournalFolder] {
    var folders = [JournalFolder(of: dataset)]
    if let state = options.stateFolder {
      folders.append(
        try storing { () throws(StorageError) in try JournalFolder(of: dataset, among: state) })
    }
    return folders
  }

  /// The entries of all journals.
  public var entries: [LoggedEntry] { journals.entries }

  /// The UUID of the session's own journal; nil before the first entry.
  public var ownJournal: String? { own?.header.journal }

  /// The path of the session's own journal; nil before the first entry.
  public var ownPath: String? { own?.path }

  /// Whether a disk error has ended all writing for this session.
  public var isClosed: Bool { own?.isClosed == true }

  /// Whether the session's own journal was replaced or removed: it has to be opened again.
  public var isReplaced: Bool { own.map { !$0.isInPlace } ?? false }

  private func load(_ path: String, isCandidate: Bool) throws(JournalError) {
    paths.append(path)
    sizes[path] = FileStamp(of: path)?.size
    let loaded = try LoadedJournal(path: path)
    let isOwn =
      isCandidate && !options.isReadOnly && own == nil
      && loaded.belongs(to: options.actor, on: options.host)
    if isOwn {
      let (file, text, recovered) = try JournalFile.open(
        path, known: loaded, host: options.host, patience: options.patience, clock: clock)
      take(file)
      try take(text, path: path)
      if let recovered {
        notices.append(.recovered(path: path, recovered))
        _ = try write(Entry(.recovered, changes: [], why: recovered))
      }
    } else {
      try take(loaded.text, path: path)
      if let torn = loaded.text.tornRange {
        notices.append(
          .tornTail(path: path, byteOffset: torn.lowerBound, byteCount: torn.count))
      }
    }
  }

  private func take(_ file: JournalFile) {
    own = file
    if !file.isLocked { notices.append(.unlocked(path: file.path)) }
  }

  private func take(_ text: JournalText, path: String) throws(JournalError) {
    for journal in text.journals {
      let isOwn = journal.header?.journal == own?.header.journal && own != nil
      try journals.add(journal, path: path, ownPath: isOwn ? own?.path : nil)
      let stray = journal.strayPartCount
      if stray > 0 { notices.append(.incomplete(path: path, lineCount: stray)) }
      if isOwn { noted = journal.entries.last { !$0.sees.isEmpty }?.sees ?? [:] }
      if let header = journal.header, !header.dataset.name.isEmpty,
        header.dataset.quick != dataset.quick, !isKnown(journal)
      {
        notices.append(.otherDataset(path: path))
      }
    }
  }

  /// Whether the last renewal of the dataset read the journal.
  private func isKnown(_ journal: JournalText.Journal) -> Bool {
    guard let name = journal.header?.journal, let last = renewals.last?.known[name] else {
      return false
    }
    return journal.entries.contains { $0.id == last.id }
  }

  /// Writes an entry to the session's own journal, which the first entry creates.
  ///
  /// - Returns: the entry as written to the journal; it now survives a power failure.
  ///
  /// - Throws: `storage(.datasetChanged)` if a file of the dataset was rewritten or replaced: the
  ///   entry might then apply to another record.
  public func append(_ entry: Entry) throws(JournalError) -> LoggedEntry {
    let dataset = dataset
    try storing { () throws(StorageError) in try dataset.checkInPlace() }
    if own == nil { try create() }
    return LoggedEntry(try write(entry), journal: ownJournal ?? "", actor: options.actor)
  }

  private func write(_ entry: Entry) throws(JournalError) -> Entry {
    guard let own else { throw .closed(path: dataset.path) }
    var entry = entry
    if journals.seen != noted { entry.sees = journals.seen }
    var written = entry
    for part in entry.split(byteCount: options.lineLimit, transaction: RandomUUID.make()) {
      written = try own.append(part, lamport: journals.nextLamport, time: clock())
      journals.note(lamport: written.stamp?.lamport ?? 0)
    }
    noted = journals.seen
    written.changes = entry.changes
    return written
  }

  /// How long to wait while another process of this actor begins its journal, in milliseconds.
  private static let beginningPatience = 2000

  private func create() throws(JournalError) {
    let folder = ownFolder
    var path: String?
    var prefix: String?
    if let only = options.only, !options.isElsewhere {
      guard let free = only.first(where: { Self.isEmpty($0) }) else {
        throw .unsealed(path: only.first ?? dataset.path)
      }
      path = free
    } else {
      try storing { () throws(StorageError) in try folder.create() }
      if beginning == nil { beginning = try lockBeginning(patience: Self.beginningPatience) }
      for existing in try storing({ () throws(StorageError) in try folder.journals() }) {
        let loaded = try LoadedJournal(path: existing)
        // Another session of this actor began a journal after this one opened: it is the writer.
        if loaded.belongs(to: options.actor, on: options.host) {
          _ = try JournalFile.open(existing, host: options.host, clock: clock)
          throw .begunElsewhere(path: existing)
        }
        let name = FilePath(existing).name
        let stem = name.dropFirst(options.actor.count + 1).dropLast(6)
        if name.hasPrefix(options.actor + "-"), loaded.text.journals.isEmpty, stem.count == 8 {
          (path, prefix) = (existing, String(stem))
        }
      }
    }
    var identity = dataset.identity
    identity.recordCount = dataset.isComplete ? dataset.recordCount : nil
    let uuid = RandomUUID.make(prefix: prefix)
    let header = JournalHeader(
      journal: uuid, actor: options.actor, host: options.host, tool: options.tool,
      dataset: identity)
    let target = path ?? "\(folder.path)/\(options.actor)-\(uuid.prefix(8)).jsonl"
    let (file, opening) = try JournalFile.create(
      target, header, lamport: journals.nextLamport, clock: clock)
    beginning = nil
    take(file)
    journals.note(lamport: opening.stamp?.lamport ?? 0)
  }

  private static func exists(_ path: String) -> Bool {
    FileStamp(of: path) != nil
  }

  private static func isEmpty(_ path: String) -> Bool {
    FileStamp(of: path)?.size ?? 0 == 0
  }
}
