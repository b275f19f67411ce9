import JSONLines

/// What a record's text is made of, for telling how near two records are: the hashes of its runs of
/// three words, or of three characters where a script has no spaces.
struct Likeness: Hashable, Sendable {
  /// From here on two records count as similar.
  static let threshold = 0.5

  private let shingles: Set<Int>

  init(of bytes: Bytes) {
    var shingles: Set<Int> = []
    if let root = try? JSONNode.parse(bytes) {
      root.forEachString(in: bytes) { node in
        if let string = node.string(in: bytes) { Self.add(string.text, to: &shingles) }
      }
    }
    self.shingles = shingles
  }

  private static func add(_ text: String, to shingles: inout Set<Int>) {
    let tokens = WordCutter.words(in: text).filter { !$0.allSatisfy(\.isWhitespace) }
    let length = min(3, tokens.count)
    guard length > 0 else { return }
    for start in 0...(tokens.count - length) {
      shingles.insert(tokens[start..<start + length].hashValue)
    }
  }

  /// The Jaccard index: what both have over what either has.
  func similarity(to other: Likeness) -> Double {
    let shared = shingles.intersection(other.shingles).count
    let all = shingles.count + other.shingles.count - shared
    return all == 0 ? 1 : Double(shared) / Double(all)
  }
}
