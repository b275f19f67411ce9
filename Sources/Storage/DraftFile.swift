public import Curation
import Glibc
import JSONLines

/// A line of a draft file: a text that was unsaved when the program had to end. It is kept beside
/// the journal, for the next session to offer.
private struct DraftLine {
  var draft: Draft
  /// The file of an external editor that has the text open. What it saved is the draft, if the
  /// program is killed meanwhile.
  var file: String?

  init(_ draft: Draft, in file: String? = nil) { (self.draft, self.file) = (draft, file) }

  init?(_ line: Bytes) {
    guard let value = try? JSONValue.parse(line),  // a torn draft is ignored
      let number = value["record"]?.integer, number > 0, let text = value["text"]?.string
    else { return nil }
    draft = Draft(
      record: RecordNumber(number),
      kind: value["kind"]?.string.flatMap { Draft.Kind(rawValue: $0.text) } ?? .value,
      pointer: value["pointer"]?.string.flatMap { JSONPointer($0) }, text: text.text)
    draft.targetCount = value["records"]?.integer ?? 1
    file = value["file"]?.string?.text
    draft.bookmark = value["sha256"]?.string.flatMap { ContentHash(hex: $0.text) }.map {
      Bookmark(bytes: $0, file: value["quick"]?.string.flatMap { ContentHash(hex: $0.text) })
    }
  }

  /// The draft, with what an external editor saved; nil if it saved nothing, or its file is gone.
  var saved: Draft? {
    guard let file else { return draft }
    guard let bytes = Self.edited(file),
      let saved = String(validating: bytes, as: UTF8.self)?.withoutLineEndAdded(to: draft.text),
      !saved.isIdentical(to: draft.text)
    else { return nil }
    var draft = draft
    draft.text = saved
    return draft
  }

  /// The content of the file that an external editor had open; nil if it isn't such a file: a draft
  /// can come with a dataset from somebody else, and must not name others of the user's files.
  private static func edited(_ path: String) -> [UInt8]? {
    let place = FilePath(path)
    var folder = stat()
    guard Draft.fileNames.contains(place.name),
      FilePath(place.folder).name.hasPrefix(Draft.folderStem + "-"),
      lstat(place.folder, &folder) == 0, folder.st_mode & S_IFMT == S_IFDIR,
      folder.st_uid == getuid(), folder.st_mode & 0o077 == 0
    else { return nil }
    return try? WholeFile.read(path, followsLink: false)
  }

  var bytes: [UInt8] {
    var members: [JSONValue.Member] = [
      .init("record", .integer(draft.record.value)), .init("kind", .text(draft.kind.rawValue)),
    ]
    if let pointer = draft.pointer { members.append(.init("pointer", .string(pointer.string))) }
    if let bookmark = draft.bookmark {
      members.append(.init("sha256", .text(bookmark.bytes.hex)))
      if let file = bookmark.file { members.append(.init("quick", .text(file.hex))) }
    }
    if draft.targetCount > 1 { members.append(.init("records", .integer(draft.targetCount))) }
    if let file { members.append(.init("file", .text(file))) }
    members.append(.init("text", .text(draft.text)))
    return JSONWriter.bytes(.object(members), .journal) + [0x0A]
  }
}

extension Draft {
  /// The names of the files that external editors get, and the beginning of their private folders'.
  public static let fileNames = ["record.json", "record.txt"]
  public static let folderStem = "winnow"
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
      var bytes = Bytes.nothing
      do { bytes = Bytes(try WholeFile.readIfThere(path, followsLink: false) ?? []) } catch {
        unread[path] = error
      }
      for line in bytes.lines().lazy.map(bytes.slice) {
        if let draft = DraftLine(line)?.saved, !found.contains(draft) { found.append(draft) }
      }
    }
    return (found, unread)
  }

  /// Keeps an unsaved text, in addition to those kept already, in the first folder that can be
  /// written.
  ///
  /// - Parameters:
  ///   - file: of the external editor that has the text open, which isn't the draft yet.
  ///   - previous: the earlier version, which the draft replaces.
  public func keep(
    _ draft: Draft, in file: String? = nil, replacing previous: Draft? = nil
  ) throws(StorageError) {
    let (kept, unread) = readDrafts()
    let others = file == nil ? kept.filter { $0 != draft && $0 != previous } : kept
    try write(others.map { DraftLine($0) } + [DraftLine(draft, in: file)], unread)
  }

  /// Deletes a draft that was saved or given up.
  public func drop(_ draft: Draft) throws(StorageError) {
    let (kept, unread) = readDrafts()
    try write(kept.filter { $0 != draft }.map { DraftLine($0) }, unread)
  }

  /// Deletes drafts of an external editor that has ended, and whose file is gone.
  public func dropEdited() throws(StorageError) {
    let (kept, unread) = readDrafts()
    try write(kept.map { DraftLine($0) }, unread)
  }

  /// Writes all drafts to the first folder that can be written.
  private func write(
    _ lines: [DraftLine], _ unread: [String: StorageError]
  ) throws(StorageError) {
    let free = draftPaths.filter { unread[$0] == nil }
    if lines.isEmpty { return free.forEach { unlink($0) } }
    var failure: StorageError?
    for (folder, path) in zip(folders, draftPaths) {
      if let error = unread[path] {
        failure = failure ?? error
        continue
      }
      do throws(StorageError) {
        try folder.create()
        try WholeFile.write(lines.flatMap(\.bytes), to: path, followsLink: false)
        for other in free where other != path { unlink(other) }
        return
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
  }
}
