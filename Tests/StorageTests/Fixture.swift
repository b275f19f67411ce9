import Curation
import Glibc
import JSONLines
import Storage
import TestSupport
import Testing

/// A dataset with a journal of its own, for one test.
struct Fixture {
  let folder = TemporaryFolder()
  let path: String

  init(_ text: String = "{\"text\":\"a\"}\n{\"text\":\"b\"}\n", name: String = "d.jsonl") {
    path = folder.write(text, name)
  }

  func dataset(_ container: Container? = nil) throws -> Dataset {
    let dataset = try Dataset(path: path, as: container)
    dataset.index()
    return dataset
  }

  /// A session with a clock that stands.
  func session(_ actor: String = "alice", isReadOnly: Bool = false) throws -> JournalSession {
    let options = JournalSession.Options(
      actor: actor, host: "host", tool: "winnow test", isReadOnly: isReadOnly)
    return try JournalSession(try dataset(), options) { "2026-11-23T13:40:00.123Z" }
  }

  /// The one journal beside the dataset.
  var journal: String {
    let names = Files.names(in: path + ".winnow").filter { $0.hasSuffix(".jsonl") }
    return "\(path).winnow/\(names.first ?? "none.jsonl")"
  }

  var head: String { journal.dropLast(6) + ".head" }

  /// Bytes of a journal with an opening and `count` entries.
  func journalBytes(entries count: Int) throws -> [UInt8] {
    let session = try session()
    for index in 0..<count { _ = try session.append(Self.entry(index)) }
    return try #require(Files.read(journal))
  }

  static func entry(_ index: Int) -> Entry {
    Entry(
      .note,
      changes: [
        Change(
          record: .init(1 + index % 2), base: nil,
          .mark(.note(nil), was: nil, now: .note(nil, "note \(index) \u{202E}中")))
      ], command: "note")
  }

  /// The working set with the session's entries laid over the dataset.
  func workingSet(_ session: JournalSession, _ dataset: Dataset) -> WorkingSet {
    var set = WorkingSet(dataset, ownJournal: session.ownJournal)
    set.load(session.entries)
    return set
  }
}

extension JournalText {
  /// Ids of all entries, in order.
  var ids: [ContentHash?] { journals.flatMap { $0.entries.map(\.id) } }

  /// What reading gives: the text, or nil where damage is found.
  static func reading(_ bytes: [UInt8], vouched: Int = 0) -> JournalText? {
    try? JournalText(Bytes(bytes), path: "j", vouchedByteCount: vouched)
  }
}
