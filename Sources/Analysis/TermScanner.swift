import JSONLines

/// Finds thousands of terms in a text in one pass, ignoring ASCII case.
///
/// Of each term, the three bytes that are rarest in texts are searched for, by their hash, which is
/// one of 32,768 values. Only where a text has one of these hashes are the terms that have it
/// compared; in natural text that happens some three times in a thousand bytes.
struct TermScanner: Sendable {
  private struct Term {
    var group: Int
    /// Offset in `letters`.
    var start: Int
    var count: Int
    /// Offset in the term of the three bytes that are searched for.
    var rarest: Int
  }

  /// Terms sorted by the hash of their rarest bytes: those of hash h are
  /// `terms[starts[h]..<starts[h + 1]]`.
  private let terms: [Term]
  /// The bytes of all terms, in lower case (ASCII only).
  private let letters: [UInt8]
  private let starts: [Int32]
  private let rarest: ByteTriples

  /// The minimum length of a term in bytes, as the hash takes three.
  static let leastLength = 3

  /// - Parameter groups: a list of terms for each group; each term has at least three bytes.
  init(_ groups: [[[UInt8]]]) {
    let all = groups.enumerated().flatMap { group, terms in
      terms.map { term in
        let bytes = term.map(Self.folded)
        return (bytes: bytes, group: group, rarest: ByteTriples.rarest(in: bytes))
      }
    }
    let hashed = all.map { (hash: ByteTriples.hash($0.bytes, at: $0.rarest), term: $0) }
      .sorted { $0.hash < $1.hash }
    var letters: [UInt8] = []
    terms = hashed.map { _, term in
      defer { letters += term.bytes }
      return Term(
        group: term.group, start: letters.count, count: term.bytes.count, rarest: term.rarest)
    }
    self.letters = letters
    var starts = [Int32](repeating: 0, count: ByteTriples.hashes + 1)
    for (hash, _) in hashed { starts[hash + 1] += 1 }
    for index in 1..<starts.count { starts[index] += starts[index - 1] }
    self.starts = starts
    rarest = ByteTriples(all.map { Array($0.bytes[$0.rarest..<$0.rarest + 3]) })
  }

  /// Calls `body` with the group and the range of each occurrence, in any order, until it returns
  /// false.
  func scan(
    _ text: UnsafeBufferPointer<UInt8>, _ body: (_ group: Int, Range<Int>) -> Bool
  ) {
    guard !terms.isEmpty, let base = text.baseAddress else { return }
    var from = 0
    while let (place, hash) = rarest.next(in: text, from: from) {
      for index in Int(starts[hash])..<Int(starts[hash + 1]) {
        let term = terms[index]
        let start = place - term.rarest
        guard start >= 0, term.count <= text.count - start else { continue }
        var length = 0
        while length < term.count,
          Self.folded(base[start + length]) == letters[term.start + length]
        {
          length += 1
        }
        if length == term.count, !body(term.group, start..<start + length) { return }
      }
      from = place + 1
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
