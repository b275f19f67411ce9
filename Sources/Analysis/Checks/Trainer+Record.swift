public import Curation
public import JSONLines

extension Trainer {
  /// The one that most people train records of a shape with.
  public static func usual(for shape: Shape) -> Trainer {
    switch shape {
    case .pairwise, .transcripts, .ranked, .candidates, .safetyPair: .trlDPO
    case .kto: .trlKTO
    default: .trlSFT
    }
  }

  /// The one that reads records of a format; nil where several do, or none.
  public init?(reading format: Format) {
    switch format {
    case .alpaca, .sharegpt: self = .llamaFactorySFT
    case .trlPromptCompletion: self = .trlSFT
    default: self.init(rawValue: format.rawValue)
    }
  }

  /// What becomes of one record, and where it would be cut; the first says the outcome.
  public func findings(
    of number: RecordNumber, _ bytes: Bytes, in set: WorkingSet, as shape: Shape?
  ) -> [Finding] {
    let record = CheckedRecord(number, bytes, set.state(of: number) ?? RecordState(), as: shape)
    let hasImplicitPrompt = self == .trlDPO || self == .trlReward
    return findings(in: record) + (hasImplicitPrompt ? Rule.p06.findings(in: record) : [])
  }
}

/// What a trainer does with records that are written one after another.
public struct TrainerRun {
  private let trainer: Trainer
  private var pass: TrainerPass

  public init(_ trainer: Trainer) {
    (self.trainer, pass) = (trainer, TrainerPass(trainer))
  }

  /// What becomes of the next record, where it is lost or changed.
  public mutating func loss(of bytes: Bytes, _ number: RecordNumber) -> Finding? {
    let record = CheckedRecord(number, bytes, RecordState(), as: nil)
    return pass.take(trainer.facts(of: record), trainer.findings(in: record))
      .first { $0.outcome == .changed || $0.outcome == .dropped || $0.outcome == .crash }
  }
}
