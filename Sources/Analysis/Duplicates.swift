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
  ///   - threshold: the least Jaccard index, of runs of five words, of near duplicates, beside
  ///     equal texts; nil finds only these, ignoring white space and Unicode normal form. Below 0.25
  ///     more and more near duplicates are missed.
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
      groups += reader.same(candidates, by: \.self).map { Group(numbers: $0, similarity: 1) }
    }
    return groups.sorted { $0.numbers[0] < $1.numbers[0] }
  }

  // MARK: - Near

  private static func near(
    _ numbers: [RecordNumber], _ reader: TextReader, _ threshold: Double,
    _ progress: (Int) -> Void
  ) -> [Group] {
    // Fewer rows per band give more candidates, and miss fewer near duplicates: of those at the
    // threshold about one in a hundred at most.
    let rows = threshold < 0.5 ? 2 : threshold < 0.65 ? 3 : threshold < 0.75 ? 4 : 6
    var signatures: [MinHash] = []
    signatures.reserveCapacity(numbers.count)
    var places: [Int] = []
    var byText: [UInt64: [Int]] = [:]
    Parallel.inOrder(numbers.count) { range in
      range.map { place -> (Int, MinHash?, UInt64?) in
        let said = reader.said(numbers[place])
        let shingles = Shingles(said.map(\.text))
        return (
          place, shingles.hashes.isEmpty ? nil : MinHash(shingles), reader.foldedHash(of: said)
        )
      }
    } take: { signed, done in
      for (place, signature, hash) in signed {
        if let hash { byText[hash, default: []].append(place) }
        guard let signature else { continue }
        places.append(place)
        signatures.append(signature)
      }
      progress(done)
    }
    var sets = DisjointSets(count: numbers.count)
    var least = [Double](repeating: 1, count: numbers.count)
    for candidates in byText.values where candidates.count > 1 {
      for same in reader.same(candidates, by: { numbers[$0] }) {
        for place in same.dropFirst() { sets.join(same[0], place) }
      }
    }
    var cache: [Int: (shingles: Shingles, labels: [JSONString])] = [:]
    var cachedHashes = 0
    func content(_ place: Int) -> (shingles: Shingles, labels: [JSONString]) {
      if let known = cache[place] { return known }
      if cachedHashes > 8_000_000 { (cache, cachedHashes) = ([:], 0) }
      let said = reader.said(numbers[place])
      let made = (Shingles(said.map(\.text)), reader.labels(in: said))
      cache[place] = made
      cachedHashes += made.0.hashes.count
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
          let (one, two) = (content(place), content(other))
          let similarity = one.shingles.similarity(to: two.shingles)
          guard similarity >= threshold, one.labels == two.labels else { continue }
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

  /// The texts that are compared, each with who says it.
  func said(_ number: RecordNumber) -> [(role: String, text: JSONString)] {
    let bytes = set.bytes(of: number).apart
    let reading = RecordReading(bytes, as: shape)
    switch scope {
    case .prompt: return reading.promptText(in: bytes).map { [("", JSONString($0))] } ?? []
    case .response:
      let roles: [Part.Role] = [.assistant, .chosen, .rejected, .response]
      let answers = reading.parts.filter { roles.contains($0.role) }
        .compactMap { part in part.node.string(in: bytes).map { ("", $0) } }
      // In a conversation, only the last turn counts as the answer.
      return reading.responses.isEmpty ? Array(answers.suffix(1)) : answers
    case .record:
      let parts = reading.parts.filter { $0.role != .field || Self.counts($0) }
      let said = (parts.isEmpty ? reading.parts : parts).compactMap { part in
        // Labels, calls and images tell records apart as well.
        let text =
          part.node.string(in: bytes)
          ?? (part.node.kind == .null ? nil : JSONString(wtf8: Array(bytes.slice(part.node.range))))
        return text.flatMap { $0.isEmpty ? nil : (Self.speaker(part), $0) }
      }
      // A record that says nothing is compared as a whole.
      return said.isEmpty ? [("", JSONString(wtf8: Array(bytes)))] : said
    }
  }

  /// Who says a part; shapes call the same side by different names.
  private static func speaker(_ part: Part) -> String {
    switch part.role {
    case .prompt, .user: "user"
    case .field: part.name
    default: part.role.rawValue
    }
  }

  /// Whether a model gets this field beside the prompt, or it labels the answer, so that it is no
  /// mere note on the record.
  private static func counts(_ part: Part) -> Bool {
    part.pointer.tokens.first.map { fields.contains($0.text) } ?? false
  }

  private static let fields = labels.union(Format.media + ["tools", "functions", "image"])

  /// Those of some elements whose records say the same, in groups. Hashes may collide, so the texts
  /// are compared.
  func same<T>(_ candidates: [T], by number: (T) -> RecordNumber) -> [[T]] {
    Dictionary(grouping: candidates) { foldedText(of: number($0)) ?? "" }
      .values.filter { $0.count > 1 }
  }

  /// The labels among what is said, which near duplicates share.
  func labels(in said: [(role: String, text: JSONString)]) -> [JSONString] {
    said.filter { Self.labels.contains($0.role) }.map(\.text)
  }

  private static let labels: Set = ["label", "labels", "kto_tag", "is_correct", "correct"]

  /// A hash that is equal for equal folded texts; nil if there is no text.
  func foldedHash(of number: RecordNumber) -> UInt64? { foldedHash(of: said(number)) }

  func foldedHash(of said: [(role: String, text: JSONString)]) -> UInt64? {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var isEmpty = true
    for (role, text) in said {
      for byte in role.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
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
    let all = said(number).map { ($0.role, $0.text.text.withSpaceFolded) }
    if all.allSatisfy(\.1.isEmpty) { return nil }
    return all.map { "\($0.0)\u{1E}\($0.1)" }.joined(separator: "\u{1F}")
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
