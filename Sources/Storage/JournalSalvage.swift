public import Curation
import Glibc
import JSONLines

/// Recovers what is intact of a damaged journal: every line that is valid by itself.
public struct JournalSalvage: Sendable {
  /// The entries of intact lines, without sequence numbers and chain, to be written as an unsealed
  /// journal. An undo becomes an ordinary change, as the entry that it undoes may be lost.
  public private(set) var entries: [Entry] = []
  /// The numbers, from 1, of lines that can't be read.
  public private(set) var lostLines: [Int] = []

  /// Reads a journal line by line, ignoring chain and head.
  public init(readingFile path: String) throws(JournalError) {
    let bytes = try storing { () throws(StorageError) in Bytes(try WholeFile.read(path)) }
    var offset = 0
    var number = 0
    var actor: String?
    while offset < bytes.count {
      let end = bytes.firstOffset(of: 0x0A, in: offset..<bytes.count) ?? bytes.count
      let line = bytes.slice(offset..<end)
      offset = end + 1
      number += 1
      guard var entry = JournalText.soundEntry(line) else {
        lostLines.append(number)
        continue
      }
      actor = entry.header?.actor ?? actor
      if entry.changes.isEmpty { continue }
      entry.actor = entry.actor ?? actor
      (entry.undoes, entry.redoes, entry.part) = (nil, nil, nil)
      entries.append(entry)
    }
  }

  /// Writes the unsealed journal as a new file.
  public func write(to path: String) throws(StorageError) {
    var lines: [UInt8] = []
    // Edits of an inserted record name it by its entry's id, which for an unsealed line is its hash.
    var ids: [ContentHash: ContentHash] = [:]
    for var entry in entries {
      for (index, change) in entry.changes.enumerated() {
        guard let name = change.inserted, let id = ids[name.entry] else { continue }
        entry.changes[index].inserted = InsertedName(entry: id, index: name.index)
      }
      let line = JSONWriter.bytes(entry.unsealedContent, .journal)
      if let id = entry.id { ids[id] = SHA256.hash(Bytes(line)) }
      lines += line + [0x0A]
    }
    try TextOutput.write(lines, to: path, replacing: false)
    if path != "-" { chmod(path, 0o600) }
  }
}
