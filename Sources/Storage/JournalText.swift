public import Curation
public import JSONLines

/// The entries of a journal file: one or more journals in sequence, each with its own chain.
public struct JournalText: Sendable {
  public private(set) var journals: [Journal] = []
  /// The number of bytes in complete lines.
  private(set) var soundByteCount = 0
  /// The bytes after the last complete line: a write that was cut off. Nil if there are none.
  public private(set) var tornRange: Range<Int>?
  /// Whether the last complete line lacks its LF.
  public private(set) var lacksFinalNewline = false
  /// Whether entries have ids; those of a journal written by hand don't.
  public private(set) var isSealed = true
  public private(set) var lineCount = 0

  /// One `open` and the entries that follow it.
  public struct Journal: Sendable {
    public var header: JournalHeader?
    public var entries: [Entry] = []
    public var last: Entry? { entries.last }
    /// The byte range of its lines in the file.
    public internal(set) var range = 0..<0
  }

  /// Reads all lines.
  ///
  /// - Parameters:
  ///   - path: used in errors only.
  ///   - vouchedByteCount: the synced size according to the head; a bad line before it is damage.
  public init(_ bytes: Bytes, path: String, vouchedByteCount: Int = 0) throws(JournalError) {
    if vouchedByteCount > bytes.count {
      throw .damaged(path: path, line: 0, byteOffset: bytes.count, reason: .belowHead)
    }
    while soundByteCount < bytes.count, tornRange == nil {
      let lines = Array(bytes.lines(from: soundByteCount).prefix(Self.linesAtOnce))
      // Reading costs most, so it is done on all cores.
      for line in Parallel.map(lines, { Line(bytes.slice($0), at: $0) }) where tornRange == nil {
        try add(line, of: bytes, path: path, vouchedByteCount)
      }
    }
  }

  private var lineIDs = LineIDs()

  /// The maximum number of lines that are read together.
  private static let linesAtOnce = 1 << 14

  /// A line that has been read by itself.
  private struct Line {
    let bytes: Bytes
    /// Its place in the file.
    let range: Range<Int>
    /// The id at its end.
    let claimed: ContentHash?
    /// The hash of what the id should be of; of the whole line, if it has none.
    let hash: ContentHash
    let entry: Result<Entry, EntryError>

    init(_ bytes: Bytes, at range: Range<Int>) {
      (self.bytes, self.range) = (bytes, range)
      let claim = JournalText.claimedID(bytes)
      (claimed, hash) = (claim?.id, SHA256.hash(claim?.content ?? bytes))
      entry = Result { () throws(EntryError) in try Entry(line: bytes) }
    }
  }

  /// Adds a line, or the torn range that begins with it.
  private mutating func add(
    _ line: Line, of bytes: Bytes, path: String, _ vouchedByteCount: Int
  ) throws(JournalError) {
    let offset = line.range.lowerBound
    let newline = line.range.upperBound < bytes.count ? line.range.upperBound : nil
    lineCount += 1
    if let damage = try take(line, path: path) {
      lineCount -= 1
      let mayBeTorn =
        isSealed && offset >= vouchedByteCount
        && (journals.isEmpty
          ? newline == nil && Self.isBeginningOfFirstLine(line.bytes) : damage != .chain)
      let isTail =
        mayBeTorn && !Self.hasValidLine(bytes, after: newline)
        && !(newline != nil && damage == .hash && Self.isEntry(line.bytes))
      guard isTail else {
        throw .damaged(
          path: path, line: lineCount + 1, byteOffset: offset, reason: damage.cause(in: line.bytes))
      }
      tornRange = offset..<bytes.count
      return
    }
    lacksFinalNewline = newline == nil
    let end = newline.map { $0 + 1 } ?? bytes.count
    let isFirst = journals[journals.count - 1].range.isEmpty
    let start = isFirst ? soundByteCount : journals[journals.count - 1].range.lowerBound
    journals[journals.count - 1].range = start..<end
    soundByteCount = end
  }

  /// Reads the journal at `path` without locking it.
  public init(readingFile path: String) throws(JournalError) {
    self = try LoadedJournal(path: path).text
  }

  /// The container of the dataset for which the journal at `path` was begun; nil if its first line
  /// doesn't tell.
  public static func container(ofFile path: String) -> Container? {
    // What is wrong with the file is said when it is read as a whole.
    guard let line = try? WholeFile.firstLine(path) else { return nil }
    return (try? Entry(line: line))?.header?.dataset.container
  }

  /// Adds a line's entry, or returns what is wrong with the line.
  private mutating func take(
    _ line: Line, path: String
  ) throws(JournalError) -> JournalError.Damage? {
    let claimed = line.claimed
    if let claimed, claimed != line.hash { return .hash }
    // In a sealed journal a line without an id is invalid, whatever it contains.
    if lineCount > 1, isSealed, claimed == nil { return .hash }
    var entry: Entry
    do { entry = try line.entry.get() } catch {
      switch error {
      case .syntax, .blank: return .entry(error)
      default: throw .notUnderstood(path: path, line: lineCount, reason: error)
      }
    }
    // An id that isn't the line's last member can't be verified, and so counts as wrong.
    if entry.id != nil, claimed == nil { return .hash }
    if lineCount == 1 {
      isSealed = entry.kind == .open || entry.id != nil && entry.stamp != nil
    }
    guard isSealed else {
      entry.id = entry.id ?? lineIDs.next(line.bytes, line.hash)
      return append(unsealed: entry)
    }
    guard entry.id != nil, claimed != nil, let stamp = entry.stamp else { return .hash }
    if entry.kind == .open {
      guard stamp.sequence == 0, stamp.previous == nil else { return .chain }
      journals.append(Journal(header: entry.header))
    } else if journals.isEmpty {
      return .notOpened
    }
    let last = journals[journals.count - 1].last
    if let last, stamp.sequence != (last.stamp?.sequence ?? 0) + 1 || stamp.previous != last.id {
      return .chain
    }
    if last == nil, entry.kind != .open { return .chain }
    journals[journals.count - 1].entries.append(entry)
    return nil
  }

