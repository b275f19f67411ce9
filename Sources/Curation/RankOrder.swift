import JSONLines

/// An order of responses, best first, by their numbers as they stand: `2,1,3`; ties `2=3,1`; what
/// comes after `/` isn't acceptable: `3,1/4,2`, and `/1,2` where none is.
public struct RankOrder: Hashable, Sendable {
  /// Groups of equals, best first; numbers count from 1.
  public var groups: [[Int]]
  /// How many groups, from the best, are acceptable; nil where no line is drawn.
  public var acceptableGroups: Int?

  public init(groups: [[Int]], acceptableGroups: Int? = nil) {
    self.groups = groups
    self.acceptableGroups = acceptableGroups
  }

  /// Why an order can't be read, or doesn't fit a record.
  public enum Problem: Error, Hashable, Sendable {
    case notANumber(String)
    case empty
    case repeated(Int)
    case missing([Int])
    case outOfRange(Int, count: Int)
    case severalLines
  }

  /// Reads an order as it is typed; commas and spaces are the same.
  public init(_ text: String) throws(Problem) {
    let sides = text.split(separator: "/", omittingEmptySubsequences: false)
    guard sides.count <= 2 else { throw .severalLines }
    let acceptable = try Self.groups(sides[0])
    groups = try acceptable + (sides.count == 2 ? Self.groups(sides[1]) : [])
    acceptableGroups = sides.count == 2 ? acceptable.count : nil
    guard !groups.isEmpty else { throw .empty }
  }

  private static func groups(_ text: Substring) throws(Problem) -> [[Int]] {
    var groups: [[Int]] = []
    for group in text.split(whereSeparator: { $0 == "," || $0 == " " }) {
      var numbers: [Int] = []
      for number in group.split(separator: "=", omittingEmptySubsequences: false) {
        guard number.first != "+", let value = Int(number), value > 0 else {
          throw .notANumber(String(number))
        }
        numbers.append(value)
      }
      groups.append(numbers)
    }
    return groups
  }

  /// The order as one types it.
  public var text: String {
    func text(_ groups: some Sequence<[Int]>) -> String {
      groups.map { $0.map(String.init).joined(separator: "=") }.joined(separator: ",")
    }
    guard let acceptableGroups else { return text(groups) }
    return text(groups.prefix(acceptableGroups)) + "/" + text(groups.dropFirst(acceptableGroups))
  }

  /// Whether each of `count` responses is acceptable; nil where no line is drawn.
  func acceptability(count: Int) -> [Bool]? {
    guard let acceptableGroups else { return nil }
    let acceptable = Set(groups.prefix(acceptableGroups).joined())
    return (1...max(1, count)).map { acceptable.contains($0) }
  }

  /// The place of each of `count` responses, from 0, equals sharing one.
  public func places(count: Int) throws(Problem) -> [Int] {
    var places = [Int?](repeating: nil, count: count)
    for (place, group) in groups.enumerated() {
      for number in group {
        guard number <= count else { throw .outOfRange(number, count: count) }
        guard places[number - 1] == nil else { throw .repeated(number) }
        places[number - 1] = place
      }
    }
    let missing = places.indices.filter { places[$0] == nil }.map { $0 + 1 }
    guard missing.isEmpty else { throw .missing(missing) }
    return places.compactMap { $0 }
  }

  /// The order that a record has now: by rank, without one in the order they stand, at the end.
  public init(of responses: [Response]) {
    var byRank: [Int: [Int]] = [:]
    for (index, response) in responses.enumerated() {
      byRank[response.rank ?? .max, default: []].append(index + 1)
    }
    groups = byRank.sorted { $0.key < $1.key }.flatMap { rank, numbers in
      rank == .max ? numbers.map { [$0] } : [numbers]
    }
  }

