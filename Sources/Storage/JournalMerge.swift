import Curation
import JSONLines

/// Merges several journals into one file: complete journals one after another, ordered by id. The
/// result doesn't depend on the order or the number of merges.
public struct JournalMerge: Sendable {
  /// The merged file.
  public private(set) var bytes: [UInt8] = []
  public private(set) var journalCount = 0
  /// Files with a torn last line, which isn't merged.
  public private(set) var tornPaths: [String] = []

  private struct Copy {
    var path: String
    var lines: [UInt8]
  }

  /// - Throws: `forked` for two copies of one journal, neither of which is the beginning of the
  ///   other.
  public init(readingFiles paths: [String]) throws(JournalError) {
    var copies: [String: Copy] = [:]
    for path in paths {
      for (name, lines) in try journals(at: path) {
        let copy = Copy(path: path, lines: lines)
        guard let other = copies[name] else {
          copies[name] = copy
          continue
        }
        let (short, long) =
          other.lines.count < lines.count ? (other, copy) : (copy, other)
        guard long.lines.starts(with: short.lines) else {
          throw .forked(journal: name, paths: [other.path, path])
        }
        copies[name] = long
      }
    }
    journalCount = copies.count
    for name in copies.keys.sorted() { bytes += copies[name]?.lines ?? [] }
  }

  /// Returns the journals of a file, each with its id and its lines.
  private mutating func journals(at path: String) throws(JournalError) -> [(String, [UInt8])] {
    let loaded = try LoadedJournal(path: path)
    let (content, text) = (loaded.bytes, loaded.text)
    if text.tornRange != nil { tornPaths.append(path) }
    guard text.isSealed else {
      return Self.sealing(text.journals.flatMap(\.entries), of: content)
    }
    return text.journals.map { journal in
      var lines = Array(content.slice(journal.range))
      if lines.last != 0x0A { lines.append(0x0A) }
      return (journal.header?.journal ?? "", lines)
    }
  }

  /// Seals unsealed entries as one journal per actor, whose clocks keep the order of the lines.
  /// Only the content determines the result, so the same file always gives the same journals.
  private static func sealing(_ entries: [Entry], of content: Bytes) -> [(String, [UInt8])] {
    let digest = SHA256.hash(content)
    var names: [ContentHash: ContentHash] = [:]
    var journals: [String: Sealing] = [:]
    var actors: [String] = []
    for (place, entry) in entries.enumerated() {
      // Whoever wrote one such file needn't have written another.
      let actor = entry.actor ?? "unknown-\(digest.hex.prefix(8))"
      if journals[actor] == nil {
        actors.append(actor)
        journals[actor] = Sealing(actor, digest)
      }
      guard !entry.changes.isEmpty else { continue }
      var draft = entry.renaming(names)
      draft.actor = nil
      let id = journals[actor]?.append(draft, lamport: entry.stamp?.lamport ?? place + 1)
      if let old = entry.id { names[old] = id }
    }
    return actors.compactMap { journals[$0] }.map { ($0.journal, $0.lines) }
  }

  /// The journal of one actor, made of unsealed entries.
  private struct Sealing {
    let journal: String
    private(set) var lines: [UInt8] = []
    private var last: ContentHash?
    private var sequence = 0

    init(_ actor: String, _ digest: ContentHash) {
      let seed = SHA256.hash(Bytes(Array("\(digest.hex) \(actor)".utf8)))
      journal = RandomUUID.make(of: Array(seed.bytes.prefix(16)))
      var opening = Entry(.open, changes: [])
      opening.header = JournalHeader(
        journal: journal, actor: actor, host: "merge", tool: "winnow merge",
        dataset: DatasetIdentity(name: "", byteCount: 0, container: .jsonl, quick: digest))
      append(opening, lamport: 0)
    }

    @discardableResult
    mutating func append(_ draft: Entry, lamport: Int) -> ContentHash {
      let (_, id, line) = draft.sealed(
        .init(
          sequence: sequence, previous: last, time: "1970-01-01T00:00:00.000Z", lamport: lamport))
      last = id
      lines += line
      sequence += 1
      return id
    }
  }

  /// Writes the merged journal as a file.
  public func write(to path: String, replacing: Bool) throws(StorageError) {
    try TextOutput.write(journal: bytes, to: path, replacing: replacing)
  }
}
