import Curation
import Glibc
import JSONLines
import Storage
import TestSupport
import Testing

/// The curated dataset, byte for byte.
@Suite struct ExporterTests {
  /// What `apply` writes, and how many records.
  private func export(
    _ dataset: Dataset, _ set: WorkingSet, keep: KeepRule = KeepRule()
  ) throws -> ([UInt8], Int) {
    let folder = TemporaryFolder()
    let written = try Exporter(dataset, set, keep: keep).write(
      to: .file(folder.path("out"), replacing: false))
    #expect(Files.names(in: folder.path) == ["out"])
    return (try #require(folder.read("out")), written)
  }

  // MARK: - Real data

  @Test(
    .enabled(if: !Repository.sharedData.isEmpty, "../shared/data isn't there"),
    arguments: Repository.sharedData)
  func `with an empty journal the output is the input`(path: String) throws {
    let dataset = try Dataset(path: path)
    dataset.index()
    let (output, written) = try export(dataset, WorkingSet(dataset))
    #expect(Bytes(output) == dataset.bytes)
    #expect(written == dataset.recordCount && written > 0)
  }

  @Test(
    .enabled(if: !Repository.sharedData.isEmpty, "../shared/data isn't there"),
    arguments: Repository.sharedData)
  func `an edit changes the middle of its string alone, and its undo leaves no trace`(
    path: String
  ) throws {
    let dataset = try Dataset(path: path)
    dataset.index()
    var random = SeededRandom(seed: path.utf8.count)
    var writer = Journalist()
    var set = WorkingSet(dataset, ownJournal: writer.journal)
    for _ in 0..<3 {
      let number = RecordNumber(1 + random.below(dataset.recordCount))
      let bytes = dataset.bytes(of: number)
      let strings = RecordReading(bytes).parts.filter { $0.node.kind == .string }
      guard !strings.isEmpty else { continue }
      let part = random.pick(strings)
      let text = part.node.string(in: bytes)?.text ?? ""
      let middle = text.index(text.startIndex, offsetBy: text.count / 2)
      let new = text[..<middle] + "\u{1}中/" + text[middle...]
      let draft = try set.propose(
        .set(part.pointer, .text(String(new))), on: [number], actor: "alice")
      set.commit(writer.seal(try #require(draft)))

      let (output, _) = try export(dataset, set)
      let place = dataset.start(of: number) + part.node.range.lowerBound
      let tail = dataset.byteCount - (dataset.start(of: number) + part.node.range.upperBound)
      #expect(output.prefix(place).elementsEqual(dataset.bytes.prefix(place)))
      #expect(output.suffix(tail).elementsEqual(dataset.bytes.suffix(tail)))
      // The head and the tail of the string itself stay as they are spelled, too.
      let added = output.count - dataset.byteCount
      let common = zip(output, dataset.bytes).prefix { $0 == $1 }.count
      #expect(added > 0 && added < 40)
      #expect(
        output.suffix(dataset.byteCount - common)
          .elementsEqual(dataset.bytes.suffix(dataset.byteCount - common)))

      set.commit(writer.seal(try set.proposeUndo()))
      #expect(Bytes(try export(dataset, set).0) == dataset.bytes)
    }
  }

  // MARK: - Leaving out

  @Test(arguments: [
    "[1, 2 ,3,\n 4,5]\n", "[\n  1,\n  2,\n  3,\n  4,\n  5\n]\n", " [1,2,3,4,5,]", "[1,2,3,4,5",
    "\u{FEFF}[ 1\t,2,3,4,5 ] ",
  ]) func `any elements left out take the gap before them along`(text: String) throws {
    let fixture = Fixture(text, name: "d.json")
    let dataset = try fixture.dataset(.array)
    #expect(dataset.recordCount == 5)
    let ranges = (1...5).map { dataset.range(of: .init($0)) }
    let bytes = Array(text.utf8)
    for mask in 0..<32 {
      let kept = (0..<5).filter { mask >> $0 & 1 == 1 }
      // Before each kept record but the first the gap directly before it in the input.
      var expected = Array(bytes[..<ranges[0].lowerBound])
      for (index, place) in kept.enumerated() {
        if index > 0 { expected += bytes[ranges[place - 1].upperBound..<ranges[place].lowerBound] }
        expected += bytes[ranges[place]]
      }
      let rest = bytes[ranges[4].upperBound...]
      // A comma behind the last goes with what it followed.
      expected += kept.isEmpty && rest.first == UInt8(ascii: ",") ? rest.dropFirst() : rest
      let set = try removing((0..<5).filter { !kept.contains($0) }, from: dataset)
      let (output, written) = try export(dataset, set)
      #expect(String(decoding: output, as: UTF8.self) == String(decoding: expected, as: UTF8.self))
      #expect(written == kept.count)
    }
  }

  @Test(arguments: [
    "1\n2\n3\n4\n5\n", "1\n2\n3\n4\n5", "\n 1 \r\n2\r\n\n\t3\n4\n5\n\n", "\u{FEFF}1\n2\n3\n4\n5\n",
  ]) func `a line left out goes with its line end and blank lines stay`(text: String) throws {
    let fixture = Fixture(text)
    let dataset = try fixture.dataset(.jsonl)
    #expect(dataset.recordCount == 5)
    for mask in 0..<32 {
      let left = (0..<5).filter { mask >> $0 & 1 == 0 }
      let mark = text.hasPrefix("\u{FEFF}") ? "\u{FEFF}" : ""
      let lines = text.dropFirst(mark.count).utf8.split(
        separator: 0x0A, omittingEmptySubsequences: false)
      var record = 0
      var expected = Array(mark.utf8)
      for (index, line) in lines.enumerated() {
        let isRecord = line.contains { $0 > 0x20 }
        defer { if isRecord { record += 1 } }
        if isRecord, left.contains(record) { continue }
        expected += Array(line) + (index < lines.count - 1 ? [0x0A] : [])
      }
      let (output, _) = try export(dataset, try removing(left, from: dataset))
      #expect(output == expected, "left out \(left)")
    }
  }

  private func removing(_ places: [Int], from dataset: Dataset) throws -> WorkingSet {
    var writer = Journalist()
    var set = WorkingSet(dataset, ownJournal: writer.journal)
    let numbers = places.map { RecordNumber(position: $0) }
    if let draft = try set.propose(.remove(why: nil), on: numbers, actor: "alice") {
      set.commit(writer.seal(draft))
    }
    return set
  }

  @Test func `--keep accepted leaves out what nobody accepted`() throws {
    let fixture = Fixture("[1,2,3,4]", name: "d.json")
    let dataset = try fixture.dataset(.array)
    var writer = Journalist()
    var set = WorkingSet(dataset, ownJournal: writer.journal)
    let draft = try set.propose(.verdict(.accepted), on: [.init(2), .init(4)], actor: "alice")
    set.commit(writer.seal(try #require(draft)))
    #expect(try export(dataset, set, keep: KeepRule(.accepted)) == (Array("[2,4]".utf8), 2))
    #expect(try export(dataset, set, keep: KeepRule(.all)) == (Array("[1,2,3,4]".utf8), 4))
  }

  // MARK: - The file changes under us

  @Test func `a dataset that changed since it was opened isn't exported`() throws {
    let changes: [(String) -> Void] = [
      { Files.write((Files.read($0) ?? []) + Array("{}\n".utf8), $0) },
      { truncate($0, 5) }, { Files.remove($0) },
      { path in
        Files.write(Files.read(path) ?? [], path + ".new")
        rename(path + ".new", path)
      },
    ]
    for (index, change) in changes.enumerated() {
      let fixture = Fixture()
      let dataset = try fixture.dataset()
      change(fixture.path)
      let out = fixture.folder.path("out")
      #expect(throws: StorageError.datasetChanged(path: fixture.path), "change \(index)") {
        try Exporter(dataset, WorkingSet(dataset), keep: KeepRule(.all)).write(
          to: .file(out, replacing: false))
      }
      #expect(!Files.exists(out))
      #expect(!Files.names(in: fixture.folder.path).contains { $0.hasSuffix(".tmp") })
    }
  }

  @Test func `a file that has come to the output's place meanwhile is kept`() throws {
    let fixture = Fixture()
    let out = fixture.folder.path("out")
    var output = try TextOutput(out, replacing: false)
    try output.write(Array("ours".utf8))
    Files.write(Array("theirs".utf8), out)
    do {
      try output.finish()
      Issue.record("it was replaced")
    } catch {
      #expect(error == .outputExists(path: out))
    }
    #expect(Files.text(out) == "theirs")
    #expect(!Files.names(in: fixture.folder.path).contains { $0.hasSuffix(".tmp") })
  }

  @Test func `a file that is cut short while it is mapped reads as zeros and is noticed`() throws {
    let row = "{\"text\":\"\(String(repeating: "x", count: 1000))\"}\n"
    let fixture = Fixture(String(repeating: row, count: 100))
    let dataset = try Dataset(path: fixture.path, readingAhead: 4096)
    #expect(truncate(fixture.path, 8192) == 0)
    dataset.index()
    #expect(dataset.bytes[dataset.byteCount - 1] == 0)
    #expect(dataset.bytes.firstOffset(of: [0x78], from: 20_000) == nil)
    #expect(throws: StorageError.datasetChanged(path: fixture.path)) {
      try dataset.checkUnchanged()
    }
    #expect(throws: StorageError.self) {
      try Exporter(dataset, WorkingSet(dataset), keep: KeepRule(.all)).write(
        to: .file(fixture.folder.path("out"), replacing: false))
    }
    #expect(!Files.exists(fixture.folder.path("out")))
  }

  @Test func `what isn't a text file of records is refused`() throws {
    let fixture = Fixture()
    for (bytes, kind) in [
      (Array("ARROW1".utf8), .arrow), ([0xFF, 0xFE, 0x7B, 0], .utf16), ([0x50, 0x4B, 3, 4], .zip),
    ] as [([UInt8], ForeignFormat)] {
      let path = fixture.folder.write(bytes, "foreign")
      #expect(throws: StorageError.notText(path: path, kind: kind)) { try Dataset(path: path) }
    }
    #expect(throws: StorageError.notARegularFile(path: "/dev/null")) {
      try Dataset(path: "/dev/null")
    }
    let nothing = TemporaryFolder()
    #expect(throws: StorageError.splits(path: nothing.path, [])) {
      try Dataset(path: nothing.path)
    }
    let empty = fixture.folder.write("", "empty")
    let dataset = try Dataset(path: empty)
    #expect(dataset.recordCount == 0 && dataset.isComplete)
    #expect(try export(dataset, WorkingSet(dataset)) == ([], 0))
  }
}