  /// The order with response `number` some places better (`by` -1, -2 ...) or worse; ties are broken.
  public func shifting(_ number: Int, by step: Int) -> RankOrder {
    var flat = groups.flatMap { $0 }
    guard let place = flat.firstIndex(of: number) else { return self }
    let target = min(max(0, place + step), flat.count - 1)
    if target == place { return self }
    flat.insert(flat.remove(at: place), at: target)
    return RankOrder(groups: flat.map { [$0] })
  }
}

extension RecordReading {
  /// The rank that the best response has in this data: 0 where one is 0, else 1; nil without ranks.
  public var bestRank: Int? {
    let ranks = responses.compactMap(\.rank)
    return ranks.isEmpty ? nil : ranks.contains(0) ? 0 : 1
  }
}

extension RecordReading {
  /// Whether the responses are texts in a list, none of them the better.
  fileprivate var isListOfTexts: Bool {
    shape == .candidates
      && responses.allSatisfy { response in
        response.pointer.tokens.count == 2 && Int(response.pointer.tokens[1].text) != nil
          && parts.contains { $0.pointer == response.pointer && $0.node.kind == .string }
      }
  }
}

/// Turns an order, or the flip of a pair, into patches by the record's shape.
enum Ranking {
  /// The patch that ranks the responses in `order`.
  static func patch(
    _ order: RankOrder, _ reading: RecordReading, _ value: JSONValue
  ) throws(EditError) -> [PatchStep] {
    guard reading.hasColumns else { throw .nothingToRank(reading.shape) }
    let places: [Int]
    do { places = try order.places(count: reading.responses.count) } catch { throw .rank(error) }
    if reading.shape == .ranked { return ranks(places, reading, value) }
    if reading.isListOfTexts { return try rankTexts(places, reading, value) }
    guard [.pairwise, .transcripts, .safetyPair, .candidates].contains(reading.shape),
      places.count == 2
    else { throw .nothingToRank(reading.shape) }
    guard places[0] != places[1] else {
      // Two that are equally unacceptable are no preference to be written: the ratings tell.
      if order.acceptableGroups != nil { return [] }
      throw .pairCannotTie
    }
    let best = places[0] < places[1] ? 0 : 1
    switch reading.shape {
    case .candidates: return choose(best, reading)
    case .safetyPair: return try prefer(best, value)
    default: return best == 0 ? [] : try flip(reading, value)
    }
  }

  /// The order that a command gives to the responses as they stand before it; nil where it gives
  /// none.
  static func order(_ command: Command, _ reading: RecordReading) -> RankOrder? {
    guard reading.hasColumns else { return nil }
    switch command {
    case .rank(let order): return order
    case .shift(let response, let step):
      return RankOrder(of: reading.responses).shifting(response, by: step)
    case .flip:
      let groups = RankOrder(of: reading.responses).groups
      return groups.count == 2 ? RankOrder(groups: groups.reversed()) : nil
    default: return nil
    }
  }

  /// Where the responses stand once they are ranked in `order`.
  static func pointers(after order: RankOrder, _ reading: RecordReading) -> [JSONPointer] {
    let pointers = reading.responses.map(\.pointer)
    guard pointers.count == 2, let places = try? order.places(count: 2), places[0] != places[1]
    else { return pointers }
    let isSecondBest = places[1] < places[0]
    switch reading.shape {
    case .pairwise, .transcripts: return isSecondBest ? pointers.reversed() : pointers
    case .candidates where !reading.isListOfTexts:
      return isSecondBest ? [rejected, chosen] : [chosen, rejected]
    default: return pointers
    }
  }

  private static let chosen = JSONPointer(["chosen"])
  private static let rejected = JSONPointer(["rejected"])

  /// Two responses without a verdict become a pair: their members take its names.
  private static func choose(_ best: Int, _ reading: RecordReading) -> [PatchStep] {
    [
      .move(from: reading.responses[best].pointer, to: chosen),
      .move(from: reading.responses[1 - best].pointer, to: rejected),
    ]
  }

