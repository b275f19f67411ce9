public import Curation
public import JSONLines

extension Trainer {
  /// The trainer that most people use for records of a shape.
  public static func usual(for shape: Shape) -> Trainer {
    switch shape {
    case .pairwise, .transcripts, .ranked, .candidates, .safetyPair: .trlDPO
    case .kto: .trlKTO
    default: .trlSFT
    }
  }

  /// The trainer that reads records of a format; nil if there are several or none.
  public init?(reading format: Format) {
    switch format {
    case .alpaca, .sharegpt: self = .llamaFactorySFT
    case .trlPromptCompletion: self = .trlSFT
    default: self.init(rawValue: format.rawValue)
    }
  }

  /// What the trainer does with a record, and where it would cut one without a prompt. The first
  /// finding has the outcome.
  public func findings(
    of number: RecordNumber, _ bytes: Bytes, in set: WorkingSet, as shape: Shape?
  ) -> [Finding] {
    let record = CheckedRecord(number, bytes, set.state(of: number) ?? RecordState(), as: shape)
    let hasImplicitPrompt = self == .trlDPO || self == .trlKTO
    return findings(in: record) + (hasImplicitPrompt ? Rule.p06.findings(in: record) : [])
  }

  /// What the trainer does with a record that was converted for it, as far as others don't matter.
  public func judgement(of number: RecordNumber, _ bytes: Bytes) -> TrainerRun.Judgement {
    let record = CheckedRecord(number, bytes, RecordState(), as: nil)
    return .init(facts: facts(of: record), findings: findings(in: record))
  }
}

/// What a trainer does with a sequence of records.
public struct TrainerRun {
  private var pass: TrainerPass

  public init(_ trainer: Trainer) {
    pass = TrainerPass(trainer)
  }

  /// What the trainer does with a record by itself.
  public struct Judgement: Sendable {
    fileprivate var facts: TrainerPass.Facts
    fileprivate var findings: [Finding]
  }

  /// What the trainer does with the next record, if it drops, changes or fails at it; else nil.
  public mutating func loss(_ next: Judgement) -> Finding? {
    pass.take(next.facts, next.findings)
      .first { $0.outcome == .changed || $0.outcome == .dropped || $0.outcome == .crash }
  }
}
