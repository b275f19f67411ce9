import Curation
import JSONLines

extension Rule {
  static let q27 = Rule(
    "Q27", .warning, "the system prompt stands in the answer",
    "Eight words of the system turn or more are in an answer, word for word; of Chinese 31 characters.",
    mistakes: """
      A system prompt that is to be repeated or quoted, as one with documents is, or one of everyday
      words.
      """, needs: .system
  ) { record in
    let systems = record.texts.filter { $0.role == .system }
    guard !systems.isEmpty else { return [] }
    var runs: [ArraySlice<UInt8>] = []
    var places: [UInt64: Int] = [:]
    for system in systems {
      system.forEachRun { run, hash in
        if places[hash] == nil { places[hash] = runs.count }
        runs.append(system.utf8[run])
      }
    }
    let pieces = systems.flatMap(\.pieces)
    return record.texts.filter(\.isAnswer).compactMap { text in
      var first = runs.count
      if !runs.isEmpty { text.forEachRun { first = min(first, places[$1] ?? first) } }
      if first < runs.count {
        let words = String(decoding: runs[first], as: UTF8.self).withSpaceFolded
        return Spot("from the system prompt: \"\(words)\"", at: text.pointer)
      }
      for piece in pieces {
        guard let start = text.utf8.firstOffset(of: Array(piece)) else { continue }
        let words = String(decoding: piece, as: UTF8.self)
        let range = start..<start + piece.count
        return Spot("from the system prompt: \"\(words)\"", at: text.pointer, range)
      }
      return nil
    }
  }
}

extension CheckedRecord.Text {
  /// Pieces of 16 Chinese characters, which have three bytes each, one after the other: a copy of
  /// 31 has one of them.
  fileprivate var pieces: [ArraySlice<UInt8>] {
    guard survey.highestByte >= 0xE3 else { return [] }
    var found: [ArraySlice<UInt8>] = []
    var start = 0
    while start < utf8.count {
      let piece = utf8[start...].prefix(48)
      let other = stride(from: start, to: start + piece.count, by: 3).first {
        !(0xE3...0xEF).contains(utf8[$0])
      }
      if piece.count == 48, other == nil { found.append(piece) }
      start = other.map { $0 + 1 } ?? start + piece.count
    }
    return found
  }

  /// Calls `body` with each run of eight words, which are what stands between white space, and its
  /// hash.
  fileprivate func forEachRun(_ body: (Range<Int>, UInt64) -> Void) {
    lend { text in
      // The last eight words: where they begin, and their hashes.
      var (starts, hashes) = (SIMD8<Int>(), SIMD8<UInt64>())
      var count = 0
      text.bytes.forEachWord { word in
        let hash = EncodedText(UnsafeBufferPointer(rebasing: text.bytes[word])).fingerprint
        (starts[count % 8], hashes[count % 8]) = (word.lowerBound, hash)
        count += 1
        guard count >= 8 else { return }
        var run: UInt64 = 0
        for place in count..<count + 8 { run = (run ^ hashes[place % 8]) &* 0xFF51_AFD7_ED55_8CCD }
        body(starts[count % 8]..<word.upperBound, run)
      }
    }
  }
}
