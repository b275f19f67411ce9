public import Curation
import JSONLines

/// Records that a test set also has, so that a model would see its questions in training.
public struct Contamination: Sendable {
  public struct Match: Hashable, Sendable {
    public var record: RecordNumber
    /// The first record of the test set that has the same.
    public var other: RecordNumber
    public var kind: Kind
  }

  /// What a record has in common with the test set.
  public enum Kind: String, Sendable {
    case prompt
    /// A whole text, of a record without a prompt on either side.
    case text
    /// A run of words.
    case words
  }

  /// The number of words in a run, the same as in the GPT-3 paper.
  static let length = 13

  /// The number of records of the test set that have nothing to look for.
  public let emptyCount: Int
  /// In the order of the records, one for each.
  public private(set) var matches: [Match] = []

  /// Searches records for prompts of `test`, and for runs of 13 words from its texts.
  ///
  /// - Parameter progress: called from time to time with the number of records searched.
  public init(
    among numbers: [RecordNumber], in set: WorkingSet, as shape: Shape?,
    against test: WorkingSet, progress: (Int) -> Void = { _ in }
  ) {
    let known = KnownTexts(test)
    emptyCount = known.emptyCount
    Parallel.inOrder(numbers.count) { range in
      numbers[range].compactMap { known.match($0, RecordTexts(of: $0, in: set, as: shape)) }
    } take: { found, done in
      matches += found
      progress(done)
    }
  }
}

/// What of a record is compared.
private struct RecordTexts: Sendable {
  /// The prompt, with white space folded; nil if there is none.
  let prompt: String?
  /// The texts of a record without a prompt, with white space folded, any of which may be a
  /// question.
  let texts: [String]
  /// The hashes of all runs of words.
  let runs: [UInt64]

  init(of number: RecordNumber, in set: WorkingSet, as shape: Shape?) {
    let bytes = set.bytes(of: number).apart
    let reading = RecordReading(bytes, as: shape)
    let said = reading.parts.filter { $0.role != .field }
    // A record of no known shape has fields alone.
    let texts = (said.isEmpty ? reading.parts : said).compactMap { $0.node.string(in: bytes) }
    runs = texts.flatMap { Shingles.wholeRuns(of: $0, Contamination.length) }
    let prompt = reading.promptWithMedia(in: bytes)?.withSpaceFolded
    self.prompt = prompt?.isEmpty == false ? prompt : nil
    self.texts =
      self.prompt != nil
      ? [] : texts.filter(Self.mayAsk).map(\.text.withSpaceFolded)
  }

  /// Whether a text is long enough for a question, and no date or name in several pieces.
  private static func mayAsk(_ text: JSONString) -> Bool {
    text.withText { TextLength.words(in: $0) } >= leastWords
  }

  /// A text of fewer words isn't taken for a question.
  private static let leastWords = 4
}

/// The prompts and the runs of words of a test set, each with the first record that has it.
private struct KnownTexts: Sendable {
  private var prompts: [String: RecordNumber] = [:]
  private var texts: [String: (first: RecordNumber, count: Int)] = [:]
  private var runs = FingerprintTable<RecordNumber>()
  private(set) var emptyCount = 0

  /// A text that more records share, such as a licence, is no question.
  private static let mostSharing = 2

  init(_ test: WorkingSet) {
    Parallel.inOrder(test.source.recordCount) { range in
      range.map { RecordTexts(of: RecordNumber(position: $0), in: test, as: nil) }
    } take: { texts, done in
      for (texts, position) in zip(texts, done - texts.count..<done) {
        let number = RecordNumber(position: position)
        if texts.prompt == nil, texts.texts.isEmpty, texts.runs.isEmpty { emptyCount += 1 }
        if let prompt = texts.prompt { prompts[prompt] = prompts[prompt] ?? number }
        for text in texts.texts { self.texts[text, default: (number, 0)].count += 1 }
        for run in texts.runs { _ = runs.insert(number, for: run) }
      }
    }
  }

  func match(_ number: RecordNumber, _ texts: RecordTexts) -> Contamination.Match? {
    if let other = texts.prompt.flatMap({ prompts[$0] }) {
      return .init(record: number, other: other, kind: .prompt)
    }
    let whole = (texts.prompt.map { [$0] } ?? texts.texts).lazy.compactMap { text in
      prompts[text]
        ?? self.texts[text].flatMap { $0.count > Self.mostSharing ? nil : $0.first }
    }
    if let other = whole.first { return .init(record: number, other: other, kind: .text) }
    return texts.runs.lazy.compactMap { runs[$0] }.first.map {
      .init(record: number, other: $0, kind: .words)
    }
  }
}