  /// Texts in a list become objects with a text and a rank, 1 the best.
  private static func rankTexts(
    _ places: [Int], _ reading: RecordReading, _ value: JSONValue
  ) throws(EditError) -> [PatchStep] {
    var steps: [PatchStep] = []
    for (response, place) in zip(reading.responses, places) {
      guard let text = try? value.value(at: response.pointer) else {
        throw .nothingToRank(reading.shape)
      }
      let ranked = JSONValue.object([
        .init("text", text), .init("rank", .integer(1 + place)),
      ])
      steps += [.test(response.pointer, .value(text)), .replace(response.pointer, ranked)]
    }
    return steps
  }

  private static let better = JSONPointer(["better_response_id"])

  /// Writes which of `response_0` and `response_1` is better.
  private static func prefer(_ best: Int, _ value: JSONValue) throws(EditError) -> [PatchStep] {
    guard let old = try? value.value(at: better) else { throw .nothingToRank(.safetyPair) }
    let new = JSONValue.integer(best)
    return old.isEquivalent(to: new) ? [] : [.test(better, .value(old)), .replace(better, new)]
  }

  /// Dense ranks in the data's direction: from 0 where the data has a 0, else from 1.
  static func ranks(
    _ places: [Int], _ reading: RecordReading, _ value: JSONValue
  ) -> [PatchStep] {
    let best = reading.bestRank ?? 1
    return zip(reading.responses, places).flatMap { response, place -> [PatchStep] in
      guard let pointer = response.rankPointer else { return [] }
      let new = JSONValue.integer(best + place)
      guard let old = try? value.value(at: pointer) else { return [.add(pointer, new, index: nil)] }
      let spelled = old.string == nil ? new : JSONValue.text(String(best + place))
      if old.isEquivalent(to: spelled) { return [] }
      return [.test(pointer, .value(old)), .replace(pointer, spelled)]
    }
  }

  /// Chosen becomes rejected and the other way round, with every member that stands for one of the
  /// two (`score_chosen`, `rejected_id`); a good-or-bad label becomes its opposite.
  static func flip(_ reading: RecordReading, _ value: JSONValue) throws(EditError) -> [PatchStep] {
    if reading.shape == .kto, let label = reading.parts.first(where: { $0.role == .label }),
      case .bool(let isGood)? = try? value.value(at: label.pointer)
    {
      return [
        .test(label.pointer, .value(.bool(isGood))), .replace(label.pointer, .bool(!isGood)),
      ]
    }
    if reading.shape == .safetyPair, let old = try? value.value(at: better) {
      return try prefer(old.isEquivalent(to: .integer(0)) ? 1 : 0, value)
    }
    guard reading.shape == .pairwise || reading.shape == .transcripts,
      reading.responses.count == 2
    else { throw .nothingToFlip(reading.shape) }
    var pairs = [(reading.responses[0].pointer, reading.responses[1].pointer)]
    if case .object(let members) = value {
      for member in members {
        guard let twin = twinKey(member.key.text), value[JSONString(twin)] != nil else { continue }
        let pair = (JSONPointer([member.key]), JSONPointer([JSONString(twin)]))
        if !pairs.contains(where: { $0 == pair }) { pairs.append(pair) }
      }
    }
    return pairs.flatMap { swap($0.0, $0.1, value) }
  }

  /// The member that stands for the rejected side where `key` stands for the chosen one.
  private static func twinKey(_ key: String) -> String? {
    guard let start = key.firstOffset(of: "chosen") else { return nil }
    return String(key.prefix(start)) + "rejected" + String(key.dropFirst(start + 6))
  }

  private static func swap(
    _ a: JSONPointer, _ b: JSONPointer, _ value: JSONValue
  ) -> [PatchStep] {
    guard let first = try? value.value(at: a), let second = try? value.value(at: b),
      first != second
    else { return [] }
    return [
      .test(a, .value(first)), .replace(a, second), .test(b, .value(second)), .replace(b, first),
    ]
  }
}

extension String {
  /// Characters before the first occurrence of `other`, or nil.
  fileprivate func firstOffset(of other: String) -> Int? {
    (0...max(0, count - other.count)).first { dropFirst($0).hasPrefix(other) }
  }
}