  private mutating func append(unsealed entry: Entry) -> JournalError.Damage? {
    if journals.isEmpty { journals.append(Journal()) }
    journals[0].entries.append(entry)
    return nil
  }

  /// Returns the id at the end of a sealed line, and the bytes that it should be the hash of.
  private static func claimedID(_ line: Bytes) -> (id: ContentHash, content: Bytes)? {
    // ,"id":"<64>"} is 73 bytes.
    let suffix = 73
    guard line.count > suffix else { return nil }
    let start = line.count - suffix
    guard line.slice(start..<start + 7).elementsEqual(Array(",\"id\":\"".utf8)),
      let id = ContentHash(
        hex: String(decoding: line.slice(start + 7..<start + 71), as: UTF8.self)),
      line.slice(line.count - 2..<line.count).elementsEqual(Array("\"}".utf8))
    else { return nil }
    return (id, line.slice(0..<start))
  }

  /// Returns the entry of a line whose id is right, or of an unsealed one; nil for any other line.
  static func soundEntry(_ line: Bytes) -> Entry? {
    let claimed = claimedID(line)
    guard let entry = try? Entry(line: line) else { return nil }  // lost, for whatever reason
    if let claimed { return claimed.id == SHA256.hash(claimed.content) ? entry : nil }
    return entry.id == nil && entry.stamp?.previous == nil ? entry : nil
  }

  /// Whether an incomplete line can be the beginning of a journal's first line. Otherwise, with no
  /// valid line before it, the file isn't a journal.
  private static func isBeginningOfFirstLine(_ line: Bytes) -> Bool {
    let beginning = Array("{\"v\":1,\"seq\":0,".utf8)
    return line.allSatisfy { $0 == 0 } || zip(line, beginning).allSatisfy { $0 == $1 }
  }

  /// Whether a line is a whole entry with an id. If only the id is wrong, the line was changed, and
  /// not torn by a write that ended early.
  private static func isEntry(_ line: Bytes) -> Bool {
    claimedID(line) != nil && (try? Entry(line: line)) != nil
  }

  /// Whether a valid sealed line follows a bad one, which then isn't a torn tail.
  private static func hasValidLine(_ bytes: Bytes, after newline: Int?) -> Bool {
    guard let newline else { return false }
    return bytes.lines(from: newline + 1).contains { range in
      claimedID(bytes.slice(range)).map { $0.id == SHA256.hash($0.content) } ?? false
    }
  }
}

extension JournalText.Journal {
  /// Returns the entries with their journal and actor. The parts of a complete transaction are
  /// joined to one entry; incomplete ones are left out.
  ///
  /// - Parameters:
  ///   - actor: the actor of unsealed lines that name none. It must not be the current user, whose
  ///     own marks these lines would override.
  ///   - unsealed: tells this journal from other unsealed ones.
  public func logged(actor: String, unsealed: Int = 0) -> [LoggedEntry] {
    Self.joiningParts(entries).map { entry, parts in
      LoggedEntry(
        entry, journal: header?.journal ?? "", actor: header?.actor ?? entry.actor ?? actor,
        parts: parts, unsealed: header == nil ? unsealed : 0)
    }
  }

  /// The number of lines of transactions that lack others, and so don't count.
  public var strayPartCount: Int {
    let parts = entries.count { $0.part != nil }
    return parts == 0 ? 0 : parts - Self.joiningParts(entries).reduce(0) { $0 + $1.parts.count }
  }

  private static func joiningParts(_ entries: [Entry]) -> [(entry: Entry, parts: [Entry])] {
    var open: [Entry] = []
    return entries.compactMap { entry in
      guard let part = entry.part else {
        open = []
        return (entry, [])
      }
      if part.part == 1 { open = [] }
      open.append(entry)
      guard part.part == part.of else { return nil }
      let isWhole =
        open.count == part.of
        && zip(open, 1...).allSatisfy { piece, number in
          guard let own = piece.part else { return false }
          return (own.transaction, own.part, own.of) == (part.transaction, number, part.of)
        }
      guard isWhole else { return nil }
      var whole = entry
      whole.changes = open.flatMap(\.changes)
      return (whole, open)
    }
  }
}

extension JournalError.Damage {
  /// What did the damage to a line, if the line shows it.
  fileprivate func cause(in line: Bytes) -> JournalError.Damage {
    if ["<<<<<<< ", "=======", ">>>>>>> "].contains(where: { line.starts(with: $0.utf8) }) {
      return .conflictMarker
    }
    return self == .hash && line.last == 0x0D ? .lineEnds : self
  }
}

/// The ids of unsealed lines that have none: the hash of a line; of one that equals lines before
/// it, the hash of the line, a line feed, and the number of those.
struct LineIDs {
  private var counts: [ContentHash: Int] = [:]

  mutating func next(_ line: Bytes, _ hash: ContentHash) -> ContentHash {
    let earlier = counts[hash, default: 0]
    counts[hash] = earlier + 1
    return earlier == 0 ? hash : SHA256.hash(Bytes(Array(line) + Array("\n\(earlier)".utf8)))
  }
}
