public import Curation
import JSONLines

/// Records that a test set also has, so that a model would see its questions in training.
public struct Contamination: Sendable {
  public struct Match: Hashable, Sendable {
    public var record: RecordNumber
    /// The first record of the test set that has the same.
    public var other: RecordNumber
    /// Whether the whole prompt is equal, and not only a run of words.
    public var isWholePrompt: Bool
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
  /// With white space folded: the prompt or, of a record that has none, each of its texts.
  let prompts: [String]
  /// The hashes of all runs of words.
  let runs: [UInt64]

  init(of number: RecordNumber, in set: WorkingSet, as shape: Shape?) {
    let bytes = set.bytes(of: number).apart
    let reading = RecordReading(bytes, as: shape)
    let said = reading.parts.filter { $0.role != .field }
    // A record of no known shape has fields alone, and any of them may be a question.
    let texts = (said.isEmpty ? reading.parts : said).compactMap { $0.node.string(in: bytes) }
    runs = texts.flatMap { Shingles.wholeRuns(of: $0, Contamination.length) }
    if let prompt = reading.promptWithMedia(in: bytes) {
      prompts = [prompt.withSpaceFolded].filter { !$0.isEmpty }
    } else {
      prompts = texts.filter { Shingles.wordCount(of: $0) >= Self.leastWords }
        .map(\.text.withSpaceFolded)
    }
  }

  /// A text of fewer words isn't taken for a question.
  private static let leastWords = 4
}

/// The prompts and the runs of words of a test set, each with the first record that has it.
private struct KnownTexts: Sendable {
  private var prompts: [String: RecordNumber] = [:]
  private var runs = FingerprintTable<RecordNumber>()
  private(set) var emptyCount = 0

  init(_ test: WorkingSet) {
    Parallel.inOrder(test.source.recordCount) { range in
      range.map { RecordTexts(of: RecordNumber(position: $0), in: test, as: nil) }
    } take: { texts, done in
      for (texts, position) in zip(texts, done - texts.count..<done) {
        let number = RecordNumber(position: position)
        if texts.prompts.isEmpty, texts.runs.isEmpty { emptyCount += 1 }
        for prompt in texts.prompts { prompts[prompt] = prompts[prompt] ?? number }
        for run in texts.runs { _ = runs.insert(number, for: run) }
      }
    }
  }

  func match(_ number: RecordNumber, _ texts: RecordTexts) -> Contamination.Match? {
    if let other = texts.prompts.lazy.compactMap({ prompts[$0] }).first {
      return .init(record: number, other: other, isWholePrompt: true)
    }
    return texts.runs.lazy.compactMap { runs[$0] }.first.map {
      .init(record: number, other: $0, isWholePrompt: false)
    }
  }
}
