public import Curation
public import JSONLines

/// Checks a dataset with rules selected by name.
public struct Checker: Sendable {
  private let rules: RuleRun
  private let datasetRules: [DatasetRule]
  private let trainer: Trainer?
  private let limits: CheckLimits
  /// The rules of records that can't be read, if they weren't asked for.
  private let toldRules: Set<String>

  /// A name of neither a rule nor a group.
  public struct UnknownRule: Error, Hashable, Sendable {
    public var name: String
  }

  /// - Parameters:
  ///   - names: ids (`P06`) or groups (`P`); nil selects all rules, or, if `trainer` is given, only
  ///     those of `own`.
  ///   - trainer: also reports what this trainer does with each record.
  ///   - own: user-defined rules.
  ///   - tellingUnreadable: whether to select also the rules of records that can't be read, if any
  ///     of `names` is of a rule that doesn't look into these.
  public init(
    _ names: [String]?, for trainer: Trainer? = nil, own: [Rule] = [],
    limits: CheckLimits = CheckLimits(), tellingUnreadable: Bool = false
  ) throws(UnknownRule) {
    self.trainer = trainer
    self.limits = limits
    if let names {
      var wanted: Set<String> = []
      for name in names {
        let found = (Self.all.map(\.id) + own.map(\.id)).filter { $0.isNamed(by: name) }
        guard !found.isEmpty else { throw UnknownRule(name: name) }
        wanted.formUnion(found)
      }
      // The rules F are about the file and its JSON themselves, and a trainer tells of these, too.
      let isTold = tellingUnreadable && trainer == nil && wanted.contains { !$0.hasPrefix("F") }
      let told = Rule.ofRecords.filter {
        isTold && $0.needs.contains(.unreadable) && !wanted.contains($0.id)
      }
      toldRules = Set(told.map(\.id))
      rules = RuleRun(
        (Rule.ofRecords + own).filter { wanted.contains($0.id) } + told.map(\.ofUnreadable))
      datasetRules = DatasetRule.all.filter { wanted.contains($0.id) }
    } else if trainer == nil {
      (rules, datasetRules, toldRules) = (RuleRun(Rule.ofRecords + own), DatasetRule.all, [])
    } else {
      (rules, datasetRules, toldRules) = (RuleRun(own), [], [])
    }
  }

  /// Whether a finding tells only that the record can't be read, so that no rule that was asked for
  /// could look into it.
  public func isUnread(_ finding: Finding) -> Bool { toldRules.contains(finding.rule) }

  /// All rules, by group and number.
  public static let all: [any DescribedRule] =
    (Rule.ofRecords as [any DescribedRule] + DatasetRule.all)
    .sorted { a, b in
      let (x, y) = (Int(a.id.dropFirst()) ?? 0, Int(b.id.dropFirst()) ?? 0)
      return (a.id.prefix(1), x) < (b.id.prefix(1), y)
    }

  /// The rules by which `--for` reports, of one trainer or, if nil, of all.
  public static func rules(of trainer: Trainer?) -> [any DescribedRule] {
    TrainerRule.all.filter { trainer == nil || $0.id.first == trainer?.library.rawValue }
  }

  /// Problems that other commands find, with the ids by which people know them.
  public static let elsewhere: [(id: String, title: String, command: String)] = [
    ("Q2", "near duplicates", "duplicates"),
    ("Q20", "harmful words", "flag --rules FILE --category CODE"),
    ("Q25", "preferences contradict each other", "check --only P09,P12,P13"),
    ("Q26", "test data among the training data", "duplicates --against FILE"),
    ("Q31", "agreement of reviewers", "agree"),
  ]

  /// The findings of the rules that check a single record, and of the trainer.
  public func findings(
    in bytes: Bytes, _ state: RecordState?, of number: RecordNumber, as shape: Shape?
  ) -> [Finding] {
    let record = CheckedRecord(number, bytes, state ?? RecordState(), as: shape, limits)
    return rules.findings(in: record) + (trainer?.findings(in: record) ?? [])
  }

  /// Checks records in order and reports findings as they are made. Those that need all records
  /// come at the end.
  ///
  /// - Parameters:
  ///   - isCancelled: called from time to time; if it returns true, the findings are incomplete.
  ///   - progress: called from time to time with the number of records checked.
  public func check(
    _ numbers: [RecordNumber], in set: WorkingSet, as shape: Shape?, facts: FileFacts? = nil,
    isCancelled: @Sendable () -> Bool = { false }, progress: (Int) -> Void = { _ in },
    _ body: (Finding) -> Void
  ) {
    var dataset = DatasetPass(datasetRules, limits)
    var pass = trainer.map { TrainerPass($0) }
    let columns =
      trainer?.looksAtAllColumns == true
      ? Columns(of: numbers, in: set, isCancelled: isCancelled) : nil
    let withBias = datasetRules.contains(where: \.readsStyle)
    Parallel.inOrder(numbers.count) { range -> [Checked] in
      if isCancelled() { return [] }
      let bytes = set.bytes(of: numbers[range])
      return zip(numbers[range], bytes).map { number, bytes in
        let state = set.state(of: number) ?? RecordState()
        let record = CheckedRecord(number, bytes, state, as: shape, limits)
        return checked(record, bytes, withBias, among: columns)
      }
    } take: { records, done in
      for (facts, found, fate) in records {
        for finding in found { body(finding) }
        if let fate {
          for finding in pass?.take(fate.facts, fate.found) ?? fate.found { body(finding) }
        }
        guard let facts else { continue }
        for finding in dataset.take(facts) { body(finding) }
      }
      progress(done)
    }
    var file = facts
    file?.isEmpty = numbers.isEmpty
    for finding in pass?.end() ?? [] { body(finding) }
    dataset.end(file, body)
  }

  /// What a trainer does with a record, and the facts that other records may be compared with.
  private typealias Outlook = (facts: TrainerPass.Facts, found: [Finding])

  private typealias Checked = (facts: RecordFacts?, found: [Finding], fate: Outlook?)

  /// The findings in a record, and what rules about the dataset and the trainer need from it.
  ///
  /// - Parameters:
  ///   - bytes: the record's, in shared storage.
  ///   - columns: those of all records, if the trainer looks at them.
  private func checked(
    _ record: CheckedRecord, _ bytes: Bytes, _ withBias: Bool, among columns: Columns?
  ) -> Checked {
    let facts = datasetRules.isEmpty ? nil : RecordFacts(record, bytes, withBias: withBias)
    let outlook = trainer.map {
      Outlook($0.facts(of: record, among: columns), $0.findings(in: record, among: columns))
    }
    return (facts, rules.findings(in: record), outlook)
  }
}

extension String {
  /// Whether `name` selects this id: the id itself, with or without leading zeros, or its group.
  func isNamed(by name: String) -> Bool {
    let name = name.uppercased()
    if name.count == 1 { return hasPrefix(name) }
    return uppercased() == name
      || (prefix(1) == name.prefix(1) && Int(dropFirst()) == Int(name.dropFirst())
        && Int(dropFirst()) != nil)
  }
}
