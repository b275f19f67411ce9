import Curation

extension Entry {
  /// Returns the entry at its place in a journal, with its id and its line.
  func sealed(_ stamp: Stamp) -> (entry: Entry, id: ContentHash, line: [UInt8]) {
    var entry = self
    entry.stamp = stamp
    let line = entry.unsealedLine
    let id = SHA256.hash(line)
    entry.id = id
    return (entry, id, entry.line(id))
  }
}
