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
    let runs = systems.flatMap { $0.runs(of: 8) }
    let pieces = systems.flatMap(\.pieces)
    return record.texts.filter(\.isAnswer).compactMap { text in
      let given = Set(text.runs(of: 8).map(\.hash))
      if let found = runs.first(where: { given.contains($0.hash) }) {
        let words = found.words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
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

  /// All runs of `count` words, which are what stands between white space, with their hashes.
  fileprivate func runs(of count: Int) -> [(words: ArraySlice<ArraySlice<UInt8>>, hash: UInt64)] {
    let words =
      survey.highestByte < 0x80
      ? utf8.split { $0.isASCIISpace }
      : string.split(whereSeparator: \.isWhitespace).map { Array($0.utf8)[...] }
    guard words.count >= count else { return [] }
    let hashes = words.map { $0.withUnsafeBufferPointer { EncodedText($0).fingerprint } }
    return (0...words.count - count).map { start in
      let run = start..<start + count
      return (words[run], hashes[run].reduce(0) { ($0 ^ $1) &* 0xFF51_AFD7_ED55_8CCD })
    }
  }
}
