public import Curation
import JSONLines

/// How far reviewers agree on the records that several of them judged.
public struct Agreement: Sendable {
  /// The agreement on one subject: verdicts, one category of flags, one axis of ratings, or orders.
  public struct Measure: Hashable, Sendable {
    public var name: String
    /// The number of records that at least two reviewers judged.
    public var records: Int
    /// The share of pairs of judgements that are equal.
    public var raw: Double
    /// Cohen's kappa; nil unless there are exactly two reviewers and chance doesn't explain
    /// everything.
    public var kappa: Double?
    /// Krippendorff's alpha: nominal for verdicts and flags, ordinal for severities and ratings.
    public var alpha: Double?
    /// Kendall's tau-b of orders: the mean over all records and pairs of reviewers.
    public var tau: Double?
  }

  /// A record that reviewers judged differently.
  public typealias Disagreement = (record: RecordNumber, difference: RecordState.Difference)

  public private(set) var reviewers: [String] = []
  public private(set) var measures: [Measure] = []
  public private(set) var disagreements: [Disagreement] = []
  /// Position bias by reviewer: of the orders given in blind reviews, how often the response shown
  /// first was ranked above all others, and how often chance would do so.
  public private(set) var positions: [String: Position] = [:]

  public struct Position: Hashable, Sendable {
    public var orders = 0
    public var firstIsBest = 0
    public var expected = 0.0
  }

  /// How many suggestions each reviewer agreed with, and refused.
  public private(set) var suggestions: [String: (agreed: Int, refused: Int)] = [:]

  public init(_ set: WorkingSet) {
    let touched = set.touchedRecords
    var tally = Tally(categories: Self.categories(of: touched, in: set))
    for number in touched {
      guard let state = set.state(of: number) else { continue }
      countSuggestions(state.marks)
      for (actor, marks) in state.marks where marks.isJudgement {
        tally.add(marks, of: actor, on: number)
      }
      disagreements += state.differences.map { (number, $0) }
    }
    reviewers = tally.actors.sorted()
    measures = tally.measures + [RankAgreement(set).measure].compactMap(\.self)
    positions = RankAgreement.positions(set)
  }

  /// The categories of all flags, sorted.
  private static func categories(
    of numbers: [RecordNumber], in set: WorkingSet
  ) -> [String] {
    let all = numbers.flatMap { (set.state(of: $0)?.marks ?? [:]).values.flatMap(\.flags) }
    return Set(all.map(\.key.category)).sorted()
  }

  private mutating func countSuggestions(_ marks: [String: Marks]) {
    for (actor, mark) in marks {
      for case let answer? in mark.ratings.map(Suggestion.answer) {
        suggestions[actor, default: (0, 0)].agreed += answer.agreed ? 1 : 0
        suggestions[actor, default: (0, 0)].refused += answer.agreed ? 0 : 1
      }
    }
  }
}

/// The judgements of all records, by subject.
private struct Tally {
  /// The categories of all flags, sorted.
  let categories: [String]
  private(set) var actors: Set<String> = []
  private var verdicts = Judgements()
  private var flags: [String: Judgements] = [:]
  private var severities: [String: Judgements] = [:]
  private var ratings: [String: Judgements] = [:]

  init(categories: [String]) { self.categories = categories }

  mutating func add(_ marks: Marks, of actor: String, on number: RecordNumber) {
    actors.insert(actor)
    if let verdict = marks.verdict {
      verdicts.add(number, actor, Double(Verdict.allCases.firstIndex(of: verdict) ?? 0))
    }
    for category in categories where marks.judgesHarm {
      let severity = marks.flags.filter { $0.key.category == category }.map(\.severity).max()
      flags[category, default: .init()].add(number, actor, severity == nil ? 0 : 1)
      severities[category, default: .init()].add(
        number, actor, Double(severity.map { $0 + 1 } ?? 0))
    }
    for (key, value) in marks.judgements {
      let unit = Judgements.Unit(record: number, place: key.at?.description ?? "")
      ratings[key.axis, default: .init()].add(unit, actor, value.number)
    }
  }

  /// The agreement on each subject that several reviewers judged, but for orders.
  var measures: [Agreement.Measure] {
    let flagged = categories.flatMap { category -> [Agreement.Measure] in
      guard let measure = flags[category]?.measure("flag \(category)", .nominal) else { return [] }
      let severity = severities[category]?.measure("severity \(category)", .ordinal)
      return [measure] + [severity].compactMap(\.self)
    }
    let rated = ratings.sorted { $0.key < $1.key }
      .compactMap { axis, judgements in judgements.measure("rating \(axis)", .ordinal) }
    return [verdicts.measure("verdict", .nominal)].compactMap(\.self) + flagged + rated
  }
}
