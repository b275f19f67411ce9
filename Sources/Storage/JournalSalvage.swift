public import Curation
import JSONLines

/// What can be saved of a damaged journal: every line that is sound by itself.
public struct JournalSalvage: Sendable {
  /// The entries of sound lines, without number and chain, to be written as an unsealed journal. An
  /// undo is a change like any other there: what it takes back may be among what was lost.
  public private(set) var entries: [Entry] = []
  /// Lines, from 1, that say nothing any more.
  public private(set) var lostLines: [Int] = []

  /// Reads a journal line by line, minding neither chain nor head.
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
    for entry in entries { lines += JSONWriter.bytes(entry.unsealedContent, .journal) + [0x0A] }
    try TextOutput.write(lines, to: path, replacing: false)
  }
}
