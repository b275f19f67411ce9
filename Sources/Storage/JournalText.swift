public import Curation
public import JSONLines

/// Why a journal can't be used.
public enum JournalError: Error, Hashable, Sendable {
  case storage(StorageError)
  /// A line that was once whole no longer is: where, and why. Lines count from 1, bytes from 0.
  case damaged(path: String, line: Int, byteOffset: Int, reason: Damage)
  /// A line that is sound but that this version doesn't understand.
  case notUnderstood(path: String, line: Int, reason: EntryError)
  /// Another process writes it; nil where its lock names nobody.
  case locked(path: String, holder: LockHolder?)
  /// Another session of the same actor began it after this one opened.
  case begunElsewhere(path: String)
  /// Appending to a journal that isn't sealed would leave the new entry without a chain.
  case unsealed(path: String)
  /// A write failed and what it left couldn't be cut off: nothing more is written to it.
  case closed(path: String)
  /// Somebody else wrote into the file.
  case grown(path: String, expected: Int, found: Int)

  public enum Damage: Hashable, Sendable {
    case entry(EntryError)
    /// The line's id isn't the hash of its bytes.
    case hash
    /// `seq` or `prev` doesn't follow the line before.
    case chain
    /// The first line isn't an `open`.
    case notOpened
    /// The file is shorter than its head says, or differs below it.
    case belowHead
  }
}

/// Carries out `body`; what goes wrong with a file is then what is wrong with the journal.
func storing<T: ~Copyable>(
  _ body: () throws(StorageError) -> T
) throws(JournalError) -> T {
  do { return try body() } catch { throw .storage(error) }
}

/// A journal's bytes read as entries: one journal after another, each chained by itself.
public struct JournalText: Sendable {
  public private(set) var journals: [Journal] = []
  /// Bytes up to here are whole lines.
  public private(set) var soundByteCount = 0
  /// Bytes after the last whole line that are no line: a write that was cut off.
  public private(set) var tornRange: Range<Int>?
  /// Whether the last whole line lacks its LF.
  public private(set) var lacksFinalNewline = false
  /// Whether entries carry ids; a hand-written journal's don't.
  public private(set) var isSealed = true
  public private(set) var lineCount = 0

  /// One `open` and the entries that follow it.
  public struct Journal: Sendable {
    public var header: JournalHeader?
    public var entries: [Entry] = []
    public var last: Entry?
    /// Where its lines stand in the file.
    public internal(set) var range = 0..<0
  }

  /// Reads all lines.
  ///
  /// - Parameters:
  ///   - path: for errors alone.
  ///   - vouchedByteCount: how many bytes the head says were synced; a bad line below is damage.
  public init(_ bytes: Bytes, path: String, vouchedByteCount: Int = 0) throws(JournalError) {
    if vouchedByteCount > bytes.count {
      throw .damaged(path: path, line: 0, byteOffset: bytes.count, reason: .belowHead)
    }
    var offset = 0
    while offset < bytes.count {
      let newline = bytes.firstOffset(of: 0x0A, in: offset..<bytes.count)
      let line = bytes.slice(offset..<(newline ?? bytes.count))
      lineCount += 1
      if let damage = try take(line, path: path) {
        lineCount -= 1
        let mayBeTorn =
          isSealed && offset >= vouchedByteCount
          && (journals.isEmpty
            ? newline == nil && Self.isBeginningOfFirstLine(line) : damage != .chain)
        let isTail = mayBeTorn && !Self.hasValidLine(bytes, after: newline)
        guard isTail else {
          throw .damaged(path: path, line: lineCount + 1, byteOffset: offset, reason: damage)
        }
        tornRange = offset..<bytes.count
        return
      }
      lacksFinalNewline = newline == nil
      offset = newline.map { $0 + 1 } ?? bytes.count
      let isFirst = journals[journals.count - 1].range.isEmpty
      let start = isFirst ? soundByteCount : journals[journals.count - 1].range.lowerBound
      journals[journals.count - 1].range = start..<offset
      soundByteCount = offset
    }
  }

