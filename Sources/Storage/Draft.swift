public import Curation
import Glibc
public import JSONLines

/// Text that was being typed when the program had to end, kept beside the journal and offered again.
public struct Draft: Hashable, Sendable {
  public var record: RecordNumber
  /// What the text is, in the word of whoever keeps it.
  public var kind: String
  /// Nil is the whole record's raw text.
  public var pointer: JSONPointer?
  public var text: String

  public init(record: RecordNumber, kind: String, pointer: JSONPointer?, text: String) {
    self.record = record
    self.kind = kind
    self.pointer = pointer
    self.text = text
  }

  fileprivate init?(_ bytes: [UInt8]) {
    guard let value = try? JSONValue.parse(Bytes(bytes)),  // a torn draft can't be offered
      let number = value["record"]?.integer, let text = value["text"]?.string
    else { return nil }
    record = RecordNumber(number)
    kind = value["kind"]?.string?.text ?? "value"
    pointer = value["pointer"]?.string.flatMap { JSONPointer($0) }
    self.text = text.text
  }

  fileprivate var bytes: [UInt8] {
    var members: [JSONValue.Member] = [
      .init("record", .integer(record.value)), .init("kind", .text(kind)),
    ]
    if let pointer { members.append(.init("pointer", .string(pointer.string))) }
    members.append(.init("text", .text(text)))
    return JSONWriter.bytes(.object(members), .journal) + [0x0A]
  }
}

extension JournalSession {
  /// Beside the journals, by the actor: there may be no journal yet.
  private var draftPaths: [String] { folders.map { "\($0.path)/\(options.actor).draft" } }

  /// The draft that an earlier session left; nil where there is none.
  public var draft: Draft? {
    for path in draftPaths {  // none, or not readable: no offer
      if let draft = (try? WholeFile.read(path)).flatMap({ Draft($0) }) { return draft }
    }
    return nil
  }

  /// Keeps a text that isn't saved, in the first folder that takes it.
  public func keep(_ draft: Draft) throws(StorageError) {
    var failure: StorageError?
    for (folder, path) in zip(folders, draftPaths) {
      do throws(StorageError) {
        try folder.create()
        return try WholeFile.write(draft.bytes, to: path)
      } catch { failure = failure ?? error }
    }
    if let failure { throw failure }
  }

  /// Forgets the draft: it was saved, or given up.
  public func dropDraft() { for path in draftPaths { unlink(path) } }
}
