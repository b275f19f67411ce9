import JSONLines

/// Finds thousands of terms in a text in one pass, ignoring ASCII case.
///
/// At each place, the first three bytes are hashed to one of 32,768 values. Only if a term's
/// beginning has the same hash are the terms with that hash compared; in natural text that happens
/// about once in a hundred bytes.
public struct TermScanner: Sendable {
  private struct Term {
    var group: Int
    /// Offset in `letters`.
    var start: Int
    var count: Int
  }

  /// Terms sorted by the hash of their beginning: those of hash h are
  /// `terms[starts[h]..<starts[h + 1]]`.
  private let terms: [Term]
  /// The bytes of all terms, in lower case (ASCII only).
  private let letters: [UInt8]
  private let starts: [Int32]
  private let beginnings: ByteTriples

  /// The minimum length of a term in bytes, as the hash takes three.
  static let leastLength = 3

  /// - Parameter groups: a list of terms for each group; each term has at least three bytes.
  public init(_ groups: [[[UInt8]]]) {
    let all = groups.enumerated().flatMap { group, terms in
      terms.map { (bytes: $0.map(Self.folded), group: group) }
    }
    let hashed = all.map { (hash: ByteTriples.hash($0.bytes), term: $0) }
      .sorted { $0.hash < $1.hash }
    var letters: [UInt8] = []
    terms = hashed.map { _, term in
      defer { letters += term.bytes }
      return Term(group: term.group, start: letters.count, count: term.bytes.count)
    }
    self.letters = letters
    var starts = [Int32](repeating: 0, count: ByteTriples.hashes + 1)
    for (hash, _) in hashed { starts[hash + 1] += 1 }
    for index in 1..<starts.count { starts[index] += starts[index - 1] }
    self.starts = starts
    beginnings = ByteTriples(hashed.map(\.term.bytes))
  }

  public var isEmpty: Bool { terms.isEmpty }

  /// Calls `body` with the group and the range of each occurrence, in order of place, until it
  /// returns false.
  public func scan(
    _ text: UnsafeBufferPointer<UInt8>, _ body: (_ group: Int, Range<Int>) -> Bool
  ) {
    guard !terms.isEmpty, let base = text.baseAddress else { return }
    var from = 0
    while let (index, hash) = beginnings.next(in: text, from: from) {
      for place in Int(starts[hash])..<Int(starts[hash + 1]) {
        let term = terms[place]
        guard term.count <= text.count - index else { continue }
        var length = 0
        while length < term.count,
          Self.folded(base[index + length]) == letters[term.start + length]
        {
          length += 1
        }
        if length == term.count, !body(term.group, index..<index + length) { return }
      }
      from = index + 1
    }
  }

  /// The groups that have a term in the text, one bit each; groups from the 64th on are left out.
  func groups(in text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var found: UInt64 = 0
    scan(text) { group, _ in
      found |= 1 << UInt64(group)
      return true
    }
    return found
  }

  @inline(__always) private static func folded(_ byte: UInt8) -> UInt8 {
    byte &- 0x41 < 26 ? byte | 0x20 : byte
  }
}
