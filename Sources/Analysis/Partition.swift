public import Curation
import JSONLines

/// A split of a dataset into parts of given shares. Records of a group stay together, and if a
/// field is given, its values are spread evenly over the parts.
public struct Partition: Sendable {
  /// The records of each part, ascending.
  public private(set) var parts: [[RecordNumber]]

  /// - Parameters:
  ///   - shares: the share of each part; they needn't add up to 1.
  ///   - groups: records that must stay together.
  ///   - field: the field whose values are spread evenly; nil for none.
  ///   - seed: the same seed gives the same parts.
  public init(
    _ numbers: [RecordNumber], in set: WorkingSet, as shape: Shape?, shares: [Double],
    together groups: [[RecordNumber]], by field: Query.Field?, seed: UInt64
  ) {
    parts = Array(repeating: [], count: shares.count)
    let places = Dictionary(uniqueKeysWithValues: zip(numbers, numbers.indices))
    var sets = DisjointSets(count: numbers.count)
    for group in groups {
      let inside = group.compactMap { places[$0] }
      for other in inside.dropFirst() { sets.join(inside[0], other) }
    }
    var members: [Int: [RecordNumber]] = [:]
    for (place, number) in numbers.enumerated() {
      members[sets.root(place), default: []].append(number)
    }
    // A group is in the stratum of its first record.
    var strata = Strata<[RecordNumber]>()
    for group in members.values.sorted(by: { $0[0] < $1[0] }) {
      var record = QueryRecord(group[0], in: set, as: shape)
      strata.add(group, field.map { record.texts(of: $0) } ?? [])
    }
    let whole = shares.reduce(0, +)
    // How many records each part still lacks. What one stratum's size doesn't divide into is made
    // up for in the next.
    var lacking = [Double](repeating: 0, count: shares.count)
    var random = SplitMix(seed: seed)
    for groups in strata.inOrder.shuffled(using: &random) {
      // Small groups fill what large ones leave.
      let shuffled = groups.shuffled(using: &random).sorted { $0.count > $1.count }
      // A larger group before is no reason to give this stratum to one part.
      let largest = Double(groups.map(\.count).max() ?? 0)
      for part in shares.indices { lacking[part] = min(max(lacking[part], -largest), largest) }
      let total = Double(groups.reduce(0) { $0 + $1.count })
      for part in shares.indices { lacking[part] += shares[part] / whole * total }
      for group in shuffled {
        guard let part = shares.indices.max(by: { lacking[$0] < lacking[$1] }) else { continue }
        lacking[part] -= Double(group.count)
        parts[part] += group
      }
    }
    for part in parts.indices { parts[part].sort() }
  }
}

extension Partition {
  /// Groups of the records with one value of a field, or in the list that it is.
  public static func groups(
    of numbers: [RecordNumber], by field: Query.Field, in set: WorkingSet, as shape: Shape?
  ) -> [[RecordNumber]] {
    var groups: [ScalarKey: [RecordNumber]] = [:]
    for number in numbers {
      var record = QueryRecord(number, in: set, as: shape)
      // A null or an empty cell is no value that records have in common.
      let values = record.values(of: field).filter {
        $0.kind != .null && $0.string(in: record.bytes)?.isEmpty != true
      }
      for key in Set(values.map { ScalarKey($0, in: record.bytes) }) {
        groups[key, default: []].append(number)
      }
    }
    return groups.values.filter { $0.count > 1 }
  }
}

/// What is in a dataset by the values of a field.
private struct Strata<Element> {
  private var places: [[ScalarKey]: Int] = [:]
  private var all: [(name: JSONString, elements: [Element])] = []

  /// - Parameter values: of the field; none where it is missing.
  mutating func add(_ element: Element, _ values: [(key: ScalarKey, text: String)]) {
    let key = values.map(\.key)
    if let place = places[key] { return all[place].elements.append(element) }
    places[key] = all.count
    all.append((JSONString(values.map(\.text).joined(separator: "\u{1F}")), [element]))
  }

  /// In the order of the values' bytes.
  var inOrder: [[Element]] {
    all.enumerated().sorted { one, two in
      let (a, b) = (one.element.name.wtf8, two.element.name.wtf8)
      return a == b ? one.offset < two.offset : a.lexicographicallyPrecedes(b)
    }.map(\.element.elements)
  }
}

/// Random samples, reproducible by their seed.
public enum Sampling {
  /// A sample of `count` records; with a field, of up to `count` records for each of its values.
  public static func sample(
    _ count: Int, of numbers: [RecordNumber], in set: WorkingSet, as shape: Shape?,
    by field: Query.Field?, seed: UInt64
  ) -> [RecordNumber] {
    var random = SplitMix(seed: seed)
    guard let field else { return Array(numbers.shuffled(using: &random).prefix(count)).sorted() }
    var strata = Strata<RecordNumber>()
    for number in numbers {
      var record = QueryRecord(number, in: set, as: shape)
      strata.add(number, record.texts(of: field))
    }
    var taken: [RecordNumber] = []
    for group in strata.inOrder {
      taken += group.shuffled(using: &random).prefix(count)
    }
    return taken.sorted()
  }

  /// A pseudorandom number in 0..<1, determined by the record's number and the seed.
  static func chance(of number: RecordNumber, seed: UInt64) -> Double {
    var random = SplitMix(seed: seed ^ UInt64(number.value) &* 0x2545_F491_4F6C_DD1D)
    return Double(random.next() >> 11) / Double(1 << 53)
  }
}
