public import Curation
import Glibc
public import JSONLines

/// Text that was unsaved when the program had to end. It is kept beside the journal, for the next
/// session to offer.
public struct Draft: Sendable {
  public var record: RecordNumber
  /// What the text is, in the caller's terms.
  public var kind: String
  /// The value that the text belongs to; nil means the whole record's raw text.
  public var pointer: JSONPointer?
  public var text: String
  /// What the record was; nil in a draft of an old version.
  public var bookmark: Bookmark?
  /// The file of an external editor that has the text open. What it saved is the draft, if the
  /// program is killed meanwhile.
  public var file: String?

  public init(
    record: RecordNumber, kind: String, pointer: JSONPointer?, text: String,
    bookmark: Bookmark? = nil
  ) {
    self.record = record
    self.kind = kind
    self.pointer = pointer
    self.text = text
    self.bookmark = bookmark
  }

  fileprivate init?(_ bytes: [UInt8]) {
    guard let value = try? JSONValue.parse(Bytes(bytes)),  // a torn draft is ignored
      let number = value["record"]?.integer, number > 0, let text = value["text"]?.string
    else { return nil }
    record = RecordNumber(number)
    kind = value["kind"]?.string?.text ?? "value"
    pointer = value["pointer"]?.string.flatMap { JSONPointer($0) }
    self.text = text.text
    file = value["file"]?.string?.text
    bookmark = value["sha256"]?.string.flatMap { ContentHash(hex: $0.text) }.map {
      Bookmark(bytes: $0, file: value["quick"]?.string.flatMap { ContentHash(hex: $0.text) })
    }
  }

  /// Whether both are the same text for the same value, whatever the record was.
  public func isSame(as other: Draft) -> Bool {
    (record, kind, pointer) == (other.record, other.kind, other.pointer)
      && text.isIdentical(to: other.text)
  }

  /// The draft with what an external editor saved; nil if it saved nothing, or its file is gone.
  fileprivate var saved: Draft? {
    guard let file else { return self }
    guard let bytes = Self.edited(file),
      let saved = String(validating: bytes, as: UTF8.self)?.withoutLineEndAdded(to: text),
      !saved.isIdentical(to: text)
    else { return nil }
    var draft = self
    (draft.text, draft.file) = (saved, nil)
    return draft
  }

  /// The content of the file that an external editor had open; nil if it isn't such a file: a draft
  /// can come with a dataset from somebody else, and must not name others of the user's files.
  private static func edited(_ path: String) -> [UInt8]? {
    let place = FilePath(path)
    var folder = stat()
    guard fileNames.contains(place.name), FilePath(place.folder).name.hasPrefix(folderStem + "-"),
      lstat(place.folder, &folder) == 0, folder.st_mode & S_IFMT == S_IFDIR,
      folder.st_uid == getuid(), folder.st_mode & 0o077 == 0
    else { return nil }
    return try? WholeFile.read(path, followsLink: false)
  }

  /// The names of the files that external editors get, and the beginning of their private folders'.
  public static let fileNames = ["record.json", "record.txt"]
  public static let folderStem = "winnow"

  fileprivate var bytes: [UInt8] {
    var members: [JSONValue.Member] = [
      .init("record", .integer(record.value)), .init("kind", .text(kind)),
    ]
    if let pointer { members.append(.init("pointer", .string(pointer.string))) }
    if let bookmark {
      members.append(.init("sha256", .text(bookmark.bytes.hex)))
      if let file = bookmark.file { members.append(.init("quick", .text(file.hex))) }
    }
    if let file { members.append(.init("file", .text(file))) }
    members.append(.init("text", .text(text)))
    return JSONWriter.bytes(.object(members), .journal) + [0x0A]
  }
}

extension JournalSession {
  /// The draft files, one per folder, named by the actor because there may be no journal yet. Each
  /// line is a draft.
  private var draftPaths: [String] { folders.map { "\($0.path)/\(options.actor).draft" } }

  /// The drafts that earlier sessions left, the newest last.
  public var drafts: [Draft] { readDrafts().drafts }

  /// The drafts, and the files that can't be read, which stay as they are. No link is followed: one
  /// may come with a dataset from somebody else, and name any file of the user's.
  private func readDrafts() -> (drafts: [Draft], unread: [String: StorageError]) {
    var found: [Draft] = []
    var unread: [String: StorageError] = [:]
    for path in draftPaths.reversed() {
      var bytes: [UInt8] = []
      do { bytes = try WholeFile.readIfThere(path, followsLink: false) ?? [] } catch {
        unread[path] = error
      }
      for line in bytes.split(separator: 0x0A) {
        if let draft = Draft(Array(line))?.saved, !found.contains(where: draft.isSame) {
          found.append(draft)
        }
      }
    }
    return (found, unread)
  }

  /// Keeps an unsaved text, in addition to those kept already, in the first folder that can be
  /// written.
  ///
  /// - Parameter previous: the earlier version, which the draft replaces.
  public func keep(_ draft: Draft, replacing previous: Draft? = nil) throws(StorageError) {
    let (kept, unread) = readDrafts()
    let others = kept.filter { !$0.isSame(as: draft) && previous?.isSame(as: $0) != true }
    try write((draft.file == nil ? others : kept) + [draft], unread)
  }

  /// Deletes a draft that was saved or given up.
  public func drop(_ draft: Draft) throws(StorageError) {
    let (kept, unread) = readDrafts()
    try write(kept.filter { !$0.isSame(as: draft) }, unread)
  }

  /// Deletes drafts of an external editor that has ended, and whose file is gone.
  public func dropEdited() throws(StorageError) {
    let (kept, unread) = readDrafts()
    try write(kept, unread)
  }

  /// Writes all drafts to the first folder that can be written.
  private func write(
    _ drafts: [Draft], _ unread: [String: StorageError]
  ) throws(StorageError) {
    let free = draftPaths.filter { unread[$0] == nil }
    if drafts.isEmpty { return free.forEach { unlink($0) } }
    var failure: StorageError?
    for (folder, path) in zip(folders, draftPaths) {
      if let error = unread[path] {
        failure = failure ?? error
        continue
      }
      do throws(StorageError) {
        try folder.create()
        try WholeFile.write(drafts.flatMap(\.bytes), to: path, followsLink: false)
        for other in free where other != path { unlink(other) }
        return
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
  }
}
