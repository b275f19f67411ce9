public import Curation
import JSONLines

/// Records that a test set also has, so that a model would see its questions in training.
public struct Contamination: Sendable {
  public struct Match: Hashable, Sendable {
    public var record: RecordNumber
    /// The record of the test set.
    public var other: RecordNumber
    /// Whether the whole prompt is equal, and not only a run of words.
    public var isWholePrompt: Bool
  }

  /// The number of words in a run, the same as in the GPT-3 paper.
  static let length = 13

  public private(set) var matches: [Match] = []

  /// Searches `set` for prompts of `test`, and for runs of 13 words from its texts.
  public init(_ set: WorkingSet, against test: WorkingSet) {
    var prompts: [String: RecordNumber] = [:]
    var runs: [UInt32: RecordNumber] = [:]
    Self.forEach(test) { number, texts, prompt in
      if let prompt { prompts[prompt] = prompts[prompt] ?? number }
      for text in texts {
        let shingles = Shingles([text], length: Self.length)
        guard text.codePointCount >= Self.length else { continue }
        for hash in shingles.hashes { runs[hash] = runs[hash] ?? number }
      }
    }
    Self.forEach(set) { number, texts, prompt in
      if let other = prompt.flatMap({ prompts[$0] }) {
        matches.append(Match(record: number, other: other, isWholePrompt: true))
        return
      }
      for text in texts where text.codePointCount >= Self.length {
        let shared = Shingles([text], length: Self.length).hashes.lazy.compactMap { runs[$0] }
        guard let other = shared.first else { continue }
        // The 32-bit hashes may collide, so the words are compared.
        let theirs = Self.texts(of: other, in: test)
        let ours = Set(Self.wordRuns(text))
        if theirs.contains(where: { !ours.isDisjoint(with: Self.wordRuns($0)) }) {
          matches.append(Match(record: number, other: other, isWholePrompt: false))
          return
        }
      }
    }
  }

  private static func texts(of number: RecordNumber, in set: WorkingSet) -> [JSONString] {
    let bytes = set.bytes(of: number)
    let reading = RecordReading(bytes)
    return reading.parts.filter { $0.role != .field }.compactMap { $0.node.string(in: bytes) }
  }

  private static func forEach(
    _ set: WorkingSet, _ body: (RecordNumber, [JSONString], String?) -> Void
  ) {
    for position in 0..<set.source.recordCount {
      let number = RecordNumber(position: position)
      let bytes = set.bytes(of: number)
      let prompt = RecordReading(bytes).promptText(in: bytes)?.withSpaceFolded
      body(number, texts(of: number, in: set), prompt?.isEmpty == false ? prompt : nil)
    }
  }

  private static func wordRuns(_ text: JSONString) -> [String] {
    let words = WordCutter.words(in: text.text).filter { word in
      word.contains { $0.isLetter || $0.isNumber }
    }.map { $0.lowercased() }
    guard words.count >= length else { return [] }
    return (0...words.count - length).map { words[$0..<$0 + length].joined(separator: " ") }
  }
}
