import Curation
import JSONLines

/// What is known of the records so far, for the rules that compare them.
struct DatasetChecks {
  private var rules: [String: DatasetRule]
  private(set) var findings: [Finding] = []
  private var records: [RecordFacts.Hashed: RecordNumber] = [:]
  private var answers: [UInt64: (number: RecordNumber, answer: UInt64)] = [:]
  private var pairs: [PairKey: RecordNumber] = [:]
  private var goodLabels: [UInt64: (number: RecordNumber, isGood: Bool)] = [:]
  private var edges: [UInt64: [Edge]] = [:]
  private var firstShape: (shape: Shape, number: RecordNumber)?
  private var shapes: Set<Shape> = []
  private var layouts: Set<UInt64> = []
  private var kinds: [JSONString: JSONNode.Kind] = [:]
  private var told: Set<JSONString> = []
  private let limits: CheckLimits
  private var bias = PairBias()
  private var lengths = LengthOutliers()
  private var labelCounts = LabelCounts()

  private struct PairKey: Hashable {
    var prompt: UInt64
    var chosen: UInt64
    var rejected: UInt64
  }

  /// For one prompt: an answer that is better than another, by their hashes.
  private typealias Edge = (better: UInt64, worse: UInt64, number: RecordNumber)

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

  /// Whether pairs are measured for what gives the chosen side away.
  var wantsBias: Bool { rules["Q22"] != nil || rules["Q23"] != nil }

  mutating func take(_ facts: RecordFacts) {
    let number = facts.number
    if let first = records[facts.bytes] {
      found("Q1", number, "the same as \(first)")
    } else {
      records[facts.bytes] = number
    }
    if rules["F10"] != nil { note(facts.shape, of: number) }
    if rules["F11"] != nil, layouts.insert(facts.layout).inserted { noteKinds(facts) }
    if let pair = facts.pair { note(pair, of: facts) }
    if let label = facts.label { note(label, of: number) }
    if rules["Q4"] != nil {
      for length in facts.lengths {
        lengths.add(length.scalars, length.role, at: length.pointer, in: number)
      }
    }
    if rules["H01"] != nil || rules["Q30"] != nil { labelCounts.add(facts.labels, of: number) }
    if rules["Q3"] != nil { noteAnswer(facts) }
  }

  private mutating func note(_ shape: Shape, of number: RecordNumber) {
    guard let first = firstShape else { return firstShape = (shape, number) }
    if shape != first.shape, shapes.insert(shape).inserted {
      found("F10", number, "\(shape.rawValue), where \(first.number) is \(first.shape.rawValue)")
    }
  }

  private mutating func noteKinds(_ facts: RecordFacts) {
    let bytes = facts.bytes.bytes
    let members = JSONMembers(of: JSONNode.known(bytes), in: bytes)
    for member in members.all where member.value.kind != .null {
      let key = members.name(member)
      if let kind = kinds[key] {
        if kind != member.value.kind, told.insert(key).inserted {
          found(
            "F11", facts.number,
            "\(key.text) is of type \(member.value.kind), before of \(kind)",
            at: JSONPointer([key]))
        }
      } else if kinds.count < 1000 {
        kinds[key] = member.value.kind
      }
    }
  }

  private mutating func note(_ pair: RecordFacts.Pair, of facts: RecordFacts) {
    if let sample = pair.bias { bias.add(sample) }
    let key = PairKey(
      prompt: facts.prompt ?? 0, chosen: pair.chosen, rejected: pair.rejected)
    if let first = pairs[key] { found("P08", facts.number, "the same pair as \(first)") }
    let turned = PairKey(prompt: key.prompt, chosen: key.rejected, rejected: key.chosen)
    if let first = pairs[turned], key.chosen != key.rejected {
      found("P09", facts.number, "\(first) prefers it the other way round")
    }
    if pairs[key] == nil { pairs[key] = facts.number }
    edges[key.prompt, default: []].append((key.chosen, key.rejected, facts.number))
  }

  private mutating func note(_ label: RecordFacts.Label, of number: RecordNumber) {
    if let first = goodLabels[label.texts], first.isGood != label.isGood {
      found("P12", number, "\(first.number) labels it the other way", at: label.pointer)
    } else if goodLabels[label.texts] == nil {
      goodLabels[label.texts] = (number, label.isGood)
    }
  }

  private mutating func noteAnswer(_ facts: RecordFacts) {
    guard facts.shape.stage == .sft, let prompt = facts.prompt else { return }
    guard let first = answers[prompt] else {
      answers[prompt] = (facts.number, facts.answer)
      return
    }
    if first.answer != facts.answer {
      found("Q3", facts.number, "\(first.number) has this prompt too")
    }
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
  private static func circle(_ edges: [Edge]) -> RecordNumber? {
    var worse: [UInt64: Set<UInt64>] = [:]
    for edge in edges {
      if reaches(edge.worse, edge.better, worse, besides: edge.better) { return edge.number }
      worse[edge.better, default: []].insert(edge.worse)
    }
    return nil
  }

  /// Whether `from` is better than `to` over at least one other.
  private static func reaches(
    _ from: UInt64, _ to: UInt64, _ worse: [UInt64: Set<UInt64>], besides: UInt64
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
