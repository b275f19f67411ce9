import JSONLines

/// An order of responses, best first, by their numbers in the record: `2,1,3`. `2=3,1` has a tie;
/// responses after a `/` aren't acceptable: `3,1/4,2`, or `/1,2` if none is.
public struct RankOrder: Hashable, Sendable {
  /// Groups of equally good responses, best first; responses are numbered from 1.
  public var groups: [[Int]]
  /// How many groups, counted from the best, are acceptable; nil without a `/`.
  public var acceptableGroups: Int?

  public init(groups: [[Int]], acceptableGroups: Int? = nil) {
    self.groups = groups
    self.acceptableGroups = acceptableGroups
  }

  /// Why an order can't be parsed, or doesn't fit a record.
  public enum Problem: Error, Hashable, Sendable {
    case notANumber(String)
    case empty
    case repeated(Int)
    case missing([Int])
    case outOfRange(Int, count: Int)
    case severalLines
  }

  /// Parses an order as it is typed; commas and spaces mean the same.
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

  /// The order as it is typed.
  public var text: String {
    func text(_ groups: some Sequence<[Int]>) -> String {
      groups.map { $0.map(String.init).joined(separator: "=") }.joined(separator: ",")
    }
    guard let acceptableGroups else { return text(groups) }
    return text(groups.prefix(acceptableGroups)) + "/" + text(groups.dropFirst(acceptableGroups))
  }

  /// Whether each of `count` responses is acceptable; nil if the order doesn't say.
  func acceptability(count: Int) -> [Bool]? {
    guard let acceptableGroups else { return nil }
    let acceptable = Set(groups.prefix(acceptableGroups).joined())
    return (1...max(1, count)).map { acceptable.contains($0) }
  }

  /// The place of each of `count` responses, from 0; equals share a place.
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

  /// The order of a record's responses: by rank, followed by those without a rank as they are
  /// listed.
  public init(of responses: [Response]) {
    var byRank: [Int: [Int]] = [:]
    for (index, response) in responses.enumerated() {
      byRank[response.rank ?? .max, default: []].append(index + 1)
    }
    groups = byRank.sorted { $0.key < $1.key }.flatMap { rank, numbers in
      rank == .max ? numbers.map { [$0] } : [numbers]
    }
  }

  /// A copy in which response `number` moves by `step` places, to a better one if negative. It
  /// leaves those that it equals first; they, and other ties, stay together.
  public func shifting(_ number: Int, by step: Int) -> RankOrder {
    var order = RankOrder(groups: groups)
    for _ in 0..<min(abs(step), groups.joined().count) {
      guard let place = order.groups.firstIndex(where: { $0.contains(number) }) else { break }
      let isAlone = order.groups[place].count == 1
      if isAlone {
        let target = place + step.signum()
        guard order.groups.indices.contains(target) else { break }
        order.groups.swapAt(place, target)
      } else {
        order.groups[place].removeAll { $0 == number }
        order.groups.insert([number], at: step < 0 ? place : place + 1)
      }
    }
    return order
  }
}

extension RecordReading {
  /// The rank that means best in this record: 0 if some rank is 0, else 1; nil without ranks.
  public var bestRank: Int? {
    let ranks = responses.compactMap(\.rank)
    return ranks.isEmpty ? nil : ranks.contains(0) ? 0 : 1
  }
}

extension RecordReading {
  /// Whether the responses are strings in a list, without a preference.
  fileprivate var isListOfTexts: Bool {
    shape == .candidates
      && responses.allSatisfy { response in
        response.pointer.tokens.count == 2 && Int(response.pointer.tokens[1].text) != nil
          && parts.contains { $0.pointer == response.pointer && $0.node.kind == .string }
      }
  }
}

/// Patches that write an order, or the flip of a pair, as the record's shape requires.
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
      // Two equally good responses aren't a preference that a pair could hold; the ratings say
      // whether they are acceptable.
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

  /// The order that a command gives to the responses as they are before it; nil if it gives none.
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

  /// Pointers to the responses, in their present order, after they are ranked in `order`.
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

  /// Turns two candidates into a pair by renaming their members.
  private static func choose(_ best: Int, _ reading: RecordReading) -> [PatchStep] {
    [
      .move(from: reading.responses[best].pointer, to: chosen),
      .move(from: reading.responses[1 - best].pointer, to: rejected),
    ]
  }

  /// Turns the strings of a list into objects with a text and a rank, 1 the best.
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

  /// Writes dense ranks, from 0 if some rank of the record is 0, else from 1.
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

  /// Exchanges chosen and rejected, and every pair of members named after them (`score_chosen`,
  /// `score_rejected`); a good-or-bad label becomes its opposite.
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

  /// The name of the rejected side's member, given the chosen side's; nil if `key` has no "chosen".
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
  /// The number of characters before the first occurrence of `other`, or nil.
  fileprivate func firstOffset(of other: String) -> Int? {
    (0...max(0, count - other.count)).first { dropFirst($0).hasPrefix(other) }
  }
}