  /// Reads the journal at `path`, as a read-only open does.
  public init(readingFile path: String) throws(JournalError) {
    self = try LoadedJournal(path: path).text
  }

  /// Adds a line's entry; returns what is wrong with the line instead.
  private mutating func take(
    _ line: Bytes, path: String
  ) throws(JournalError) -> JournalError.Damage? {
    let claimed = Self.claimedID(line)
    if let claimed, claimed.id != SHA256.hash(claimed.content) { return .hash }
    // In a sealed journal a line without its id isn't one, whatever it says.
    if lineCount > 1, isSealed, claimed == nil { return .hash }
    var entry: Entry
    do { entry = try Entry(line: line) } catch {
      if case .syntax = error { return .entry(error) }
      throw .notUnderstood(path: path, line: lineCount, reason: error)
    }
    // An id that isn't the line's last member can't be checked, and so can't be right.
    if entry.id != nil, claimed == nil { return .hash }
    if lineCount == 1 { isSealed = entry.id != nil || entry.kind == .open }
    guard isSealed else {
      entry.id = entry.id ?? SHA256.hash(line)
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
    journals[journals.count - 1].last = entry
    return nil
  }

  private mutating func append(unsealed entry: Entry) -> JournalError.Damage? {
    if journals.isEmpty { journals.append(Journal()) }
    journals[0].entries.append(entry)
    journals[0].last = entry
    return nil
  }

  /// The id at the end of a sealed line, and the bytes that it is the hash of.
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

  /// The entry of a line whose id is right, or that needs none; nil for any other.
  static func soundEntry(_ line: Bytes) -> Entry? {
    let claimed = claimedID(line)
    guard let entry = try? Entry(line: line) else { return nil }  // lost, whatever is wrong
    if let claimed { return claimed.id == SHA256.hash(claimed.content) ? entry : nil }
    return entry.id == nil && entry.stamp == nil ? entry : nil
  }

  /// Whether a line that isn't whole can be what was written of a journal's first: without a sound
  /// line before it, anything else is no journal at all.
  private static func isBeginningOfFirstLine(_ line: Bytes) -> Bool {
    let beginning = Array("{\"v\":1,\"seq\":0,".utf8)
    return line.allSatisfy { $0 == 0 } || zip(line, beginning).allSatisfy { $0 == $1 }
  }

  /// Whether a whole sealed line stands somewhere after a bad one; then the bad one isn't a tail.
  private static func hasValidLine(_ bytes: Bytes, after newline: Int?) -> Bool {
    var next = newline.map { $0 + 1 } ?? bytes.count
    while next < bytes.count {
      let end = bytes.firstOffset(of: 0x0A, in: next..<bytes.count) ?? bytes.count
      if let claimed = claimedID(bytes.slice(next..<end)),
        claimed.id == SHA256.hash(claimed.content)
      {
        return true
      }
      next = end + 1
    }
    return false
  }

  /// The entries with their journal's name and actor, transactions whose parts are all there as one
  /// entry, others left out.
  ///
  /// - Parameter actor: for unsealed lines that don't name one: whoever wrote them isn't the person
  ///   who reads them, whose own marks they must not overrule.
  public func logged(actor: String) -> [LoggedEntry] {
    journals.flatMap { journal -> [LoggedEntry] in
      let name = journal.header?.journal ?? ""
      return Self.joiningParts(journal.entries).map { entry, parts in
        LoggedEntry(
          entry, journal: name, actor: journal.header?.actor ?? entry.actor ?? actor, parts: parts)
      }
    }
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
          piece.part?.transaction == part.transaction && piece.part?.part == number
        }
      guard isWhole else { return nil }
      var whole = entry
      whole.changes = open.flatMap(\.changes)
      return (whole, open)
    }
  }
}
