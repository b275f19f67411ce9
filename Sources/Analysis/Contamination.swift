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
  /// With white space folded; nil if there is none.
  let prompt: String?
  /// The hashes of all runs of words.
  let runs: [UInt64]

  init(of number: RecordNumber, in set: WorkingSet, as shape: Shape?) {
    let bytes = set.bytes(of: number).apart
    let reading = RecordReading(bytes, as: shape)
    let prompt = reading.promptWithMedia(in: bytes)?.withSpaceFolded
    self.prompt = prompt?.isEmpty == false ? prompt : nil
    runs = reading.parts.filter { $0.role != .field }.flatMap { part in
      part.node.string(in: bytes).map { Shingles.wholeRuns(of: $0, Contamination.length) } ?? []
    }
  }
}

/// The prompts and the runs of words of a test set, each with the first record that has it.
private struct KnownTexts: Sendable {
  private var prompts: [String: RecordNumber] = [:]
  private var runs = FingerprintTable<RecordNumber>()

  init(_ test: WorkingSet) {
    Parallel.inOrder(test.source.recordCount) { range in
      range.map { RecordTexts(of: RecordNumber(position: $0), in: test, as: nil) }
    } take: { texts, done in
      for (texts, position) in zip(texts, done - texts.count..<done) {
        let number = RecordNumber(position: position)
        if let prompt = texts.prompt { prompts[prompt] = prompts[prompt] ?? number }
        for run in texts.runs { _ = runs.insert(number, for: run) }
      }
    }
  }

  func match(_ number: RecordNumber, _ texts: RecordTexts) -> Contamination.Match? {
    if let other = texts.prompt.flatMap({ prompts[$0] }) {
      return .init(record: number, other: other, isWholePrompt: true)
    }
    return texts.runs.lazy.compactMap { runs[$0] }.first.map {
      .init(record: number, other: $0, isWholePrompt: false)
    }
  }
}
