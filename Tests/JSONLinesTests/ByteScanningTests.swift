import CBytes
import TestSupport
import Testing

/// Functions that take 32 bytes at a time, built for AVX2 and for other processors, against those
/// that take one.
@Suite struct ByteScanningTests {
  /// Bytes around every boundary that `plain_run` tells apart.
  private static let edges: [UInt8] = [
    0x00, 0x1F, 0x20, 0x21, 0x22, 0x23, 0x5B, 0x5C, 0x5D, 0x7E, 0x7F, 0x80, 0x9F, 0xA0, 0xFE, 0xFF,
  ]

  @Test func `the plain run of every byte at every place of short buffers is the portable one`() {
    for count in [0, 1, 31, 32, 33, 63, 64, 70] {
      for place in 0..<max(count, 1) {
        for byte in UInt8.min...UInt8.max {
          var bytes = [UInt8](repeating: 0x61, count: count)
          if place < count { bytes[place] = byte }
          let fast = winnow_plain_run(bytes, count)
          let slow = winnow_plain_run_portable(bytes, count)
          guard fast == slow, winnow_plain_run_lanes(bytes, count) == slow else {
            Issue.record("byte \(byte) at \(place) of \(count): \(fast)")
            return
          }
        }
      }
    }
  }

  @Test func `the plain run says what the comment says`() {
    for byte in UInt8.min...UInt8.max {
      let ends = byte == 0x22 || byte == 0x5C || byte < 0x20 || byte >= 0x80
      let bytes: [UInt8] = [0x61, byte, 0x61]
      #expect(winnow_plain_run(bytes, 3) == (ends ? 1 : 3), "byte \(byte)")
      #expect(winnow_quote_run(bytes, 3) == (byte == 0x22 || byte == 0x5C ? 1 : 3), "byte \(byte)")
    }
  }

