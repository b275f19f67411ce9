import CBytes

/// Looking for bytes in bytes.
extension [UInt8] {
  /// Offset of the first occurrence of `needle` at or after `start`, or nil.
  public func firstOffset(of needle: [UInt8], from start: Int = 0) -> Int? {
    precondition(start >= 0 && start <= count, "start outside the bytes")
    return withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return needle.isEmpty ? 0 : nil }
      let hit = winnow_find(base + start, buffer.count - start, needle, needle.count)
      return hit < 0 ? nil : start + hit
    }
  }

  /// Offset of the first `byte` at or after `start`, or nil.
  public func firstOffset(of byte: UInt8, from start: Int = 0) -> Int? {
    precondition(start >= 0 && start <= count, "start outside the bytes")
    return withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return nil }
      let hit = winnow_find_byte(base + start, buffer.count - start, byte)
      return hit < 0 ? nil : start + hit
    }
  }

  /// Where the bytes of a piece of another array stand first; nil where they don't.
  public func offset(ofCopyOf piece: ArraySlice<UInt8>) -> Int? {
    withUnsafeBufferPointer { buffer in
      piece.withUnsafeBufferPointer { piece in
        guard let base = buffer.baseAddress, let first = piece.baseAddress else { return nil }
        let hit = winnow_find(base, buffer.count, first, piece.count)
        return hit < 0 ? nil : hit
      }
    }
  }

  /// Where in `range` the bytes of `piece` stand first; nil where they don't.
  public func offset(ofCopyOf piece: Range<Int>, in range: Range<Int>) -> Int? {
    precondition(
      piece.lowerBound >= 0 && piece.upperBound <= count && range.lowerBound >= 0
        && range.upperBound <= count, "range outside the bytes")
    return withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return nil }
      let hit = winnow_find(
        base + range.lowerBound, range.count, base + piece.lowerBound, piece.count)
      return hit < 0 ? nil : range.lowerBound + hit
    }
  }
}

/// Finds the places in a text where something of a set begins: the first three bytes at each place,
/// letter case folded (ASCII only), are hashed.
public struct ByteTriples: Sendable {
  /// Hashes are below this.
  public static let hashes = 1 << winnow_head_bits

  /// Of each hash, 1 where it is one of the set.
  private let filter: [UInt8]

  public init(hashes: [Int]) {
    var filter = [UInt8](repeating: 0, count: Self.hashes)
    for hash in hashes { filter[hash] = 1 }
    self.filter = filter
  }

  /// Of the first three bytes of a term.
  public static func hash(_ term: [UInt8]) -> Int {
    Int(winnow_head_hash(UInt32(term[0]) | UInt32(term[1]) << 8 | UInt32(term[2]) << 16))
  }

  /// The first place from `start` on whose hash is one of the set, and the hash; nil where there is
  /// none.
  public func next(
    in text: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> (place: Int, hash: Int)? {
    guard let base = text.baseAddress else { return nil }
    var hash: UInt32 = 0
    let place = winnow_next_head(base, start, text.count, filter, &hash)
    return place < text.count ? (place, Int(hash)) : nil
  }
}
