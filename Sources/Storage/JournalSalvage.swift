public import Curation
import JSONLines

/// Recovers what is intact of a damaged journal: every line that is valid by itself.
public struct JournalSalvage: Sendable {
  /// The entries of intact lines, without chain, to be written as an unsealed journal. The undo of
  /// a split entry becomes an ordinary change, as does that of an entry that is lost.
  public private(set) var entries: [Entry] = []
  /// Whether the other journal, if there is one, has some of the entries.
  public private(set) var sharesEntries = false
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
    let known =
      try other.map { (path) throws(JournalError) in
        Self.wholeEntries(of: try JournalText(readingFile: path))
      } ?? []
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
    let all = entries
    entries = all.filter { entry in entry.id.map(known.contains) != true }
    sharesEntries = entries.count < all.count
    // A split entry is several here, of which none is what was undone.
    let parts = Set(all.filter { $0.part != nil }.compactMap(\.id)).subtracting(known)
    for index in entries.indices {
      func isPart(_ id: ContentHash?) -> Bool { id.map(parts.contains) ?? false }
      if entries[index].part != nil || isPart(entries[index].undoes ?? entries[index].redoes) {
        (entries[index].undoes, entries[index].redoes) = (nil, nil)
      }
      entries[index].part = nil
    }
  }

  /// The ids of a journal's entries; of split ones, of those that are complete.
  private static func wholeEntries(of text: JournalText) -> Set<ContentHash> {
    let entries = text.journals.flatMap(\.entries)
    let counts = Dictionary(grouping: entries.compactMap(\.part), by: \.transaction)
      .mapValues(\.count)
    return Set(
      entries.filter { $0.part.map { counts[$0.transaction] == $0.of } ?? true }.compactMap(\.id))
  }

  /// Reads lines one by one, and finds out who wrote them.
  private struct Reader {
    private(set) var entries: [Entry] = []
    private var lineIDs = LineIDs()
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
      entry.id = entry.id ?? lineIDs.next(line, SHA256.hash(line))
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
    for (place, entry) in entries.enumerated() {
      let line = JSONWriter.bytes(
        entry.renaming(ids).unsealedContent(order: entry.stamp.map { (place, $0.lamport) }),
        .journal)
      let id = lineIDs.next(Bytes(line), SHA256.hash(Bytes(line)))
      if let old = entry.id { ids[old] = id }
      lines += line + [0x0A]
    }
    try TextOutput.write(journal: lines, to: path, replacing: replacing)
  }
}
