public import Curation
import JSONLines

/// Statistics of some records: shapes, turns, lengths, labels, marks.
public struct Statistics: Hashable, Sendable {
  public struct Section: Hashable, Sendable {
    public var title: String
    public var bars: [Bar]
    /// The distribution of lengths, in a section about lengths.
    public private(set) var measure: Measure?
  }

  /// The distribution of the lengths of a role's texts, added up per record, in Unicode scalars.
  /// Percentiles above 255 are accurate to one part in a hundred.
  public struct Measure: Hashable, Sendable {
    public var role: Part.Role
    public var mean: Int
    public var median: Int
    /// The 95th and 99th percentiles.
    public var p95: Int
    public var p99: Int
    public var most: Int
  }

  /// The number of records with some property, and the query that finds them.
  public struct Bar: Hashable, Sendable {
    public var label: String
    public var count: Int
    public var query: String
    /// The range of lengths, in a section about lengths; `most` is nil if it has no upper bound.
    public private(set) var least: Int?
    public private(set) var most: Int?
    /// Whether the label is a word of the program, and not a name or a value from the data.
    public private(set) var isWord = false
  }

  /// A share as a rounded percentage: `97%`.
  public static func share(_ count: Int, of all: Int) -> String {
    "\((count * 200 / max(1, all) + 1) / 2)%"
  }

  public private(set) var records = 0
  private var shapes: [Shape: Int] = [:]
  private var turns: [Int: Int] = [:]
  private var responses: [Int: Int] = [:]
  private var best: [Int: Int] = [:]
  /// The labels of each field, by its index in `labelFields`; nil for one with too many.
  private var labels = [[ScalarKey: ValueCount]?](
    repeating: [:], count: Self.labelFields.names.count)
  private var flags: [String: Int] = [:]
  private var verdicts: [String: Int] = [:]
  private var scripts: [Script: Int] = [:]
  private var marks: [String: Int] = [:]
  /// The lengths of each role, by its index in `roles`.
  private var lengths = [LengthCounts](repeating: LengthCounts(), count: Self.roles.keys.count)
  private var pairs = Pairs()

  private struct Pairs: Hashable {
    var chosenLonger = 0, equal = 0, rejectedLonger = 0
  }

  /// The roles whose lengths are counted.
  private static let roles = QueryRecord.KnownFields([
    "system", "prompt", "user", "assistant", "tool", "chosen", "rejected", "response", "text",
  ])

  /// Members that label a record.
  private static let labelFields = QueryRecord.KnownFields([
    "label", "kto_tag", "category", "helpfulness", "correctness", "coherence", "complexity",
    "verbosity", "better_response_id", "safer_response_id",
  ])

  /// The maximum number of different labels of a field. One with more has numbers or texts.
  private static let labelLimit = 200

  private init() {}

  /// Computes statistics of some records, on all cores.
  ///
  /// - Parameter progress: called from time to time with the number of records done.
  /// - Returns: nil when cancelled.
  public init?(
    _ numbers: [RecordNumber], in set: WorkingSet, as shape: Shape?,
    isCancelled: @Sendable () -> Bool = { false }, progress: (Int) -> Void = { _ in }
  ) {
    var sum = Statistics()
    var isWhole = true
    Parallel.inOrder(numbers.count, pieceSize: 256) { range -> Statistics? in
      if isCancelled() { return nil }
      var part = Statistics()
      for (number, bytes) in zip(numbers[range], set.bytes(of: numbers[range])) {
        var record = QueryRecord(number, bytes, in: set, as: shape)
        part.add(&record)
      }
      return part
    } take: { part, done in
      guard let part else { return isWhole = false }
      sum.merge(part)
      progress(done)
    }
    guard isWhole else { return nil }
    self = sum
  }

  private mutating func merge(_ other: Statistics) {
    records += other.records
    shapes.merge(other.shapes, uniquingKeysWith: +)
    turns.merge(other.turns, uniquingKeysWith: +)
    responses.merge(other.responses, uniquingKeysWith: +)
    best.merge(other.best, uniquingKeysWith: +)
    flags.merge(other.flags, uniquingKeysWith: +)
    verdicts.merge(other.verdicts, uniquingKeysWith: +)
    scripts.merge(other.scripts, uniquingKeysWith: +)
    marks.merge(other.marks, uniquingKeysWith: +)
    for (place, counts) in other.labels.enumerated() { addLabels(counts, of: place) }
    for place in lengths.indices { lengths[place].add(other.lengths[place]) }
    pairs.chosenLonger += other.pairs.chosenLonger
    pairs.equal += other.pairs.equal
    pairs.rejectedLonger += other.pairs.rejectedLonger
  }

