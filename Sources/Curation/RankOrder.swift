import JSONLines

/// An order of responses, best first, by their numbers as they stand: `2,1,3`; ties `2=3,1`.
public struct RankOrder: Hashable, Sendable {
  /// Groups of equals, best first; numbers count from 1.
  public var groups: [[Int]]

  public init(groups: [[Int]]) {
    self.groups = groups
  }

  /// Why an order can't be read, or doesn't fit a record.
  public enum Problem: Error, Hashable, Sendable {
    case notANumber(String)
    case empty
    case repeated(Int)
    case missing([Int])
    case outOfRange(Int, count: Int)
    case acceptabilityUnsupported
  }

  /// Reads an order as it is typed; commas and spaces are the same.
  public init(_ text: String) throws(Problem) {
    if text.contains("/") { throw .acceptabilityUnsupported }
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
    guard !groups.isEmpty else { throw .empty }
    self.groups = groups
  }

  /// The order as one types it.
  public var text: String {
    groups.map { $0.map(String.init).joined(separator: "=") }.joined(separator: ",")
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
    guard reading.shape == .pairwise || reading.shape == .transcripts else {
      throw .nothingToRank(reading.shape)
    }
    guard places[0] != places[1] else { throw .pairCannotTie }
    return places[0] < places[1] ? [] : try flip(reading, value)
  }

  /// Dense ranks in the data's direction: from 0 where the data has a 0, else from 1.
  private static func ranks(
    _ places: [Int], _ reading: RecordReading, _ value: JSONValue
  ) -> [PatchStep] {
    let best = reading.responses.contains { $0.rank == 0 } ? 0 : 1
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
