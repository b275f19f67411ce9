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

  /// A record on which verdicts, flags or orders differ, or ratings differ by two or more
  /// (`acceptable`: at all), with what each reviewer said.
  public struct Disagreement: Hashable, Sendable {
    public var record: RecordNumber
    public var subject: String
    public var said: [String: String]
  }

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
    var verdicts = Judgements()
    var flags: [String: Judgements] = [:]
    var severities: [String: Judgements] = [:]
    var ratings: [String: Judgements] = [:]
    var actors: Set<String> = []
    let touched = set.touchedRecords
    var categories: Set<String> = []
    for number in touched {
      for flag in (set.state(of: number)?.marks ?? [:]).values.flatMap(\.flags) {
        categories.insert(flag.key.category)
      }
    }
    for number in touched {
      let all = set.state(of: number)?.marks ?? [:]
      let marks = all.filter(\.value.isJudgement)
      actors.formUnion(marks.keys)
      var said: [String: String] = [:]
      for (actor, mark) in all {
        for (key, value) in mark.ratings where Suggestion.isAnswer(key) {
          let isAgreed = value.number > 3
          suggestions[actor, default: (0, 0)].agreed += isAgreed ? 1 : 0
          suggestions[actor, default: (0, 0)].refused += isAgreed ? 0 : 1
        }
      }
      for (actor, mark) in marks {
        if let verdict = mark.verdict {
          verdicts.add(number, actor, Double(Verdict.allCases.firstIndex(of: verdict) ?? 0))
          said[actor] = verdict.rawValue
        }
        // A reviewer who judged a record without flagging it considers it free of this harm.
        for category in categories {
          let severity = mark.flags.filter { $0.key.category == category }.map(\.severity).max()
          flags[category, default: .init()].add(number, actor, severity == nil ? 0 : 1)
          severities[category, default: .init()].add(
            number, actor, Double(severity.map { $0 + 1 } ?? 0))
        }
        for (key, value) in mark.ratings where !Suggestion.isAnswer(key) {
          let number = Judgements.Unit(record: number, place: key.at?.description ?? "")
          ratings[key.axis, default: .init()].add(number, actor, value.number)
        }
      }
      if let remover = set.state(of: number)?.remover, said[remover] == nil {
        said[remover] = "removed"
      }
      note(said, "verdict", number)
      for key in Set(marks.values.flatMap(\.ratings.keys)).sorted(by: { $0.text < $1.text })
      where !Suggestion.isAnswer(key) {
        let rated = marks.compactMapValues { $0.ratings[key] }
        let numbers = rated.values.map(\.number)
        let least = key.axis == "acceptable" ? 1.0 : 2.0
        if let low = numbers.min(), let high = numbers.max(), high - low >= least {
          note(rated.mapValues(\.text), key.text, number)
        }
      }
      note(marks.compactMapValues { $0.order?.text }, "rank", number)
      for category in categories.sorted() where marks.count > 1 {
        let flagged = marks.mapValues { mark in
          mark.flags.contains { $0.key.category == category } ? "flagged" : "not flagged"
        }
        note(flagged, category, number)
      }
    }
    reviewers = actors.sorted()
    measures = [verdicts.measure("verdict", .nominal)].compactMap(\.self)
    for category in categories.sorted() {
      guard var measure = flags[category]?.measure(category, .nominal) else { continue }
      measure.name = "flag \(category)"
      measures.append(measure)
      if let severity = severities[category]?.measure("severity \(category)", .ordinal) {
        measures.append(severity)
      }
    }
    for (axis, judgements) in ratings.sorted(by: { $0.key < $1.key }) {
      if let measure = judgements.measure("rating \(axis)", .ordinal) { measures.append(measure) }
    }
    if let measure = RankAgreement(set).measure { measures.append(measure) }
    positions = RankAgreement.positions(set)
  }

  private mutating func note(_ said: [String: String], _ subject: String, _ number: RecordNumber) {
    guard Set(said.values).count > 1 else { return }
    disagreements.append(Disagreement(record: number, subject: subject, said: said))
  }
}

