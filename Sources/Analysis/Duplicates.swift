public import Curation
import JSONLines

/// Groups of records with equal or similar texts.
public struct Duplicates: Sendable {
  /// The part of a record that is compared.
  public enum Scope: String, Hashable, Sendable, CaseIterable {
    case record, prompt, response
  }

  public struct Group: Hashable, Sendable {
    /// In ascending order; at least two.
    public var numbers: [RecordNumber]
    /// The least similarity by which a record was added to the group; 1 if all are equal.
    public var similarity: Double
  }

  public private(set) var groups: [Group] = []

  /// Compares records with each other.
  ///
  /// - Parameters:
  ///   - threshold: the least Jaccard index, of runs of five words, of near duplicates; nil finds
  ///     only equal texts, ignoring white space and Unicode normal form.
  ///   - progress: called from time to time with the number of records read.
  public init(
    among numbers: [RecordNumber], in set: WorkingSet, as shape: Shape? = nil,
    scope: Scope = .record, threshold: Double? = nil, progress: (Int) -> Void = { _ in }
  ) {
    let reader = TextReader(set: set, shape: shape, scope: scope)
    groups =
      threshold.map { Self.near(numbers, reader, $0, progress) }
      ?? Self.equal(numbers, reader, progress)
  }

  // MARK: - Equal

  private static func equal(
    _ numbers: [RecordNumber], _ reader: TextReader, _ progress: (Int) -> Void
  ) -> [Group] {
    var byText: [UInt64: [RecordNumber]] = [:]
    Parallel.inOrder(numbers.count) { range in
      numbers[range].map { ($0, reader.foldedHash(of: $0)) }
    } take: { hashes, done in
      for case (let number, let hash?) in hashes { byText[hash, default: []].append(number) }
      progress(done)
    }
    var groups: [Group] = []
    for candidates in byText.values where candidates.count > 1 {
      // Hashes may collide, so the texts are compared.
      let same = Dictionary(grouping: candidates) { reader.foldedText(of: $0) ?? "" }
      groups += same.values.filter { $0.count > 1 }.map { Group(numbers: $0, similarity: 1) }
    }
    return groups.sorted { $0.numbers[0] < $1.numbers[0] }
  }

  // MARK: - Near

  private static func near(
    _ numbers: [RecordNumber], _ reader: TextReader, _ threshold: Double,
    _ progress: (Int) -> Void
  ) -> [Group] {
    // Fewer rows per band give more candidates, and miss fewer near duplicates.
    let rows = threshold < 0.75 ? 4 : 6
    var signatures: [MinHash] = []
    signatures.reserveCapacity(numbers.count)
    var places: [Int] = []
    Parallel.inOrder(numbers.count) { range in
      range.map { place -> (Int, MinHash)? in
        let shingles = reader.shingles(of: numbers[place])
        return shingles.hashes.isEmpty ? nil : (place, MinHash(shingles))
      }
    } take: { signed, done in
      for case (let place, let signature)? in signed {
        places.append(place)
        signatures.append(signature)
      }
      progress(done)
    }
    var sets = DisjointSets(count: numbers.count)
    var least = [Double](repeating: 1, count: numbers.count)
    var cache: [Int: Shingles] = [:]
    func shingles(_ place: Int) -> Shingles {
      if let known = cache[place] { return known }
      if cache.count > 20_000 { cache = [:] }
      let made = reader.shingles(of: numbers[place])
      cache[place] = made
      return made
    }
    for band in 0..<MinHash.count / rows {
      var buckets: [UInt64: [Int]] = [:]
      for (signature, place) in zip(signatures, places) {
        let key = signature.band(band, rows: rows)
        // What is similar to one record of a bucket is usually similar to its first ones.
        let others = buckets[key] ?? []
        var isNew = true
        for other in others {
          if sets.areJoined(place, other) {
            isNew = false
            break
          }
          let similarity = shingles(place).similarity(to: shingles(other))
          guard similarity >= threshold else { continue }
          let joined = min(similarity, least[sets.root(place)], least[sets.root(other)])
          sets.join(place, other)
          least[sets.root(place)] = joined
          isNew = false
          break
        }
        if isNew, others.count < 16 { buckets[key, default: []].append(place) }
      }
    }
    return sets.groups.map { group in
      Group(numbers: group.map { numbers[$0] }, similarity: least[sets.root(group[0])])
    }
  }
}

