import CSystem
import Curation
import Glibc
import JSONLines

/// A note beside a journal, written after its last sync, of how much of it is known to be complete.
/// It distinguishes a torn tail, which was never acknowledged, from damage to acknowledged entries.
struct JournalHead: Hashable {
  var size: Int
  var sequence: Int
  var id: ContentHash
  var inode: UInt
  /// When the journal was made: its inode may be given again to a file that takes its place.
  var born: Int

  /// The fixed size of the file, so that one write replaces it completely.
  private static let byteCount = 192

  static func path(of journal: String) -> String { companionPath(of: journal, "head") }

  /// Reads the head of a journal; nil if it is missing, torn, or belongs to another file.
  ///
  /// - Parameter open: the journal's descriptor.
  init?(of journal: String, _ open: borrowing Descriptor) {
    guard
      let file = try? Descriptor(
        opening: Self.path(of: journal), O_RDONLY | O_NONBLOCK, doing: .open),
      let mapping = try? FileMapping(file, byteCount: Self.byteCount),
      let status = try? file.status(), Int(status.st_size) == Self.byteCount,
      let value = try? JSONValue.parse(mapping.bytes),
      let size = value["size"]?.integer, let sequence = value["seq"]?.integer,
      let id = value["id"]?.string.flatMap({ ContentHash(hex: $0.text) }),
      let now = try? JournalHead(size: size, sequence: sequence, id: id, open),
      value["inode"]?.integer == Int(bitPattern: now.inode),
      value["born"]?.integer ?? now.born == now.born
    else { return nil }
    self = now
  }

  init(
    size: Int, sequence: Int, id: ContentHash, _ open: borrowing Descriptor
  ) throws(StorageError) {
    self.size = size
    self.sequence = sequence
    self.id = id
    inode = UInt(try open.status().st_ino)
    born = Int(winnow_birth_time(open.number))
  }

  var bytes: [UInt8] {
    let value = JSONValue.object([
      .init("size", .integer(size)), .init("seq", .integer(sequence)),
      .init("id", .text(id.hex)), .init("inode", .integer(Int(bitPattern: inode))),
      .init("born", .integer(born)),
    ])
    var bytes = JSONWriter.bytes(value)
    bytes += [UInt8](repeating: 0x20, count: max(0, Self.byteCount - 1 - bytes.count))
    bytes.append(0x0A)
    return bytes
  }
}

/// Returns the path of a file that belongs to a journal: `NAME.lock` for `NAME.jsonl`.
func companionPath(of journal: String, _ suffix: String) -> String {
  let stem = journal.hasSuffix(".jsonl") ? String(journal.dropLast(6)) : journal
  return "\(stem).\(suffix)"
}