extension RatingValue {
  fileprivate var number: Double {
    switch self {
    case .score(let score): Double(score)
    case .acceptable(let isSo): isSo ? 1 : 0
    }
  }
}

/// The judgements of several reviewers about several units; not every reviewer judges each unit.
struct Judgements: Sendable {
  struct Unit: Hashable, Sendable {
    var record: RecordNumber
    var place = ""
  }

  enum Scale { case nominal, ordinal }

  private var values: [Unit: [String: Double]] = [:]

  mutating func add(_ number: RecordNumber, _ actor: String, _ value: Double) {
    add(Unit(record: number), actor, value)
  }

  mutating func add(_ unit: Unit, _ actor: String, _ value: Double) {
    values[unit, default: [:]][actor] = value
  }

  private var shared: [[String: Double]] { values.values.filter { $0.count > 1 } }

  func measure(_ name: String, _ scale: Scale) -> Agreement.Measure? {
    let shared = shared
    guard !shared.isEmpty else { return nil }
    var equal = 0
    var pairs = 0
    for unit in shared {
      let said = Array(unit.values)
      for a in said.indices {
        for b in said.indices where b > a {
          pairs += 1
          if said[a] == said[b] { equal += 1 }
        }
      }
    }
    return Agreement.Measure(
      name: name, records: Set(values.filter { $0.value.count > 1 }.keys.map(\.record)).count,
      raw: Double(equal) / Double(pairs), kappa: kappa(shared), alpha: alpha(shared, scale))
  }

  /// Cohen's kappa of two reviewers: (observed - expected) / (1 - expected).
  private func kappa(_ shared: [[String: Double]]) -> Double? {
    let actors = Set(shared.flatMap(\.keys)).sorted()
    guard actors.count == 2 else { return nil }
    let pairs = shared.compactMap { unit -> (Double, Double)? in
      guard let a = unit[actors[0]], let b = unit[actors[1]] else { return nil }
      return (a, b)
    }
    let count = Double(pairs.count)
    let observed = Double(pairs.count { $0.0 == $0.1 }) / count
    var expected = 0.0
    for value in Set(pairs.flatMap { [$0.0, $0.1] }) {
      let first = Double(pairs.count { $0.0 == value }) / count
      expected += first * Double(pairs.count { $0.1 == value }) / count
    }
    return expected < 1 ? (observed - expected) / (1 - expected) : nil
  }

  /// Krippendorff's alpha: 1 - observed / expected disagreement, from the coincidence matrix.
  private func alpha(_ shared: [[String: Double]], _ scale: Scale) -> Double? {
    let categories = Set(shared.flatMap(\.values)).sorted()
    guard categories.count > 1 else { return nil }
    var coincidences = [[Double]](
      repeating: .init(repeating: 0, count: categories.count), count: categories.count)
    for unit in shared {
      let places = unit.values.compactMap { categories.firstIndex(of: $0) }
      for (i, a) in places.enumerated() {
        for (j, b) in places.enumerated() where i != j {
          coincidences[a][b] += 1 / Double(places.count - 1)
        }
      }
    }
    let totals = coincidences.map { $0.reduce(0, +) }
    let count = totals.reduce(0, +)
    var observed = 0.0
    var expected = 0.0
    for a in categories.indices {
      for b in categories.indices where a != b {
        let distance = scale == .nominal ? 1 : Self.ordinalDistance(a, b, totals)
        observed += coincidences[a][b] * distance
        expected += totals[a] * totals[b] * distance / (count - 1)
      }
    }
    return expected > 0 ? 1 - observed / expected : nil
  }

  /// The squared number of judgements from one rank to another, those at the two ends counted half.
  private static func ordinalDistance(_ a: Int, _ b: Int, _ totals: [Double]) -> Double {
    let (low, high) = (min(a, b), max(a, b))
    let between = totals[low...high].reduce(0, +) - (totals[low] + totals[high]) / 2
    return between * between
  }
}
