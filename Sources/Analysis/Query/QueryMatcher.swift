public import Curation
import JSONLines

/// Evaluates a query on the records of a working set.
///
/// It consists of values, so a job can run it while the program changes its own copy of the set.
public struct QueryMatcher: Sendable {
  public let query: Query
  private let set: WorkingSet
  private let shape: Shape?
  /// Nil if there is only one dataset.
  private let other: Counterpart?
  /// What the records that others are to be similar to say.
  private let likened: [RecordNumber: Shingles]
  /// The rules about single records that the query names, by their names there.
  private let rules: [String: [Rule]]
  /// What the rules found that compare records, of those that the query names.
  public let compared: [RecordNumber: [Finding]]

  /// - Parameter query: asks for no suggestions: `Query.naming(suggested:)` names their records.
  /// - Complexity: O(1), unless the query names rules that compare records: these check all of
  ///   them.
  public init(
    _ query: Query, in set: WorkingSet, as shape: Shape?,
    comparedWith other: Counterpart? = nil, isCancelled: @Sendable () -> Bool = { false }
  ) {
    self.query = query
    self.set = set
    self.shape = shape
    self.other = other
    var likened: [RecordNumber: Shingles] = [:]
    for number in query.likened where set.source.contains(number) {
      var record = QueryRecord(number, in: set, as: shape)
      likened[number] = Shingles(of: record.root, in: record.bytes)
    }
    self.likened = likened
    rules = Dictionary(
      query.checks(underNot: true).map { name in
        (name, Rule.ofRecords.filter { $0.id.isNamed(by: name) })
      }
    ) { first, _ in first }
    let rules = query.comparingRules
    compared = rules.isEmpty ? [:] : Self.compared(rules, in: set, as: shape, isCancelled)
  }

  private static func compared(
    _ rules: [String], in set: WorkingSet, as shape: Shape?, _ isCancelled: @Sendable () -> Bool
  ) -> [RecordNumber: [Finding]] {
    var found: [RecordNumber: [Finding]] = [:]
    let all = (0..<set.source.recordCount).map { RecordNumber(position: $0) }.filter(set.isThere)
    let facts = set.source.isComplete ? set.source.facts : nil
    try? Checker(rules).check(
      all, in: set, as: shape, facts: facts, isCancelled: isCancelled
    ) { finding in
      if let record = finding.record { found[record, default: []].append(finding) }
    }
    return found
  }

  public func matches(_ number: RecordNumber) -> Bool {
    guard set.isThere(number) else { return false }
    var record = QueryRecord(number, in: set, as: shape)
    if query.isRuledOut(record.bytes) { return false }
    return holds(query, for: &record)
  }

  /// Those of `numbers` that match, in their order, looked at on all cores.
  public func matches(among numbers: [RecordNumber]) -> [RecordNumber] {
    var found: [RecordNumber] = []
    Parallel.inOrder(numbers.count) { range in
      numbers[range].filter { matches($0) }
    } take: { some, _ in
      found += some
    }
    return found
  }

  /// From this Jaccard index on, two records count as similar.
  private static let likeness = 0.5

  private func holds(_ query: Query, for record: inout QueryRecord) -> Bool {
    switch query {
    case .all(let all):
      for query in all where !holds(query, for: &record) { return false }
      return true
    case .any(let any):
      for query in any where holds(query, for: &record) { return true }
      return false
    case .not(let query): return !holds(query, for: &record)
    case .contains(let pattern): return pattern.matches(record.bytes)
    case .field(let field, let pattern):
      return record.nodes(of: field).contains { pattern.matches($0, in: record.bytes) }
    case .equals(let field, let text, let isQuoted):
      let wanted = WantedScalar(text, isQuoted: isQuoted)
      return record.values(of: field).contains { wanted.matches($0, in: record.bytes) }
    case .has(let field): return !record.nodes(of: field).isEmpty
    case .comparison(let left, let sign, let right):
      let (left, right) = (record.amounts(left), record.amounts(right))
      return left.contains { a in right.contains { b in sign.holds(a, b) } }
    case .numbers(let numbers): return numbers.contains(record.number)
    case .identified(let ids): return isIdentified(by: ids, &record)
    case .mark(let mark): return holds(mark, record.state)
    case .shape(let shape): return record.reading.shape == shape
    case .stage(let stage): return record.reading.shape.stage == stage
    case .role(let role): return record.reading.parts.contains { $0.isTurn(of: role) }
    case .script(let script): return record.scripts.has(script)
    case .similar(let number):
      guard let wanted = likened[number] else { return false }
      let root = record.root
      return Shingles(of: root, in: record.bytes).similarity(to: wanted) >= Self.likeness
    case .check(let name):
      if compared[record.number]?.contains(where: { $0.rule.isNamed(by: name) }) == true {
        return true
      }
      guard let rules = rules[name], !rules.isEmpty else { return false }
      let checked = record.checked
      return rules.contains {
        $0.mayFind(in: checked.traits) && !$0.spots(in: checked).isEmpty
      }
    case .sampled(let share, let seed):
      return Sampling.chance(of: record.number, seed: seed) < share
    case .relation(let relation):
      return other?.has(relation, record.number, record.bytes, as: shape) ?? false
    case .suggested: return false
    }
  }

  private static let idFields = [
    "id", "_id", "uuid", "uid", "prompt_id", "message_id", "conversation_id", "key",
  ]

  private func isIdentified(by ids: Set<String>, _ record: inout QueryRecord) -> Bool {
    guard let root = record.root else { return false }
    for name in Self.idFields {
      guard let node = root.member(named: JSONString(name), in: record.bytes) else { continue }
      if let text = record.text(of: node), ids.contains(text) { return true }
    }
    return false
  }

  private func holds(_ mark: Query.Mark, _ state: RecordState) -> Bool {
    let marks = state.counted
    switch mark {
    case .edited: return state.edited != nil
    case .removed: return state.isRemoved
    case .conflicting: return state.conflict != nil
    case .noted: return marks.contains { !$0.notes.isEmpty }
    case .flagged(nil): return marks.contains { !$0.flags.isEmpty }
    case .flagged(let category?):
      let wanted = category.lowercased()
      return marks.contains { $0.flags.contains { $0.key.category.lowercased() == wanted } }
    case .verdict(nil): return !marks.contains { $0.verdict != nil }
    case .verdict(let verdict?): return marks.contains { $0.verdict == verdict }
    case .by(let actor): return state.entries.contains { set.entries[$0].actor == actor }
    case .disagreeing: return state.isDisputed
    }
  }
}

extension Part {
  /// Whether this is a turn of a role, given by the program's name for it or the record's.
  fileprivate func isTurn(of role: String) -> Bool {
    if self.role.rawValue == role { return true }
    guard self.role.isTurn else { return false }
    return name == role || name.hasSuffix(" \(role)")
  }
}

extension Query {
  /// The records to which others are to be similar.
  fileprivate var likened: [RecordNumber] {
    leaves.compactMap { if case .similar(let number) = $0 { number } else { nil } }
  }

  /// Whether a search over the record's bytes shows that it can't match.
  fileprivate func isRuledOut(_ bytes: Bytes) -> Bool {
    switch self {
    case .contains(let pattern), .field(_, let pattern): pattern.isRuledOut(bytes)
    case .all(let all): all.contains { $0.isRuledOut(bytes) }
    case .any(let all): all.allSatisfy { $0.isRuledOut(bytes) }
    default: false
    }
  }
}
