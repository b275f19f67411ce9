import Curation
import JSONLines

extension Rule {
  static let q27 = Rule(
    "Q27", .warning, "the system prompt stands in the answer",
    "Eight words of the system turn or more are in an answer, word for word.",
    mistakes: "A system prompt that is to be repeated, or one of everyday words."
  ) { record in
    let systems = record.texts.filter { $0.role == .system }.flatMap {
      $0.string.stretches(of: 8)
    }
    guard !systems.isEmpty else { return [] }
    return record.texts.filter(\.isAnswer).compactMap { text in
      let words = Set(text.string.stretches(of: 8))
      guard let found = systems.first(where: words.contains) else { return nil }
      return Spot("from the system prompt: \"\(found)\"", at: text.pointer)
    }
  }
}

extension String {
  /// All runs of `count` words.
  fileprivate func stretches(of count: Int) -> [String] {
    let words = split(whereSeparator: \.isWhitespace)
    guard words.count >= count else { return [] }
    return (0...words.count - count).map { words[$0..<$0 + count].joined(separator: " ") }
  }
}