  private mutating func add(_ record: inout QueryRecord) {
    records += 1
    let reading = record.reading
    shapes[reading.shape, default: 0] += 1
    let count = record.count(.turns).map { Int($0.value) } ?? 0
    if count > 0 { turns[count, default: 0] += 1 }
    if !reading.responses.isEmpty {
      responses[reading.responses.count + reading.unreadResponses, default: 0] += 1
    }
    if let place = record.count(.best) { best[Int(place.value), default: 0] += 1 }
    addLengths(&record)
    addLabels(&record)
    let found = record.scripts
    for script in Script.allCases where found.has(script) { scripts[script, default: 0] += 1 }
    addMarks(record.state)
  }

  /// Counts lengths as queries do, so that a bar's query finds as many records.
  private mutating func addLengths(_ record: inout QueryRecord) {
    let texts = record.texts
    var sums = InlineArray<16, Int?>(repeating: nil)
    record.forEachNode(of: Self.roles) { sums[$0] = (sums[$0] ?? 0) + texts.scalarCount(in: $1) }
    var (chosen, rejected): (Int?, Int?)
    for place in lengths.indices {
      guard let sum = sums[place] else { continue }
      lengths[place].add(sum)
      if Self.roles.roles[place] == .chosen { chosen = sum }
      if Self.roles.roles[place] == .rejected { rejected = sum }
    }
    guard let chosen, let rejected else { return }
    if chosen > rejected {
      pairs.chosenLonger += 1
    } else if chosen == rejected {
      pairs.equal += 1
    } else {
      pairs.rejectedLonger += 1
    }
  }

  /// Counts each label once per record. Values over 80 bytes aren't labels.
  private mutating func addLabels(_ record: inout QueryRecord) {
    // Most records have none or one.
    var found: [(place: Int, label: ScalarKey, spelling: String)] = []
    let bytes = record.bytes
    func add(_ place: Int, _ node: JSONNode) {
      guard found.count < Self.labelLimit, let text = node.scalarText(in: bytes),
        text.utf8.count <= 80
      else { return }
      let label = ScalarKey(text, isNumber: node.kind == .number)
      if !found.contains(where: { ($0.place, $0.label) == (place, label) }) {
        found.append((place, label, label.spelling(of: text)))
      }
    }
    record.forEachNode(of: Self.labelFields) { place, node in
      guard node.kind == .array else { return add(place, node) }
      for element in node.elements(in: bytes, limit: Self.labelLimit) { add(place, element) }
    }
    for (place, label, spelling) in found {
      labels[place]?[label, default: ValueCount(value: spelling, count: 0)].count += 1
      dropLabels(of: place)
    }
  }

  private mutating func addLabels(_ counts: [ScalarKey: ValueCount]?, of place: Int) {
    guard let counts, labels[place] != nil else { return labels[place] = nil }
    labels[place]?.merge(counts) { ValueCount(value: $0.value, count: $0.count + $1.count) }
    dropLabels(of: place)
  }

  /// Forgets the labels of a field that has too many different ones.
  private mutating func dropLabels(of place: Int) {
    if labels[place]?.count ?? 0 > Self.labelLimit { labels[place] = nil }
  }

  /// The fields with too many different labels, which aren't among the sections.
  public var uncountedLabels: [String] {
    zip(Self.labelFields.names, labels).filter { $1 == nil }.map(\.0)
  }

  /// All labels with their fields, `label=harmful`, the most frequent first.
  private var labelBars: [Bar] {
    let all = zip(Self.labelFields.names, labels).flatMap { name, counts in
      (counts ?? [:]).values.map { found in
        Bar(
          label: "\(name)=\(found.value)", count: found.count,
          query: Query.equals(name, found.value))
      }
    }
    return all.sorted { ($1.count, $0.label) < ($0.count, $1.label) }
  }

  private static let unmarked = RecordState()

