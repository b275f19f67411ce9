/// Finds thousands of words in a text in one pass.
///
/// The first three bytes at each place, letter case folded, are hashed to one of 32,768 bits; only
/// where the bit of a term's beginning is set are the terms of that hash compared. Natural text sets
/// one off about once in a hundred bytes, however many terms there are.
public struct TermScanner: Sendable {
  /// Each term in lower case (ASCII only), and the group that it stands for.
  private let terms: [(bytes: [UInt8], group: Int)]
  /// Terms by the hash of their beginning: those of hash h are `order[starts[h]..<starts[h + 1]]`.
  private let starts: [Int32]
  private let order: [Int32]
  private let filter: [UInt64]

  private static let hashBits: UInt32 = 15
  /// Shorter terms have no beginning to be hashed.
  static let leastLength = 3

  /// - Parameter groups: lists of terms, by group; each term of three bytes or more.
  public init(_ groups: [[[UInt8]]]) {
    terms = groups.enumerated().flatMap { group, terms in
      terms.map { (bytes: $0.map(Self.folded), group: group) }
    }
    let hashes = terms.map { term in
      Self.hash(
        UInt32(term.bytes[0]) | UInt32(term.bytes[1]) << 8 | UInt32(term.bytes[2]) << 16)
    }
    order = terms.indices.sorted { hashes[$0] < hashes[$1] }.map { Int32($0) }
    var starts = [Int32](repeating: 0, count: 1 << Self.hashBits + 1)
    var filter = [UInt64](repeating: 0, count: 1 << (Self.hashBits - 6))
    for hash in hashes {
      starts[hash + 1] += 1
      filter[hash >> 6] |= 1 << UInt64(hash & 63)
    }
    for index in 1..<starts.count { starts[index] += starts[index - 1] }
    self.starts = starts
    self.filter = filter
  }

  public var isEmpty: Bool { terms.isEmpty }

  /// Calls `body` with the group and the range of each occurrence, by place, until it answers false.
  public func scan(
    _ text: UnsafeBufferPointer<UInt8>, _ body: (_ group: Int, Range<Int>) -> Bool
  ) {
    guard !terms.isEmpty, text.count >= Self.leastLength, let base = text.baseAddress else {
      return
    }
    let raw = UnsafeRawPointer(base)
    filter.withUnsafeBufferPointer { filter in
      for index in 0...text.count - Self.leastLength {
        // Four bytes at once where there are four.
        let head =
          index + 4 <= text.count
          ? raw.loadUnaligned(fromByteOffset: index, as: UInt32.self)
          : UInt32(base[index]) | UInt32(base[index + 1]) << 8 | UInt32(base[index + 2]) << 16
        let hash = Self.hash(head)
        guard filter[hash >> 6] >> UInt64(hash & 63) & 1 == 1 else { continue }
        for place in Int(starts[hash])..<Int(starts[hash + 1]) {
          let term = terms[Int(order[place])]
          guard term.bytes.count <= text.count - index else { continue }
          var length = 0
          while length < term.bytes.count, Self.folded(base[index + length]) == term.bytes[length] {
            length += 1
          }
          if length == term.bytes.count, !body(term.group, index..<index + length) { return }
        }
      }
    }
  }

  /// The groups of which a term occurs, a bit each; groups from the 64th on aren't told.
  func groups(in text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var found: UInt64 = 0
    scan(text) { group, _ in
      found |= 1 << UInt64(group)
      return true
    }
    return found
  }

  /// Of the lower three bytes, letters in lower case; what isn't a letter may fall on another.
  @inline(__always) private static func hash(_ head: UInt32) -> Int {
    Int(((head << 8 | 0x2020_2000) &* 0x9E37_79B1) >> (32 - hashBits))
  }

  @inline(__always) private static func folded(_ byte: UInt8) -> UInt8 {
    byte &- 0x41 < 26 ? byte | 0x20 : byte
  }
}
