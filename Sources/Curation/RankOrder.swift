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

extension RankOrder {
  /// Whether it puts a response that isn't acceptable before one that is.
  ///
  /// - Parameter ratings: whether each response is; nil if nobody said.
  func crossesLine(of ratings: [RatingValue?]) -> Bool {
    guard let places = try? places(count: ratings.count) else { return false }
    func all(_ isAcceptable: Bool) -> [Int] {
      zip(places, ratings).filter { $1 == .acceptable(isAcceptable) }.map(\.0)
    }
    guard let best = all(false).min(), let worst = all(true).max() else { return false }
    return best < worst
  }

  /// Whether responses are acceptable once one was moved to its place here: what has passed an
  /// acceptable one is acceptable, what has fallen behind one that isn't, isn't.
  ///
  /// - Parameter ratings: whether each response was; nil if nobody said.
  func carryingOverLine(
    _ number: Int, by step: Int, from before: RankOrder, _ ratings: [RatingValue?]
  ) -> [RatingValue?] {
    let count = ratings.count
    guard let then = try? before.places(count: count), let now = try? places(count: count),
      ratings.indices.contains(number - 1), ratings[number - 1] != nil
    else { return ratings }
    let (moved, wanted) = (number - 1, RatingValue.acceptable(step < 0))
    let isOver = ratings.indices.contains { other in
      let wasBetter = then[other] < then[moved]
      let isBetter = now[other] < now[moved]
      return wasBetter == (step < 0) && isBetter != wasBetter && ratings[other] == wanted
    }
    var ratings = ratings
    if isOver { ratings[moved] = wanted }
    return ratings
  }
}

extension RecordReading {
  /// The rank that means best in this record: 0 if some rank is 0, else 1; nil without ranks.
  public var bestRank: Int? {
    let ranks = responses.compactMap(\.rank)
    return ranks.isEmpty ? nil : ranks.contains(0) ? 0 : 1
  }
}
