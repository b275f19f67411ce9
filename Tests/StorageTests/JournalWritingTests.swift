import Curation
import Glibc
import JSONLines
import Storage
import TestSupport
import Testing

/// One writer, whole lines, and what happens when the disk refuses.
@Suite struct JournalWritingTests {
  @Test func `looking creates nothing, the first entry everything, readable by its owner alone`()
    throws
  {
    let fixture = Fixture()
    let session = try fixture.session()
    #expect(session.entries.isEmpty && session.ownJournal == nil)
    #expect(Files.names(in: fixture.folder.path) == ["d.jsonl"])
    _ = try session.append(Fixture.entry(0))
    let name = try #require(session.ownJournal).prefix(8)
    #expect(
      Files.names(in: fixture.path + ".winnow") == [
        ".gitattributes", ".gitignore", "alice-\(name).head", "alice-\(name).jsonl",
        "alice-\(name).lock",
        "alice.lock",
      ])
    var status = stat()
    #expect(stat(fixture.path + ".winnow", &status) == 0 && status.st_mode & 0o777 == 0o700)
    #expect(stat(fixture.journal, &status) == 0 && status.st_mode & 0o777 == 0o600)
  }

  @Test func `a second writer is refused and told who writes; readers and other actors are not`()
    throws
  {
    let fixture = Fixture()
    let first = try fixture.session()
    _ = try first.append(Fixture.entry(0))
    do {
      _ = try fixture.session()
      Issue.record("a second writer was let in")
    } catch JournalError.locked(let path, let holder) {
      #expect(path == fixture.journal)
      #expect(holder?.process == getpid() && holder?.host == "host")
    }
    #expect(try fixture.session(isReadOnly: true).entries.count == 2)
    let bob = try fixture.session("bob")
    _ = try bob.append(Fixture.entry(1))
    _ = try first.append(Fixture.entry(2))
  }

  @Test func `two who begin at once: one writes, the other is refused`() throws {
    let fixture = Fixture()
    let first = try fixture.session()
    let second = try fixture.session()
    _ = try first.append(Fixture.entry(0))
    #expect(throws: JournalError.self) { try second.append(Fixture.entry(1)) }
    #expect(try JournalText(readingFile: fixture.journal).ids.count == 2)
  }

  @Test func `a journal that somebody else wrote into isn't written any more`() throws {
    let fixture = Fixture()
    let session = try fixture.session()
    _ = try session.append(Fixture.entry(0))
    let before = try #require(Files.read(fixture.journal))
    Files.write(before + Array("x".utf8), fixture.journal)
    #expect(
      throws: JournalError.grown(
        path: fixture.journal, expected: before.count, found: before.count + 1)
    ) { try session.append(Fixture.entry(1)) }
    #expect(Files.read(fixture.journal) == before + Array("x".utf8))
  }

  @Test func `nothing is written to a journal that was replaced or removed`() throws {
    let fixture = Fixture()
    let session = try fixture.session()
    _ = try session.append(Fixture.entry(0))
    let journal = fixture.journal
    let before = try #require(Files.read(journal))
    Files.remove(journal)
    #expect(throws: JournalError.replaced(path: journal)) { try session.append(Fixture.entry(1)) }
    #expect(session.isReplaced && !session.isClosed)
    Files.write(before, journal)
    #expect(throws: JournalError.replaced(path: journal)) { try session.append(Fixture.entry(1)) }
    #expect(Files.read(journal) == before)
  }

  @Test func `of two copies of a journal the longer counts, once, and forks are refused`() throws {
    let fixture = Fixture()
    _ = try fixture.session().append(Fixture.entry(0))
    let (alice, head) = (fixture.journal, fixture.head)
    let short = try #require(Files.read(alice))
    _ = try fixture.session().append(Fixture.entry(1))
    let long = try #require(Files.read(alice))
    let copy = fixture.path + ".winnow/a-copy.jsonl"
    for bytes in [short, long] {
      Files.write(bytes, copy)
      #expect(try fixture.session(isReadOnly: true).entries.count == 3)
      #expect(try fixture.session().ownPath == alice)
    }
    _ = try fixture.session("bob").append(Fixture.entry(0))
    let bob = try #require(
      Files.names(in: fixture.path + ".winnow").first { $0.hasPrefix("bob") && $0.hasSuffix("l") })
    // A merged file that ends with bob's journal isn't the one that bob writes.
    let bobs = try #require(Files.read("\(fixture.path).winnow/\(bob)"))
    Files.write(short + bobs, copy)
    let session = try fixture.session("bob")
    #expect(session.ownPath?.hasSuffix(bob) == true && session.entries.count == 5)
    // Both go on from the short one.
    Files.remove(head)
    Files.write(short, alice)
    Files.remove(copy)
    _ = try fixture.session().append(Fixture.entry(4))
    Files.write(long, copy)
    #expect(throws: JournalError.self) { try fixture.session(isReadOnly: true) }
  }

  @Test func `a session goes on where the last one of its actor ended, and sees the others`() throws
  {
    let fixture = Fixture()
    _ = try fixture.session().append(Fixture.entry(0))
    let bob = try fixture.session("bob").append(Fixture.entry(1))
    let again = try fixture.session()
    let third = try again.append(Fixture.entry(2))
    #expect(third.entry.stamp?.sequence == 2)
    #expect(third.entry.sees == [bob.journal: 1])
    let lamports = [bob, third].compactMap(\.entry.stamp?.lamport)
    #expect(lamports[0] < lamports[1])
    #expect(try again.append(Fixture.entry(3)).entry.sees == [:], "said once")
  }

  @Test func `an actor's name can't leave the folder`() throws {
    for actor in [
      "../../evil", "a/b", ".hidden", "", "名前", String(repeating: "x", count: 300), "a\n", "-rf",
      String(repeating: "名", count: 300), "\u{202E}a", "..",
    ] {
      let fixture = Fixture()
      _ = try fixture.session(actor).append(Fixture.entry(0))
      #expect(Files.names(in: fixture.folder.path) == ["d.jsonl", "d.jsonl.winnow"])
      let name = try #require(
        Files.names(in: fixture.path + ".winnow").first { $0.hasSuffix(".jsonl") })
      #expect(!name.hasPrefix(".") && !name.hasPrefix("-") && name.utf8.count <= 255 - 16)
      #expect(
        name.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || $0.isASCII && $0 > " " })
      #expect(!name.contains("/"))
    }
  }

  /// A small file system of its own, or nil where mounting isn't allowed.
  private static func mount(kib: Int) -> TemporaryFolder? {
    let folder = TemporaryFolder()
    let result = ChildProcess.run(
      ["/bin/mount", "-t", "tmpfs", "-o", "size=\(kib)k", "tmpfs", folder.path])
    return result.status == 0 ? folder : nil
  }

  private static let canMount: Bool = {
    guard let disk = mount(kib: 4) else { return false }
    return unmount(disk)
  }()

  private static func unmount(_ disk: TemporaryFolder) -> Bool {
    ChildProcess.run(["/bin/umount", "-l", disk.path]).status == 0
  }

  @Test(.enabled(if: canMount, "mounting a tmpfs isn't allowed here"), arguments: [32, 44, 68])
  func `a full disk loses nothing that was acknowledged, and writing goes on once there is room`(
    kib: Int
  ) throws {
    let disk = try #require(Self.mount(kib: kib))
    defer { _ = Self.unmount(disk) }
    let text = "{\"text\":\"a\"}\n{\"text\":\"b\"}\n"
    let path = disk.write(text, "d.jsonl")
    let dataset = try Dataset(path: path)
    dataset.index()
    let options = JournalSession.Options(
      actor: "alice", host: "h", tool: "t", isReadOnly: false)
    let session = try JournalSession(dataset, options) { "t" }
    var acknowledged: [ContentHash?] = []
    acknowledged.append(try session.append(Fixture.entry(0)).entry.id)
    // Six small files take a page each; the rest of the disk but for a page of entries.
    disk.write([UInt8](repeating: 1, count: (kib - 28) * 1024), "ballast")
    var failures = 0
    for index in 1..<500 where failures == 0 {
      do { acknowledged.append(try session.append(Fixture.entry(index)).entry.id) } catch {
        failures += 1
      }
    }
    #expect(failures == 1, "the disk was to fill up")
    let journal = try #require(session.ownPath)
    let full = try JournalText(readingFile: journal)
    #expect(full.tornRange == nil)
    #expect(full.ids.dropFirst() == acknowledged[...])
    #expect(disk.read("d.jsonl") == Array(text.utf8))

    Files.remove(disk.path("ballast"))
    for index in 500..<503 {
      acknowledged.append(try session.append(Fixture.entry(index)).entry.id)
    }
    let after = try JournalText(readingFile: journal)
    #expect(after.ids.dropFirst() == acknowledged[...])
  }

  @Test func `a limit in the middle of a line loses nothing that was acknowledged`() throws {
    let winnow = Winnow()
    winnow.folder.write("{\"text\":\"a\"}\n", "d.jsonl")
    #expect(winnow("edit", "d.jsonl", "1", "--set", "/text=0").status == 0)
    let journal = try #require(winnow.journals(of: "d.jsonl").first)
    for (step, room) in [0, 1, 100, 300, 2000].enumerated() {
      let before = try JournalText(readingFile: journal).ids
      let size = try #require(Files.read(journal)).count
      let result = ChildProcess.run(
        ["/usr/bin/prlimit", "--fsize=\(size + room)", Winnow.path]
          + ["edit", "d.jsonl", "1", "--set", "/text=\(step + 1)"],
        environment: winnow.environment, folder: winnow.folder.path)
      #expect((result.status == 0) == (room == 2000), "\(result.errors)")
      #expect(winnow("log", "d.jsonl").status == 0)
      let after = try JournalText(readingFile: journal)
      #expect(after.ids.starts(with: before))
      #expect(after.ids.count == before.count + (result.status == 0 ? 1 : 0))
    }
    #expect(winnow("edit", "d.jsonl", "1", "--set", "/text=end").status == 0)
    #expect(winnow("apply", "d.jsonl").text == "{\"text\":\"end\"}\n")
  }

  @Test func `a long entry is split between its changes, and counts only as a whole`() throws {
    let fixture = Fixture()
    var options = JournalSession.Options(
      actor: "alice", host: "host", tool: "winnow test", isReadOnly: false)
    options.lineLimit = 150
    let writer = try JournalSession(try fixture.dataset(), options) { "2026-11-23T13:40:00.123Z" }
    let changes = (0..<7).flatMap { Fixture.entry($0).changes }
    let written = try writer.append(Entry(.note, changes: changes, command: "note"))
    #expect(written.entry.changes == changes)
    let text = try JournalText(readingFile: fixture.journal)
    let parts = text.journals[0].entries.dropFirst()
    #expect(parts.count > 2)
    #expect(parts.map(\.part?.part) == Array(1...parts.count))
    #expect(parts.last?.id == written.entry.id)
    let read = text.journals.flatMap { $0.logged(actor: "") }.filter { $0.entry.kind == .note }
    #expect(read.map(\.entry.changes) == [changes])

    // Without its last part the transaction doesn't exist.
    let bytes = try #require(Files.read(fixture.journal))
    let end = try #require(bytes.dropLast().lastIndex(of: 0x0A))
    Files.write(Array(bytes[...end]), fixture.journal)
    Files.remove(fixture.head)
    let cut = try JournalText(readingFile: fixture.journal).journals
      .flatMap { $0.logged(actor: "") }
    #expect(!cut.contains { $0.entry.kind == .note })
  }
}
