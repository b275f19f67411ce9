import Curation
import JSONLines

extension Rule {
  static let q27 = Rule(
    "Q27", .warning, "the system prompt stands in the answer",
    "Eight words of the system turn or more are in an answer, word for word.",
    mistakes: "A system prompt that is to be repeated, or one of everyday words.", needs: .system
  ) { record in
    let systems = record.texts.filter { $0.role == .system }.flatMap { $0.runs(of: 8) }
    guard !systems.isEmpty else { return [] }
    return record.texts.filter(\.isAnswer).compactMap { text in
      let given = Set(text.runs(of: 8).map(\.hash))
      guard let found = systems.first(where: { given.contains($0.hash) }) else { return nil }
      let words = found.words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
      return Spot("from the system prompt: \"\(words)\"", at: text.pointer)
    }
  }
}

extension CheckedRecord.Text {
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
