public import Curation
public import JSONLines

/// A value that differs between two versions of a record; nil in the version that lacks it.
public struct ValueDifference: Hashable, Sendable {
  public var pointer: JSONPointer
  public var before: JSONValue?
  public var after: JSONValue?

  /// All differences of two values, found recursively as far as their structures agree, in order.
  public static func between(
    _ before: JSONValue, _ after: JSONValue, at pointer: JSONPointer = .root
  ) -> [ValueDifference] {
    if before.isEquivalent(to: after) { return [] }
    // Of a key that an object has twice nobody can say which one is meant.
    if before.hasDuplicateMembers || after.hasDuplicateMembers {
      return [ValueDifference(pointer: pointer, before: before, after: after)]
    }
    switch (before, after) {
    case (.object(let a), .object(let b)):
      let later = Dictionary(b.map { ($0.key, $0.value) }) { first, _ in first }
      let earlier = Set(a.map(\.key))
      let common = a.flatMap { member -> [ValueDifference] in
        let at = pointer.appending(member.key)
        guard let other = later[member.key] else {
          return [ValueDifference(pointer: at, before: member.value, after: nil)]
        }
        return between(member.value, other, at: at)
      }
      let added = b.filter { !earlier.contains($0.key) }.map {
        ValueDifference(pointer: pointer.appending($0.key), before: nil, after: $0.value)
      }
      return common + added
    case (.array(let a), .array(let b)):
      return (0..<max(a.count, b.count)).flatMap { index -> [ValueDifference] in
        let at = pointer.appending(index)
        guard index < a.count, index < b.count else {
          return [
            ValueDifference(
              pointer: at, before: index < a.count ? a[index] : nil,
              after: index < b.count ? b[index] : nil)
          ]
        }
        return between(a[index], b[index], at: at)
      }
    default: return [ValueDifference(pointer: pointer, before: before, after: after)]
    }
  }

  /// All differences of two records; they are compared as whole texts if one isn't JSON.
  public static func between(_ before: Bytes, _ after: Bytes) -> [ValueDifference] {
    if before == after { return [] }
    guard let a = try? JSONValue.parse(before), let b = try? JSONValue.parse(after) else {
      return [
        ValueDifference(
          pointer: .root, before: .text(String(decoding: before, as: UTF8.self)),
          after: .text(String(decoding: after, as: UTF8.self)))
      ]
    }
    return between(a, b)
  }
}

/// Matches the records of two datasets: equal ones first, then those that share a key, of the same
/// number where that is possible, else in their order. Each record has at most one partner.
public struct DatasetDifference: Sendable {
  public private(set) var equalCount = 0
  /// How many of the equal ones are spelled otherwise.
  public private(set) var respelledCount = 0
  public private(set) var changed: [(before: RecordNumber, after: RecordNumber)] = []
  public private(set) var removed: [RecordNumber] = []
  public private(set) var added: [RecordNumber] = []

  public init(_ before: WorkingSet, _ after: WorkingSet, by key: LinkKey) {
    // What `apply` leaves out is in neither.
    var isTaken = (0..<after.source.recordCount).map { position in
      after.isLeftOut(RecordNumber(position: position))
    }
    var left = (0..<before.source.recordCount).map { RecordNumber(position: $0) }
      .filter { !before.isLeftOut($0) }
    left = pairUnmoved(left, in: before, with: after, &isTaken)
    // By their bytes, then but for their spelling: white space, escapes, the order of members.
    left = pairEqual(left, in: before, with: after, &isTaken) { $0 }
    let sameCount = equalCount
    left = pairEqual(left, in: before, with: after, &isTaken) { try? JSONValue.parse($0).sorted }
    let index = LinkIndex(after, by: key)
    /// Where the search for a free partner goes on, by the first place of a key.
    var searched: [Int: Int] = [:]
    for number in left {
      let places = index.places(of: number, in: before)
      guard !places.isEmpty else {
        removed.append(number)
        continue
      }
      let same = isTaken.isFree(number) && index.isThere(number, among: places) ? number : nil
      let start = searched[places.lowerBound] ?? places.lowerBound
      let free = (start..<places.upperBound).first { !isTaken[index.record(at: $0).position] }
      searched[places.lowerBound] = free ?? places.upperBound
      guard let partner = same ?? free.map(index.record) else {
        removed.append(number)
        continue
      }
      isTaken[partner.position] = true
      if Counterpart.isEqual(before.bytes(of: number), after.bytes(of: partner)) {
        equalCount += 1
      } else {
        changed.append((number, partner))
      }
    }
    respelledCount = equalCount - sameCount
    added = isTaken.indices.filter { !isTaken[$0] }.map { RecordNumber(position: $0) }
  }

  /// Pairs records that have the same bytes and the same number.
  ///
  /// - Returns: those that have no partner so far.
  private mutating func pairUnmoved(
    _ left: [RecordNumber], in before: WorkingSet, with after: WorkingSet, _ isTaken: inout [Bool]
  ) -> [RecordNumber] {
    left.filter { number in
      guard isTaken.isFree(number), before.bytes(of: number) == after.bytes(of: number) else {
        return true
      }
      isTaken[number.position] = true
      equalCount += 1
      return false
    }
  }

  /// Pairs records with the same key; those without one have no partner.
  ///
  /// - Returns: those that have none.
  private mutating func pairEqual<Key: Hashable>(
    _ left: [RecordNumber], in before: WorkingSet, with after: WorkingSet, _ isTaken: inout [Bool],
    by key: (Bytes) -> Key?
  ) -> [RecordNumber] {
    if left.isEmpty { return [] }
    var places: [Key: [Int]] = [:]
    for position in isTaken.indices.reversed() where !isTaken[position] {
      guard let key = key(after.bytes(of: RecordNumber(position: position))) else { continue }
      places[key, default: []].append(position)
    }
    return left.filter { number in
      guard let key = key(before.bytes(of: number)), let place = places[key]?.popLast() else {
        return true
      }
      isTaken[place] = true
      equalCount += 1
      return false
    }
  }
}

extension [Bool] {
  /// Whether there is such a record, and it isn't taken.
  fileprivate func isFree(_ number: RecordNumber) -> Bool {
    indices.contains(number.position) && !self[number.position]
  }
}

extension JSONValue {
  /// The value with the members of its objects in the order of their keys.
  fileprivate var sorted: JSONValue {
    switch self {
    case .object(let members):
      .object(
        members.map { Member($0.key, $0.value.sorted) }
          .sorted { $0.key.wtf8.lexicographicallyPrecedes($1.key.wtf8) })
    case .array(let elements): .array(elements.map(\.sorted))
    default: self
    }
  }
}

extension WorkingSet {
  /// Whether `apply` leaves the record out: it is removed or discarded, or its insertion is undone.
  fileprivate func isLeftOut(_ number: RecordNumber) -> Bool {
    !isThere(number) || disposition(of: number, KeepRule()) == .leftOut
  }
}
