import Curation
import JSONLines

/// Looks for near duplicates among records: candidates by the bands of their MinHash signatures,
/// each confirmed by the Jaccard index of its shingles. A place is an index in `numbers`.
struct NearSearch {
  let numbers: [RecordNumber]
  let reader: ComparedTexts
  let threshold: Double
  /// The records that have shingles, and their signatures.
  private var signed: [(place: Int, signature: MinHash, labels: UInt64)] = []
  private var byText: [UInt64: [Int]] = [:]
  private var sets: DisjointSets
  /// The least similarity within a set, by the place of its root.
  private var least: [Double]
  private var cache: [Int: Content] = [:]
  private var cachedHashes = 0

  /// Near duplicates have the same labels.
  private typealias Content = (shingles: Shingles, labels: [JSONString])

  init(_ numbers: [RecordNumber], _ reader: ComparedTexts, _ threshold: Double) {
    (self.numbers, self.reader, self.threshold) = (numbers, reader, threshold)
    sets = DisjointSets(count: numbers.count)
    least = [Double](repeating: 1, count: numbers.count)
    signed.reserveCapacity(numbers.count)
  }

  /// Reads all records.
  mutating func sign(_ progress: (Int) -> Void) {
    let (numbers, reader) = (numbers, reader)
    Parallel.inOrder(numbers.count) { range in
      range.map { place -> (Int, MinHash?, labels: UInt64, UInt64?) in
        let said = reader.said(numbers[place])
        let shingles = Shingles(said: said)
        return (
          place, shingles.hashes.isEmpty ? nil : MinHash(shingles),
          reader.foldedHash(of: said.filter(\.isLabel)) ?? 0, reader.foldedHash(of: said)
        )
      }
    } take: { found, done in
      for (place, signature, labels, hash) in found {
        if let hash { byText[hash, default: []].append(place) }
        if let signature { signed.append((place, signature, labels)) }
      }
      progress(done)
    }
  }

  mutating func joinEqual() {
    for candidates in byText.values where candidates.count > 1 {
      for same in reader.same(candidates, by: { numbers[$0] }) {
        for place in same.dropFirst() { sets.join(same[0], place) }
      }
    }
  }

  mutating func joinSimilar() {
    // Fewer rows per band give more candidates, and miss fewer near duplicates: of those at the
    // threshold about one in a hundred at most.
    let rows = threshold < 0.5 ? 2 : threshold < 0.65 ? 3 : threshold < 0.75 ? 4 : 6
    for band in 0..<MinHash.count / rows {
      var buckets: [UInt64: [Int]] = [:]
      for (place, signature, labels) in signed {
        let key = signature.band(band, rows: rows) ^ labels
        // What is similar to one record of a bucket is usually similar to its first ones.
        let others = buckets[key] ?? []
        var isKnown = false
        for other in others where join(place, other) { isKnown = true }
        if !isKnown, others.count < 16 { buckets[key, default: []].append(place) }
      }
    }
  }

  /// Joins the sets of two records if they are similar; returns whether they are in one set.
  private mutating func join(_ place: Int, _ other: Int) -> Bool {
    if sets.areJoined(place, other) { return true }
    let (one, two) = (content(place), content(other))
    let similarity = one.shingles.similarity(to: two.shingles)
    guard similarity >= threshold, one.labels == two.labels else { return false }
    // Their texts aren't equal, at least in symbols.
    let joined = min(similarity, 0.999, least[sets.root(place)], least[sets.root(other)])
    sets.join(place, other)
    least[sets.root(place)] = joined
    return true
  }

  private mutating func content(_ place: Int) -> Content {
    if let known = cache[place] { return known }
    if cachedHashes > 8_000_000 { (cache, cachedHashes) = ([:], 0) }
    let said = reader.said(numbers[place])
    let made = (Shingles(said: said), said.filter(\.isLabel).map(\.text))
    cache[place] = made
    cachedHashes += made.0.hashes.count
    return made
  }

  var groups: [Duplicates.Group] {
    mutating get {
      sets.groups.map { group in
        Duplicates.Group(
          numbers: group.map { numbers[$0] }, similarity: least[sets.root(group[0])])
      }
    }
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
