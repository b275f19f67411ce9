import Curation
import JSONLines
import Storage
import TestSupport
import Testing

/// A journal that was cut off, flipped, shuffled: nothing acknowledged is lost, nothing that wasn't
/// written is taken for an entry.
@Suite struct JournalFaultTests {
  private static func whole() throws -> (bytes: [UInt8], ids: [ContentHash?], ends: [Int]) {
    let bytes = try Fixture().journalBytes(entries: 5)
    let text = try JournalText(Bytes(bytes), path: "j")
    return (bytes, text.ids, bytes.indices.filter { bytes[$0] == 0x0A }.map { $0 + 1 })
  }

  @Test func `cut at every byte, every whole line is read and the rest is torn`() throws {
    let (bytes, ids, ends) = try Self.whole()
    for count in 0...bytes.count {
      let text = try JournalText(Bytes(Array(bytes.prefix(count))), path: "j")
      // A line that lacks but its LF is whole.
      let lines = ends.filter { $0 <= count + 1 }.count
      #expect(text.ids == Array(ids.prefix(lines)), "cut at \(count)")
      let isWhole = count == 0 || ends.contains(count) || ends.contains(count + 1)
      #expect((text.tornRange == nil) == isWhole, "cut at \(count)")
      #expect(text.lacksFinalNewline == (ends.contains(count + 1)), "cut at \(count)")
      guard let torn = text.tornRange else { continue }
      #expect(torn == (lines == 0 ? 0 : ends[lines - 1])..<count)
    }
  }

  @Test func `zeros, junk, empty lines and a forged line after a cut add no entry`() throws {
    let (bytes, ids, ends) = try Self.whole()
    let forged = Array(#"{"v":1,"seq":3,"op":"note","changes":[],"id":"00"}"#.utf8) + [0x0A]
    let tails: [[UInt8]] = [
      [UInt8](repeating: 0, count: 300), [0xFF, 0x0A, 0x7B], [0x0A, 0x0A], forged,
    ]
    for count in stride(from: ends[0], through: bytes.count, by: 11) {
      for tail in tails {
        let cut = Array(bytes.prefix(count)) + tail
        let lines = ends.filter { $0 <= count + 1 }.count
        guard let text = JournalText.reading(cut) else {
          // Refusing is safe. It must not happen where a write was merely cut off.
          #expect(tail != tails[0], "zeros at \(count)")
          continue
        }
        #expect(text.ids.count <= lines && text.ids == Array(ids.prefix(text.ids.count)))
        // The LF of the tail may end a line that lacked it.
        #expect(text.ids.count >= ends.filter { $0 <= count }.count, "lost at \(count)")
      }
    }
  }

  @Test func `one bit flipped at any byte is noticed, and below the head it is damage`() throws {
    let (bytes, ids, ends) = try Self.whole()
    var random = SeededRandom(seed: 7)
    for place in bytes.indices {
      var flipped = bytes
      flipped[place] ^= 1 << UInt8(random.below(8))
      #expect(JournalText.reading(flipped, vouched: bytes.count) == nil, "head, byte \(place)")
      guard let text = JournalText.reading(flipped) else { continue }
      let isLastNewline = place == bytes.count - 1
      #expect(text.tornRange != nil || isLastNewline, "byte \(place)")
      #expect(text.ids == Array(ids.prefix(text.ids.count)), "byte \(place)")
      // Without a head only the last line can be torn, or the two that a lost LF makes one.
      #expect(place >= ends[ends.count - 2] - 1, "byte \(place)")
    }
  }

  @Test func `a last line that is whole, but was changed, is damage and isn't taken for torn`()
    throws
  {
    let (bytes, _, ends) = try Self.whole()
    var changed = bytes
    let start = ends[ends.count - 2]
    let time = try #require(Bytes(Array(bytes[start...])).firstOffset(of: Array("Z\",\"lc\"".utf8)))
    changed[start + time - 1] ^= 1  // the last digit of the milliseconds
    #expect(JournalText.reading(changed) == nil)
    changed.removeLast()
    #expect(JournalText.reading(changed)?.tornRange != nil, "without its line end it may be torn")
  }

  @Test func `lines left out, written twice or swapped are damage`() throws {
    let (bytes, _, ends) = try Self.whole()
    let lines = zip([0] + ends, ends).map { Array(bytes[$0..<$1]) }
    func isSound(_ lines: [[UInt8]]) -> Bool {
      let joined = Array(lines.joined())
      return JournalText.reading(joined).map { $0.tornRange == nil } ?? false
    }
    #expect(isSound(lines))
    for index in lines.indices {
      var without = lines
      without.remove(at: index)
      // The last line's loss leaves a sound journal; the head alone tells.
      #expect(isSound(without) == (index == lines.count - 1), "without line \(index + 1)")
      #expect(JournalText.reading(Array(without.joined()), vouched: bytes.count) == nil)
      if index > 0 {
        var twice = lines
        twice.insert(lines[index], at: index)
        #expect(!isSound(twice), "line \(index + 1) twice")
        var swapped = lines
        swapped.swapAt(index, index - 1)
        #expect(!isSound(swapped), "lines \(index) and \(index + 1) swapped")
      }
    }
    #expect(isSound(lines + lines), "journals may follow each other")
  }

  @Test func `an id that is there must be right, in a hand-written journal as well`() {
    let line = #"{"op":"verdict","changes":[{"record":1,"now":"accepted"}]}"#
    let zeros = String(repeating: "0", count: 64)
    #expect(JournalText.reading(Array((line + "\n" + line).utf8))?.isSealed == false)
    for forged in [
      #"{"op":"verdict","changes":[],"id":"\#(zeros)"}"#,
      #"{"id":"\#(zeros)","op":"verdict","changes":[]}"#,
    ] {
      #expect(JournalText.reading(Array("\(forged)\n\(line)\n".utf8)) == nil)
      #expect(JournalText.reading(Array("\(line)\n\(forged)\n".utf8)) == nil)
    }
  }

  // MARK: - On the disk

  @Test(arguments: [true, false])
  func `a torn tail is set aside in a file, and an entry says so`(hasHead: Bool) throws {
    let bytes = try Fixture().journalBytes(entries: 3)
    let ends = bytes.indices.filter { bytes[$0] == 0x0A }.map { $0 + 1 }
    for extra in [1, 40, 200] {
      let fixture = Fixture()
      _ = try fixture.journalBytes(entries: 2)
      let own = try #require(Files.read(fixture.journal))
      let torn = Array(bytes[ends[2]..<ends[2] + extra])
      if !hasHead { Files.remove(fixture.head) }
      Files.write(own + torn, fixture.journal)
      let looked = try fixture.session(isReadOnly: true)
      #expect(looked.entries.count == 3)
      #expect(Files.read(fixture.journal) == own + torn, "looking mends nothing")

      let session = try fixture.session()
      #expect(session.entries.count == 3)
      let aside = Files.names(in: fixture.path + ".winnow").filter { $0.contains(".torn-") }
      #expect(aside.count == 1 && aside[0].hasSuffix("torn-\(own.count)"))
      #expect(Files.read("\(fixture.path).winnow/\(aside[0])") == torn)
      #expect(
        session.notices.contains { if case .recovered = $0 { true } else { false } })
      let text = try JournalText(readingFile: fixture.journal)
      #expect(text.tornRange == nil)
      #expect(text.journals[0].entries.map(\.kind) == [.open, .note, .note, .recovered])
      _ = try session.append(Fixture.entry(9))
      #expect(try JournalText(readingFile: fixture.journal).ids.count == 5)
    }
  }

