import Curation
import JSONLines

/// What is known of the records so far, for the rules that compare them.
struct DatasetChecks {
  private var rules: [String: DatasetRule]
  private(set) var findings: [Finding] = []
  private var records: [Bytes: RecordNumber] = [:]
  private var answers: [String: (number: RecordNumber, answer: Int)] = [:]
  private var pairs: [PairKey: RecordNumber] = [:]
  private var labels: [Int: (number: RecordNumber, label: Bool)] = [:]
  private var edges: [Int: [(better: Int, worse: Int, number: RecordNumber)]] = [:]
  private var firstShape: (shape: Shape, number: RecordNumber)?
  private var shapeCounts: [Shape: Int] = [:]
  private var kinds: [String: JSONNode.Kind] = [:]
  private var told: Set<String> = []
  private let limits: CheckLimits
  private var bias = PairBias()
  private var lengths = LengthOutliers()
  private var labelCounts = LabelCounts()

  private struct PairKey: Hashable {
    var prompt: Int
    var chosen: Int
    var rejected: Int
  }

  init(_ rules: [DatasetRule], _ limits: CheckLimits) {
    self.limits = limits
    self.rules = Dictionary(uniqueKeysWithValues: rules.map { ($0.id, $0) })
  }

  private mutating func found(
    _ id: String, _ number: RecordNumber?, _ message: String, at pointer: JSONPointer? = nil
  ) {
    guard let rule = rules[id] else { return }
    findings.append(
      Finding(
        rule: id, severity: rule.severity, record: number, pointer: pointer, message: message))
  }

  mutating func take(_ record: CheckedRecord) {
    guard let root = record.root else { return }
    let number = record.number
    if let first = records[record.bytes] {
      found("Q1", number, "the same as \(first)")
    } else {
      records[record.bytes] = number
    }
    if rules["F10"] != nil { noteShape(record) }
    if rules["F11"] != nil { noteKinds(root, record) }
    notePairs(record)
    noteLabel(record)
    if rules["Q4"] != nil { record.texts.forEach { lengths.add($0, of: number) } }
    if rules["H01"] != nil || rules["Q30"] != nil { labelCounts.add(record) }
    noteAnswer(record)
  }

  private mutating func noteShape(_ record: CheckedRecord) {
    let shape = record.reading.shape
    guard let first = firstShape else { return firstShape = (shape, record.number) }
    if shape != first.shape, shapeCounts[shape] == nil {
      found(
        "F10", record.number,
        "\(shape.rawValue), where \(first.number) is \(first.shape.rawValue)")
    }
    shapeCounts[shape, default: 0] += 1
  }

  private mutating func noteKinds(_ root: JSONNode, _ record: CheckedRecord) {
    root.forEachMember(in: record.bytes) { member in
      guard member.value.kind != .null else { return true }
      let key = JSONString(raw: record.bytes, member.key).text
      if let kind = kinds[key] {
        if kind != member.value.kind, told.insert(key).inserted {
          found(
            "F11", record.number, "\(key) is of type \(member.value.kind), before of \(kind)",
            at: JSONPointer([JSONString(key)]))
        }
      } else if kinds.count < 1000 {
        kinds[key] = member.value.kind
      }
      return true
    }
  }

  private mutating func notePairs(_ record: CheckedRecord) {
    guard record.reading.hasColumns, let (chosen, rejected) = record.sides else { return }
    if rules["Q22"] != nil || rules["Q23"] != nil { bias.add(chosen, rejected) }
    let prompt = record.reading.promptText(in: record.bytes) ?? ""
    let key = PairKey(
      prompt: prompt.hashValue, chosen: chosen.hashValue, rejected: rejected.hashValue)
    if let first = pairs[key] { found("P08", record.number, "the same pair as \(first)") }
    let turned = PairKey(prompt: key.prompt, chosen: key.rejected, rejected: key.chosen)
    if let first = pairs[turned], key.chosen != key.rejected {
      found("P09", record.number, "\(first) prefers it the other way round")
    }
    if pairs[key] == nil { pairs[key] = record.number }
    edges[key.prompt, default: []].append((key.chosen, key.rejected, record.number))
  }

  private mutating func noteLabel(_ record: CheckedRecord) {
    guard record.reading.shape == .kto,
      let part = record.reading.parts.first(where: { $0.role == .label })
    else { return }
    let label = record.bytes[part.node.range.lowerBound] == UInt8(ascii: "t")
    let key = record.texts.map(\.utf8).hashValue
    if let first = labels[key], first.label != label {
      found("P12", record.number, "\(first.number) labels it the other way", at: part.pointer)
    } else if labels[key] == nil {
      labels[key] = (record.number, label)
    }
  }

  private mutating func noteAnswer(_ record: CheckedRecord) {
    guard rules["Q3"] != nil, record.reading.shape.stage == .sft,
      let prompt = record.reading.promptText(in: record.bytes), !prompt.isEmpty
    else { return }
    let answer = record.texts.filter(\.isAnswer).map(\.utf8).hashValue
    guard let first = answers[prompt] else {
      answers[prompt] = (record.number, answer)
      return
    }
    if first.answer != answer { found("Q3", record.number, "\(first.number) has this prompt too") }
  }

  /// What can be told when all records are known.
  mutating func finish(_ facts: FileFacts?) {
    for edges in edges.values where edges.count > 2 {
      if let number = Self.circle(edges) {
        found("P13", number, "with other pairs of this prompt it makes a circle")
      }
    }
    for (number, pointer, text) in lengths.found(limits.lengthDeviations) {
      found("Q4", number, text, at: pointer)
    }
    for (number, text) in labelCounts.unknown() {
      found("H01", number, text, at: JSONPointer(["label"]))
    }
    for text in labelCounts.unbalanced(limits) { found("Q30", nil, text) }
    if let text = bias.length(limits) { found("Q22", nil, text) }
    for text in bias.style(limits) { found("Q23", nil, text) }
    guard let facts else { return }
    if facts.hasByteOrderMark { found("F02", nil, "the file begins with a byte order mark") }
    if facts.carriageReturns > 0 {
      found("F03", facts.firstCarriageReturn, "\(facts.carriageReturns) lines end in CR LF")
    }
    if !facts.endsWithLineEnd { found("F04", nil, "the last line has no line end") }
    if facts.emptyLines > 0 {
      found(
        "F05", facts.firstEmptyLine, "\(facts.emptyLines) empty lines, the first after this record")
    }
    if facts.isArrayNamedLines { found("F13", nil, "a JSON array in a file named .jsonl") }
  }

  /// A record whose pair closes a circle of at least three.
  private static func circle(
    _ edges: [(better: Int, worse: Int, number: RecordNumber)]
  ) -> RecordNumber? {
    var worse: [Int: Set<Int>] = [:]
    for edge in edges {
      if reaches(edge.worse, edge.better, worse, besides: edge.better) { return edge.number }
      worse[edge.better, default: []].insert(edge.worse)
    }
    return nil
  }

  /// Whether `from` is better than `to` over at least one other.
  private static func reaches(
    _ from: Int, _ to: Int, _ worse: [Int: Set<Int>], besides: Int
  ) -> Bool {
    var open = (worse[from] ?? []).filter { $0 != to }
    var seen = open
    while let next = open.popFirst() {
      for other in worse[next] ?? [] {
        if other == to { return true }
        if seen.insert(other).inserted { open.insert(other) }
      }
    }
    return false
  }
}