  private mutating func addMarks(_ state: RecordState) {
    // The common case.
    if state == Self.unmarked { return verdicts["none", default: 0] += 1 }
    for category in Set(state.counted.flatMap { $0.flags.map(\.key.category) }) {
      flags[category, default: 0] += 1
    }
    let said = Set(state.verdicts)
    for verdict in said { verdicts[verdict.rawValue, default: 0] += 1 }
    if said.isEmpty { verdicts["none", default: 0] += 1 }
    if state.isDisputed { marks["disagree", default: 0] += 1 }
    if state.edited != nil { marks["edited", default: 0] += 1 }
    if state.isRemoved { marks["removed", default: 0] += 1 }
    if state.conflict != nil { marks["conflict", default: 0] += 1 }
  }

  // MARK: - Sections

  /// How many records have each number of something.
  private func bars(_ counts: [Int: Int], of measure: String) -> [Bar] {
    counts.sorted { $0.key < $1.key }.map {
      Bar(label: String($0.key), count: $0.value, query: "\(measure)=\($0.key)")
    }
  }

  /// The sections that aren't empty, in the order in which they are shown.
  public var sections: [Section] {
    var sections: [Section] = [
      Section(title: "shapes", bars: bars(shapesByName) { "shape:\($0)" }),
      Section(title: "scripts", bars: scriptBars),
      Section(title: "turns", bars: bars(turns, of: "turns")),
      Section(title: "responses", bars: bars(responses, of: "responses")),
      Section(title: "place of the best response", bars: bars(best, of: "best")),
    ]
    for (role, found) in zip(Self.roles.roles, lengths) {
      if let role, found.records > 0 { sections.append(section(role, found)) }
    }
    sections.append(Section(title: "length of chosen and rejected", bars: pairBars))
    sections.append(Section(title: "labels", bars: labelBars))
    sections.append(Section(title: "flags", bars: bars(flags) { "flag:\($0)" }))
    sections.append(
      Section(title: "verdicts", bars: bars(verdicts, areWords: true) { "verdict:\($0)" }))
    sections.append(Section(title: "changes", bars: bars(marks, areWords: true) { $0 }))
    return sections.filter { section in section.bars.contains { $0.count > 0 } }
  }

  private func bars(
    _ counts: [String: Int], areWords: Bool = false, _ query: (String) -> String
  ) -> [Bar] {
    counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { Bar(label: $0.key, count: $0.value, query: query($0.key), isWord: areWords) }
  }

  private var shapesByName: [String: Int] {
    Dictionary(uniqueKeysWithValues: shapes.map { ($0.key.rawValue, $0.value) })
  }

  private var scriptBars: [Bar] {
    scripts.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
      .map { script, count in
        let name = script.rawValue
        return Bar(label: name, count: count, query: "script:\(name)", isWord: true)
      }
  }

  private var pairBars: [Bar] {
    [
      Bar(
        label: "chosen longer", count: pairs.chosenLonger, query: "len(chosen)>len(rejected)",
        isWord: true),
      Bar(
        label: "equal", count: pairs.equal, query: "len(chosen)=len(rejected)",
        isWord: true),
      Bar(
        label: "rejected longer", count: pairs.rejectedLonger, query: "len(chosen)<len(rejected)",
        isWord: true),
    ].filter { $0.count > 0 }
  }

  private func section(_ role: Part.Role, _ lengths: LengthCounts) -> Section {
    let measure = Measure(
      role: role, mean: (lengths.total + lengths.records / 2) / max(1, lengths.records),
      median: lengths.percentile(50), p95: lengths.percentile(95), p99: lengths.percentile(99),
      most: lengths.most)
    let bars = LengthCounts.bounds.indices.compactMap { index -> Bar? in
      guard lengths.buckets[index] > 0 else { return nil }
      let low = LengthCounts.bounds[index]
      let length = "len(\(role.rawValue))"
      guard index + 1 < LengthCounts.bounds.count else {
        return Bar(
          label: "\(low) and more", count: lengths.buckets[index], query: "\(length)>=\(low)",
          least: low)
      }
      let high = LengthCounts.bounds[index + 1]
      return Bar(
        label: high == low + 1 ? "\(low)" : "\(low) to \(high - 1)", count: lengths.buckets[index],
        query: "\(length)>=\(low) \(length)<\(high)", least: low, most: high - 1)
    }
    return Section(title: "characters of \(role.rawValue)", bars: bars, measure: measure)
  }
}

extension Statistics.Section {
  /// A section that counts the values of a field.
  public init(title: String, values: [ValueCount]) {
    let bars = values.map {
      Statistics.Bar(label: $0.value, count: $0.count, query: Query.equals(title, $0.value))
    }
    self.init(title: title, bars: bars)
  }
}
