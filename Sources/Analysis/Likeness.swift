import JSONLines

/// The hashes of all runs of three words in a record's strings, for measuring similarity. In
/// scripts without spaces each character is a word.
struct Likeness: Hashable, Sendable {
  /// From this similarity on, two records count as similar.
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

  /// The Jaccard index: the size of the intersection divided by that of the union; 1 if both are
  /// empty.
  func similarity(to other: Likeness) -> Double {
    let shared = shingles.intersection(other.shingles).count
    let all = shingles.count + other.shingles.count - shared
    return all == 0 ? 1 : Double(shared) / Double(all)
  }
}
