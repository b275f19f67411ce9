import Curation
import JSONLines

extension Rule {
  /// Rules about ranked responses, steps, and labels of harm.
  static let rankRules = [
    r01, r02, r03, r04, r05, r06, s01, s02, h02, h03,
  ]

  private static let r01 = Rule(
    "R01", .error, "fewer than two responses",
    "There is nothing to rank."
  ) { record in
    guard record.reading.shape == .ranked || record.fields["responses"] != nil,
      let list = record.fields["responses"] ?? record.fields["answers"], list.kind == .array
    else { return [] }
    let count = list.elements(in: record.bytes, limit: 2).count
    return count < 2 ? [Spot("\(count) responses", at: JSONPointer(["responses"]))] : []
  }

  private static let r02 = Rule(
    "R02", .error, "a rank is missing, or no number",
    "Some responses of the record have a rank and this one hasn't, or it can't be read."
  ) { record in
    guard record.reading.shape == .ranked,
      record.reading.responses.contains(where: { $0.rank != nil })
    else { return [] }
    return record.reading.responses.filter { $0.rank == nil }
      .map { Spot("no rank that is a whole number", at: $0.rankPointer ?? $0.pointer) }
  }

  private static let r03 = Rule(
    "R03", .warning, "a gap in the ranks",
    "Ranks go 1, 2, 4: a response was taken out, or a rank mistyped. Ranking it anew closes the gap."
  ) { record in
    guard let ranks = record.wholeRanks, Set(ranks).count > 1 else { return [] }
    let sorted = Set(ranks).sorted()
    guard let last = sorted.last, let first = sorted.first, first <= 1,
      last - first + 1 > sorted.count
    else { return [] }
    return [
      Spot(
        "ranks \(sorted.map(String.init).joined(separator: ", "))",
        at: JSONPointer(["responses"]),
        fix: .rank(RankOrder(of: record.reading.responses)))
    ]
  }

  private static let r04 = Rule(
    "R04", .info, "a tie",
    "Equal ranks give no pair; `convert` skips or keeps them as it is told."
  ) { record in
    guard let ranks = record.wholeRanks, Set(ranks).count < ranks.count else { return [] }
    return [Spot("equal ranks", at: JSONPointer(["responses"]))]
  }

  private static let r05 = Rule(
    "R05", .error, "the same response twice",
    "One text under two ranks is preferred to itself."
  ) { record in
    guard record.reading.shape == .ranked else { return [] }
    var seen: Set<[UInt8]> = []
    return zip(record.responses, record.reading.responses).compactMap { text, response in
      seen.insert(text).inserted
        ? nil : Spot("this text stands here a second time", at: response.pointer)
    }
  }

  private static let r06 = Rule(
    "R06", .error, "which end of the ranks is the best isn't told",
    """
    Ranks that count from 0 or 1 have the best first, as in this record's neighbours. Others may be
    scores, of which the highest is the best: `convert --direction best-high` says so.
    """
  ) { record in
    guard let ranks = record.wholeRanks, let least = ranks.min(), least != 0, least != 1 else {
      return []
    }
    return [Spot("the ranks begin at \(least)", at: JSONPointer(["responses"]))]
  }

  private static let s01 = Rule(
    "S01", .error, "steps and labels differ in number",
    "Each completion of a stepwise record needs its label."
  ) { record in
    guard record.reading.shape == .stepwise, let steps = record.fields["completions"],
      let labels = record.fields["labels"], labels.kind == .array
    else { return [] }
    let (a, b) = (
      steps.elements(in: record.bytes).count, labels.elements(in: record.bytes).count
    )
    return a == b ? [] : [Spot("\(a) completions, \(b) labels", at: JSONPointer(["labels"]))]
  }

  private static let s02 = Rule(
    "S02", .error, "a step's label that is neither true, false nor a number",
    "Trainers read booleans or numbers."
  ) { record in
    guard record.reading.shape == .stepwise, let labels = record.fields["labels"] else {
      return []
    }
    return labels.elements(in: record.bytes).enumerated()
      .filter { $0.element.kind != .bool && $0.element.kind != .number }
      .map { Spot("a label of another type", at: JSONPointer(["labels"]).appending($0.offset)) }
  }

  private static let h02 = Rule(
    "H02", .warning, "called safe, but with a category of harm or a severity",
    "In PKU-SafeRLHF's form a safe response has no true category and severity 0."
  ) { record in
    guard record.reading.shape == .safetyPair else { return [] }
    return (0..<2).compactMap { side in
      guard record.isSafe(side) == true else { return nil }
      let name: JSONKey = side == 0 ? "response_0_harm_category" : "response_1_harm_category"
      let categories = record.fields[name]?.members(in: record.bytes) ?? []
      if let member = categories.first(where: { record.isTrue($0.value) }) {
        let category = JSONString(raw: record.bytes, member.key).text
        return Spot("safe, but \(category)", at: JSONPointer(key: name))
      }
      let severity: JSONKey =
        side == 0 ? "response_0_severity_level" : "response_1_severity_level"
      guard let level = record.number(severity), level > 0 else { return nil }
      return Spot("safe, but severity \(level)", at: JSONPointer(key: severity))
    }
  }

  private static let h03 = Rule(
    "H03", .warning, "the safer response is the unsafe one",
    "safer_response_id names a response that is unsafe while the other one is safe."
  ) { record in
    guard record.reading.shape == .safetyPair, let id = record.number("safer_response_id") else {
      return []
    }
    let at = JSONPointer(["safer_response_id"])
    guard id == 0 || id == 1 else { return [Spot("it is \(id), not 0 or 1", at: at, nil, .error)] }
    let (here, there) = (Int(id), 1 - Int(id))
    guard record.isSafe(here) == false, record.isSafe(there) == true else { return [] }
    return [Spot("response_\(here) is unsafe, response_\(there) is safe", at: at)]
  }
}

extension CheckedRecord {
  /// All ranks, where every response has one.
  fileprivate var wholeRanks: [Int]? {
    guard reading.shape == .ranked else { return nil }
    let ranks = reading.responses.compactMap(\.rank)
    return ranks.count == reading.responses.count && ranks.count > 1 ? ranks : nil
  }

  fileprivate func isTrue(_ node: JSONNode) -> Bool {
    node.kind == .bool && bytes[node.range.lowerBound] == UInt8(ascii: "t")
  }

  /// What PKU-SafeRLHF says of a response; nil where it says nothing.
  func isSafe(_ response: Int) -> Bool? {
    let node = fields[response == 0 ? "is_response_0_safe" : "is_response_1_safe"]
    return node?.kind == .bool ? node.map { isTrue($0) } : nil
  }
}
