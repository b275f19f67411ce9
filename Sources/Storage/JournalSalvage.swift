public import Curation
import JSONLines

/// Recovers what is intact of a damaged journal: every line that is valid by itself.
public struct JournalSalvage: Sendable {
  /// The entries of intact lines, without sequence numbers and chain, to be written as an unsealed
  /// journal. The undo of an entry that is lost becomes an ordinary change.
  public private(set) var entries: [Entry] = []
  /// The numbers, from 1, of lines that can't be read.
  public private(set) var lostLines: [Int] = []
  /// The sequence numbers of entries whose lines aren't there at all.
  public private(set) var missing: [Range<Int>] = []

  /// Where what is saved of a journal goes if nothing else is said: beside it.
  public static func path(for journal: String) -> String {
    companionPath(of: journal, "salvaged.jsonl")
  }

  /// Reads a journal line by line, ignoring chain and head.
  ///
  /// - Parameter other: a journal whose entries aren't saved once more, as it is kept: of two
  ///   copies that went on apart, the other one.
  public init(
    readingFile path: String, beyond other: String? = nil
  ) throws(JournalError) {
    var known: Set<ContentHash> = []
    if let other {
      let bytes = try storing { () throws(StorageError) in Bytes(try WholeFile.read(other)) }
      known = Set(bytes.lines().compactMap { JournalText.soundEntry(bytes.slice($0))?.id })
    }
    let bytes = try storing { () throws(StorageError) in Bytes(try WholeFile.read(path)) }
    var reader = Reader()
    for (index, range) in bytes.lines().enumerated() {
      var line = bytes.slice(range)
      // Lines whose ends were made CR LF are whole without.
      if line.last == 0x0D { line = line.slice(0..<line.count - 1) }
      // An empty line never was an entry.
      if line.isEmpty { continue }
      if !reader.take(line) { lostLines.append(index + 1) }
    }
    (entries, missing) = (reader.entries, reader.missing)
    entries = Self.joiningInsertions(entries)
    // Of several journals in one file, the effects come in another order than the lines.
    if entries.allSatisfy({ $0.stamp != nil }) {
      entries = entries.enumerated().sorted { a, b in
        (a.element.stamp?.lamport ?? 0, a.element.actor ?? "", a.offset)
          < (b.element.stamp?.lamport ?? 0, b.element.actor ?? "", b.offset)
      }.map(\.element)
    }
    entries.removeAll { entry in entry.id.map(known.contains) ?? false }
    // A split entry is several here, so that one of them isn't what was undone.
    let whole = Set(entries.filter { $0.part == nil }.compactMap(\.id)).union(known)
    entries = entries.map { entry in
      var entry = entry
      func isKept(_ id: ContentHash) -> Bool { entry.part == nil && whole.contains(id) }
      (entry.undoes, entry.redoes) = (
        entry.undoes.flatMap { isKept($0) ? $0 : nil },
        entry.redoes.flatMap { isKept($0) ? $0 : nil }
      )
      entry.part = nil
      return entry
    }
  }

  /// Reads lines one by one, and finds out who wrote them.
  private struct Reader {
    private(set) var entries: [Entry] = []
    private var actor: String?
    private var journal = ""
    /// The sequence number that the next line of the same journal has.
    private var next = 0
    /// The numbers that were read, by the journal that they are of.
    private var seen: [String: Set<Int>] = [:]
    private var gaps: [(journal: String, numbers: Range<Int>)] = []
    /// Who wrote each line, and in which journal.
    private var writers: [ContentHash: (actor: String?, journal: String)] = [:]

    /// The sequence numbers that are nowhere in the file.
    var missing: [Range<Int>] {
      gaps.filter { gap in gap.numbers.contains { seen[gap.journal]?.contains($0) != true } }
        .map(\.numbers)
    }

    /// Returns whether the line is sound.
    mutating func take(_ line: Bytes) -> Bool {
      guard var entry = JournalText.soundEntry(line) else {
        next += 1
        return false
      }
      // A line that stands twice is one entry.
      if let stamp = entry.stamp, let id = entry.id, let writer = writers[id] {
        (actor, journal) = writer
        next = stamp.sequence + 1
        return true
      }
      if let header = entry.header {
        (actor, journal) = (header.actor, header.journal)
      } else if let writer = entry.stamp?.previous.flatMap({ writers[$0] }) {
        (actor, journal) = writer
      } else if let sequence = entry.stamp?.sequence, sequence < next {
        // The line that began another journal is lost.
        actor = "unknown"
      } else if let sequence = entry.stamp?.sequence, sequence > next {
        gaps.append((journal, next..<sequence))
      }
      if let id = entry.id { writers[id] = (actor, journal) }
      if let sequence = entry.stamp?.sequence { seen[journal, default: []].insert(sequence) }
      next = (entry.stamp?.sequence ?? -1) + 1
      if entry.changes.isEmpty { return true }
      entry.actor = entry.actor ?? actor
      entries.append(entry)
      return true
    }
  }

  /// Joins the lines of each insertion that was split: its records are named by their places in all
  /// of it, and by the id of its last line.
  private static func joiningInsertions(_ entries: [Entry]) -> [Entry] {
    var joined: [Entry] = []
    var rest = entries[...]
    while let entry = rest.popFirst() {
      guard let part = entry.part, part.part == 1, part.of > 1, part.of <= rest.count + 1 else {
        joined.append(entry)
        continue
      }
      let others = rest.prefix(part.of - 1)
      let isWhole = zip(others, 2...).allSatisfy { other, number in
        other.part?.transaction == part.transaction && other.part?.part == number
          && other.kind == .insert
      }
      guard entry.kind == .insert, isWhole, var whole = others.last else {
        joined.append(entry)
        continue
      }
      whole.changes = entry.changes + others.flatMap(\.changes)
      joined.append(whole)
      rest = rest.dropFirst(others.count)
    }
    return joined
  }

  /// Writes the unsealed journal as a new file.
  public func write(to path: String, replacing: Bool) throws(StorageError) {
    var lines: [UInt8] = []
    // Undos, and edits of an inserted record, name an entry by its id, which isn't that of the
    // line now.
    var ids: [ContentHash: ContentHash] = [:]
    var lineIDs = LineIDs()
    for var entry in entries {
      entry.undoes = entry.undoes.map { ids[$0] ?? $0 }
      entry.redoes = entry.redoes.map { ids[$0] ?? $0 }
      for (index, change) in entry.changes.enumerated() {
        guard let name = change.inserted, let id = ids[name.entry] else { continue }
        entry.changes[index].inserted = InsertedName(entry: id, index: name.index)
      }
      let line = JSONWriter.bytes(entry.unsealedContent, .journal)
      let id = lineIDs.next(Bytes(line), SHA256.hash(Bytes(line)))
      if let old = entry.id { ids[old] = id }
      lines += line + [0x0A]
    }
    try TextOutput.write(journal: lines, to: path, replacing: replacing)
  }
}