  @Test func `below its head a journal that is cut or changed is damage, and isn't written`() throws
  {
    for keep in [0.2, 0.6, 0.99] {
      let fixture = Fixture()
      let bytes = try fixture.journalBytes(entries: 3)
      let cut = Array(bytes.prefix(Int(Double(bytes.count) * keep)))
      Files.write(cut, fixture.journal)
      #expect(throws: JournalError.self) { try fixture.session() }
      #expect(throws: JournalError.self) { try fixture.session(isReadOnly: true) }
      #expect(Files.read(fixture.journal) == cut)
      // Without the head, or with another file's, the rest is read as far as it is whole.
      Files.remove(fixture.head)
      #expect(try fixture.session().entries.count < 4)
    }
  }

  @Test func `a head that is torn or of another file is passed over`() throws {
    let fixture = Fixture()
    let bytes = try fixture.journalBytes(entries: 3)
    let head = try #require(Files.read(fixture.head))
    Files.write(Array(head.prefix(50)), fixture.head)
    Files.write(Array(bytes.prefix(bytes.count - 20)), fixture.journal)
    #expect(try fixture.session(isReadOnly: true).entries.count == 3)
    Files.write(head, fixture.head)
    #expect(throws: JournalError.self) { try fixture.session(isReadOnly: true) }
    // A copy has another inode.
    let copy = fixture.journal + ".copy"
    Files.write(Array(bytes.prefix(bytes.count - 20)), copy)
    Files.remove(fixture.journal)
    #expect(ChildProcess.run(["/bin/mv", copy, String(copy.dropLast(5))]).status == 0)
    #expect(try fixture.session(isReadOnly: true).entries.count == 3)
  }

  @Test func `a last line without its LF gets it`() throws {
    let fixture = Fixture()
    let bytes = try fixture.journalBytes(entries: 2)
    Files.remove(fixture.head)
    Files.write(Array(bytes.dropLast()), fixture.journal)
    let session = try fixture.session()
    #expect(session.entries.count == 3)
    _ = try session.append(Fixture.entry(2))
    let text = try JournalText(readingFile: fixture.journal)
    #expect(text.ids.count == 4)
    #expect(Files.read(fixture.journal)?.starts(with: bytes) == true)
  }

  @Test(arguments: [0, 1, 100])
  func `a journal that is torn inside its first line is begun anew`(count: Int) throws {
    let fixture = Fixture()
    let bytes = try fixture.journalBytes(entries: 1)
    let path = fixture.journal
    Files.remove(fixture.head)
    Files.write(Array(bytes.prefix(count)), path)
    let session = try fixture.session()
    #expect(session.entries.isEmpty)
    _ = try session.append(Fixture.entry(0))
    #expect(fixture.journal == path, "the same file, by its UUID")
    #expect(try JournalText(readingFile: path).ids.count == 2)
  }
}