  @Test(arguments: 0..<20) func `any alignment and length gives the portable run`(seed: Int) {
    var random = SeededRandom(seed: seed)
    let bytes = (0..<300).map { _ in
      random.oneIn(20) ? random.pick(Self.edges) : UInt8.random(in: 0x30...0x5B, using: &random)
    }
    bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for start in 0..<64 {
        for count in stride(from: 0, to: bytes.count - start, by: 7) {
          let plain = winnow_plain_run_portable(base + start, count)
          #expect(winnow_plain_run(base + start, count) == plain, "\(start) \(count)")
          #expect(winnow_plain_run_lanes(base + start, count) == plain, "\(start) \(count)")
          let quote = winnow_quote_run_portable(base + start, count)
          #expect(winnow_quote_run(base + start, count) == quote, "\(start) \(count)")
          #expect(winnow_quote_run_lanes(base + start, count) == quote, "\(start) \(count)")
        }
      }
    }
  }

  @Test(arguments: 0..<60)
  func `a run of three-byte characters ends where the portable twin's does`(
    seed: Int
  ) {
    var random = SeededRandom(seed: seed)
    var bytes: [UInt8] = []
    for _ in 0..<1 + random.below(60) {
      let stray = random.pick(["\u{7FF}", "\u{800}", "\u{D7FF}", "a", "\u{1F600}"])
      bytes += Array(
        (random.oneIn(1 + seed) ? stray : random.pick(["中", "。", "，", "\u{FFFD}"])).utf8)
      if random.oneIn(50) { bytes.removeLast() }
    }
    bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for start in 0..<min(bytes.count, 40) {
        for count in [bytes.count - start, (bytes.count - start) / 2, 2] {
          let run = winnow_wide_run_portable(base + start, count)
          #expect(winnow_wide_run(base + start, count) == run)
          #expect(winnow_wide_run_lanes(base + start, count) == run)
        }
      }
    }
  }

  @Test(arguments: 0..<20) func `the mask of 64 bytes is the portable one`(seed: Int) {
    var random = SeededRandom(seed: seed)
    let wanted = random.pick(Self.edges + [0x0A])
    let bytes = (0..<200).map { _ in random.oneIn(3) ? wanted : random.pick(Self.edges) }
    bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for start in 0...136 {
        let mask = winnow_mask64(base + start, wanted)
        #expect(mask == winnow_mask64_portable(base + start, wanted), "start \(start)")
        #expect(mask == winnow_mask64_lanes(base + start, wanted), "start \(start)")
        for bit in 0..<64 { #expect((mask >> bit & 1 == 1) == (base[start + bit] == wanted)) }
      }
    }
  }

  @Test(arguments: 0..<20) func `counts of any alignment and length are the portable ones`(
    seed: Int
  ) {
    var random = SeededRandom(seed: seed)
    // Long enough for the bytes that sums are kept in to be full.
    let isLong = seed % 4 == 0
    let bytes = (0..<(isLong ? 9000 : 300)).map { _ in
      random.oneIn(3) ? random.pick(Self.edges) : UInt8.random(in: 0...255, using: &random)
    }
    bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for start in isLong ? 0..<3 : 0..<40 {
        for count in stride(from: 0, through: bytes.count - start, by: isLong ? 1493 : 7) {
          let p = base + start
          let scalars = winnow_count_scalars_portable(p, count)
          #expect(winnow_count_scalars(p, count) == scalars)
          #expect(winnow_count_scalars_lanes(p, count) == scalars)
          let run = winnow_ascii_run_portable(p, count)
          #expect(winnow_ascii_run(p, count) == run && winnow_ascii_run_lanes(p, count) == run)
          var slow = winnow_survey()
          winnow_survey_portable(p, count, &slow)
          for survey in [winnow_survey, winnow_survey_lanes] {
            var fast = winnow_survey()
            survey(p, count, &fast)
            #expect(
              fast.scalars == slow.scalars && fast.letters == slow.letters
                && fast.digits == slow.digits && fast.graphics == slow.graphics
                && fast.controls == slow.controls && fast.highest == slow.highest
                && fast.lines == slow.lines && fast.marks == slow.marks,
              "\(start) \(count)")
          }
        }
      }
    }
  }

  @Test func `a survey says of every byte what the comment says`() {
    for byte in UInt8.min...UInt8.max {
      var survey = winnow_survey()
      winnow_survey([byte], 1, &survey)
      let scalar = Unicode.Scalar(byte)
      let isLetter = scalar.isASCII && scalar.properties.isAlphabetic
      #expect(survey.letters == (isLetter ? 1 : 0), "byte \(byte)")
      #expect(survey.digits == ((0x30...0x39).contains(byte) ? 1 : 0), "byte \(byte)")
      #expect(survey.graphics == ((0x21...0x7E).contains(byte) ? 1 : 0), "byte \(byte)")
      let isControl = byte < 0x20 && ![0x09, 0x0A, 0x0D].contains(byte) || byte == 0x7F
      #expect(survey.controls == (isControl ? 1 : 0), "byte \(byte)")
      #expect(survey.lines == (byte == 0x0A ? 1 : 0), "byte \(byte)")
      let marks = Array("`\\@!*".utf8).firstIndex(of: byte).map { UInt8(1) << $0 } ?? 0
      #expect(survey.marks == marks, "byte \(byte)")
      #expect(survey.scalars == ((0x80...0xBF).contains(byte) ? 0 : 1) && survey.highest == byte)
    }
  }

  @Test(arguments: 0..<20) func `finding in long bytes is the portable one`(seed: Int) {
    var random = SeededRandom(seed: seed)
    // Few different bytes: first and last of the needle are right again and again.
    let bytes = (0..<2000).map { _ in UInt8(random.oneIn(40) ? 1 : 0) }
    for length in [1, 2, 3, 16, 40] {
      let start = random.below(bytes.count - length)
      let needle = Array(bytes[start..<start + length])
      let place = winnow_find_portable(bytes, bytes.count, needle, length)
      #expect(winnow_find(bytes, bytes.count, needle, length) == place)
      #expect(winnow_find_lanes(bytes, bytes.count, needle, length) == place)
      let absent = needle + [2]
      #expect(winnow_find(bytes, bytes.count, absent, absent.count) == -1)
    }
  }

  @Test(arguments: 0..<40) func `a copy a little later is the portable one`(seed: Int) {
    var random = SeededRandom(seed: seed)
    // A stretch that comes again and again somewhere among bytes of which few are different.
    var bytes = (0..<1 + random.below(700)).map { _ in UInt8(random.below(seed % 2 == 0 ? 2 : 200))
    }
    let stretch = (0..<1 + random.below(120)).map { _ in UInt8(random.below(200)) }
    let times = random.below(5)
    bytes.insert(
      contentsOf: [[UInt8]](repeating: stretch, count: times).joined(),
      at: random.below(bytes.count + 1))
    for (step, low, high) in [(44, 20, 56), (155, 57, 200), (1, 1, 3), (7, 16, 16)] {
      var (one, other) = (0, 0)
      let slow = winnow_next_copy_portable(bytes, bytes.count, 0, step, low, high, &other)
      for search in [winnow_next_copy, winnow_next_copy_lanes] {
        let fast = search(bytes, bytes.count, 0, step, low, high, &one)
        #expect(fast == slow && one == other, "every \(step), \(low) to \(high)")
      }
    }
  }

  @Test(arguments: 0..<40) func `digits near each other are counted as the portable twin does`(
    seed: Int
  ) {
    var random = SeededRandom(seed: seed)
    let bytes = (0..<random.below(200)).map { _ in
      random.oneIn(2 + seed % 7) ? UInt8(0x30 + random.below(10)) : random.pick(Self.edges)
    }
    for gap in 0...3 {
      let most = winnow_digit_cluster_portable(bytes, bytes.count, gap)
      #expect(winnow_digit_cluster(bytes, bytes.count, gap) == most)
      #expect(winnow_digit_cluster_lanes(bytes, bytes.count, gap) == most)
    }
  }

  @Test func `digits are near each other as the comment says`() {
    for (text, most) in [
      ("", 0), ("a", 0), ("1", 1), ("1 - 2", 1), ("1--2", 2), ("12 34 56---7", 6),
    ] {
      let bytes = Array(text.utf8)
      #expect(winnow_digit_cluster(bytes, bytes.count, 2) == most, "\(text)")
    }
  }

  @Test func `equal bytes have equal fingerprints, and each change of a byte another`() {
    let text = Array("The quick brown fox jumps over the lazy dog".utf8)
    var seen: Set<UInt64> = []
    for count in 0...text.count { seen.insert(winnow_fingerprint(text, count)) }
    for place in text.indices {
      for bit in 0..<8 {
        var other = text
        other[place] ^= 1 << UInt8(bit)
        seen.insert(winnow_fingerprint(other, other.count))
      }
    }
    #expect(seen.count == text.count + 1 + text.count * 8)
    #expect(winnow_fingerprint(text, 43) == winnow_fingerprint(Array(text), 43))
  }

  @Test(arguments: 0..<20) func `finding gives the first place or -1`(seed: Int) {
    var random = SeededRandom(seed: seed)
    let bytes = (0..<60).map { _ in UInt8(random.below(3)) }
    for count in 0...60 {
      let slice = Array(bytes.prefix(count))
      let byte = UInt8(random.below(4))
      #expect(winnow_find_byte(slice, count, byte) == slice.firstIndex(of: byte) ?? -1)
      let needle = (0..<1 + random.below(4)).map { _ in UInt8(random.below(3)) }
      let place = slice.indices.first { slice[$0...].starts(with: needle) }
      #expect(winnow_find(slice, count, needle, needle.count) == place ?? -1)
    }
  }
}