/// Reads the texts of a record that are compared.
private struct TextReader {
  let set: WorkingSet
  let shape: Shape?
  let scope: Duplicates.Scope

  private func texts(of number: RecordNumber) -> [JSONString] {
    let bytes = set.bytes(of: number).apart
    let reading = RecordReading(bytes, as: shape)
    switch scope {
    case .prompt: return reading.promptText(in: bytes).map { [JSONString($0)] } ?? []
    case .response:
      let roles: [Part.Role] = [.assistant, .chosen, .rejected, .response]
      let answers = reading.parts.filter { roles.contains($0.role) }
        .compactMap { $0.node.string(in: bytes) }
      // In a conversation, only the last turn counts as the answer.
      return reading.responses.isEmpty ? Array(answers.suffix(1)) : answers
    case .record:
      let parts = reading.parts.filter { $0.role != .field || Self.isInput($0) }
      return (parts.isEmpty ? reading.parts : parts).compactMap { part in
        if let text = part.node.string(in: bytes) { return text }
        // Labels, calls and images tell records apart as well.
        return part.node.kind == .null ? nil : JSONString(wtf8: Array(bytes.slice(part.node.range)))
      }
    }
  }

  /// Whether a model gets this field beside the prompt, so that it is no mere note on the record.
  private static func isInput(_ part: Part) -> Bool {
    part.pointer.tokens.first.map { inputs.contains($0.text) } ?? false
  }

  private static let inputs = Set(Format.media + ["tools", "functions", "image"])

  func shingles(of number: RecordNumber) -> Shingles { Shingles(texts(of: number)) }

  /// A hash that is equal for equal folded texts; nil if there is no text.
  func foldedHash(of number: RecordNumber) -> UInt64? {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var isEmpty = true
    for text in texts(of: number) {
      if !text.isEmpty { isEmpty = false }
      let isASCII = text.wtf8.allSatisfy { $0 < 0x80 }
      let folded = isASCII ? "" : text.text.withSpaceFolded
      // Characters above ASCII have several normal forms, which `String` hashes equally.
      guard isASCII || folded.utf8.allSatisfy({ $0 < 0x80 }) else {
        hash = (hash ^ UInt64(bitPattern: Int64(folded.hashValue))) &* 0x0000_0100_0000_01B3
        continue
      }
      for byte in isASCII ? text.wtf8 : Array(folded.utf8) where byte > 0x20 {
        hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
      }
    }
    return isEmpty ? nil : hash
  }

  /// The texts with white space folded, to be compared by canonical equivalence; nil if there is no
  /// text.
  func foldedText(of number: RecordNumber) -> String? {
    let all = texts(of: number).map(\.text.withSpaceFolded)
    return all.allSatisfy(\.isEmpty) ? nil : all.joined(separator: "\u{1F}")
  }
}

/// Disjoint sets of indices that can be merged (union-find).
struct DisjointSets {
  private var parents: [Int]

  init(count: Int) {
    parents = Array(0..<count)
  }

  mutating func root(_ element: Int) -> Int {
    var element = element
    while parents[element] != element {
      parents[element] = parents[parents[element]]
      element = parents[element]
    }
    return element
  }

  mutating func areJoined(_ a: Int, _ b: Int) -> Bool { root(a) == root(b) }

  /// Merges two sets. The lower root remains, so the result doesn't depend on the order.
  mutating func join(_ a: Int, _ b: Int) {
    let (x, y) = (root(a), root(b))
    if x != y { parents[max(x, y)] = min(x, y) }
  }

  /// The sets with more than one element, sorted, each in ascending order.
  var groups: [[Int]] {
    var sets = self
    var byRoot: [Int: [Int]] = [:]
    for element in parents.indices { byRoot[sets.root(element), default: []].append(element) }
    return byRoot.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
  }
}
