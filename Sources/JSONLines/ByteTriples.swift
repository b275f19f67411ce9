import CBytes

/// Finds the places in a text that may have one of a set of three bytes, by a hash of them with
/// ASCII case folded. The caller compares the bytes themselves.
public struct ByteTriples: Sendable {
  /// The number of hash values: they are 0 up to, and without, this.
  public static let hashes = 1 << winnow_triple_bits

  /// Indexed by hash: 1 if one of the set has it, else 0.
  private let filter: [UInt8]
  /// The bytes of the set, as a prefilter; nil if there are more than `few`.
  private let triples: winnow_triples?

  /// - Parameter triples: each has three bytes.
  public init(_ triples: [[UInt8]]) {
    var filter = [UInt8](repeating: 0, count: Self.hashes)
    for triple in triples { filter[Self.hash(triple, at: 0)] = 1 }
    self.filter = filter
    let folded = Set(triples.map { $0.map { $0 | 0x20 } })
      .sorted { $0.lexicographicallyPrecedes($1) }
    self.triples = folded.count <= Self.few ? winnow_triples(folded) : nil
  }

  /// Above this number, the prefilter would let nearly everything through.
  private static let few = 128

  /// The hash of the three bytes at `offset` of a term.
  public static func hash(_ term: [UInt8], at offset: Int) -> Int {
    Int(
      winnow_triple_hash(
        UInt32(term[offset]) | UInt32(term[offset + 1]) << 8 | UInt32(term[offset + 2]) << 16))
  }

  /// The offset of the three bytes of a term in lower case that are rarest in texts.
  public static func rarest(in term: [UInt8]) -> Int {
    func share(_ offset: Int) -> Int {
      term[offset..<offset + 3].reduce(1) { $0 * max(1, Int(winnow_frequency_of($1))) }
    }
    return (0...term.count - 3).min { share($0) < share($1) } ?? 0
  }

  /// The first place at or after `start` at which three bytes have one of the set's hashes, and
  /// that hash; nil if there is none.
  public func next(
    in text: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> (place: Int, hash: Int)? {
    guard let base = text.baseAddress else { return nil }
    var hash: UInt32 = 0
    let place: Int
    if let triples {
      place = withUnsafePointer(to: triples) {
        winnow_next_triple(base, start, text.count, filter, $0, &hash)
      }
    } else {
      place = winnow_next_triple(base, start, text.count, filter, nil, &hash)
    }
    return place < text.count ? (place, Int(hash)) : nil
  }
}

extension winnow_triples {
  /// - Parameter triples: each has three bytes, in lower case.
  fileprivate init(_ triples: [[UInt8]]) {
    self.init()
    // A bucket lets through every combination of its triples' half bytes. So each triple, those
    // with the most frequent bytes first, goes to the bucket that it widens least.
    var buckets = [TripleBucket](repeating: TripleBucket(), count: winnow_bucket_count)
    for triple in triples.sorted(by: { TripleBucket($0).share > TripleBucket($1).share }) {
      let joined = buckets.map { $0.with(triple) }
      guard
        let best = buckets.indices.min(by: {
          joined[$0].share - buckets[$0].share < joined[$1].share - buckets[$1].share
        })
      else { return }
      buckets[best] = joined[best]
    }
    withUnsafeMutableBytes(of: &self) { halves in
      for (index, bucket) in buckets.enumerated() {
        for place in 0..<3 {
          let start = (index / 8 * 3 + place) * 16
          for half in 0..<16 {
            if bucket.low[place] >> half & 1 == 1 { halves[start + half] |= 1 << (index % 8) }
            if bucket.high[place] >> half & 1 == 1 { halves[96 + start + half] |= 1 << (index % 8) }
          }
        }
      }
    }
  }
}

/// Triples that are searched for together: for each of their three bytes, the sets of lower and of
/// upper half bytes, one bit each.
private struct TripleBucket {
  var low: [UInt16] = [0, 0, 0]
  var high: [UInt16] = [0, 0, 0]
  /// A rough measure, for comparisons only, of how much text the bucket lets through.
  var share = 0.0

  init() {}

  init(_ triple: [UInt8]) { self = Self().with(triple) }

  func with(_ triple: [UInt8]) -> TripleBucket {
    var bucket = self
    bucket.share = 1
    for (place, byte) in triple.enumerated() {
      bucket.low[place] |= 1 << UInt16(byte & 0x0F)
      bucket.high[place] |= 1 << UInt16(byte >> 4)
      var sum = 0.0
      for high in 0..<16 as Range<UInt8> where bucket.high[place] >> UInt16(high) & 1 == 1 {
        for low in 0..<16 as Range<UInt8> where bucket.low[place] >> UInt16(low) & 1 == 1 {
          sum += max(0.5, Double(winnow_frequency_of(high << 4 | low)))
        }
      }
      bucket.share *= sum
    }
    return bucket
  }
}
