import CBytes

/// Searches in byte arrays.
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

  /// Offset of the first occurrence at or after `start` of the bytes in `piece`, or nil.
  public func offset(ofCopyOf piece: ArraySlice<UInt8>, from start: Int) -> Int? {
    precondition(start >= 0 && start <= count, "start outside the bytes")
    return withUnsafeBufferPointer { buffer in
      piece.withUnsafeBufferPointer { piece in
        guard let base = buffer.baseAddress, let first = piece.baseAddress else { return nil }
        let hit = winnow_find(base + start, buffer.count - start, first, piece.count)
        return hit < 0 ? nil : start + hit
      }
    }
  }

  /// The number of ASCII digits in the largest cluster, in which at most `gap` other bytes separate
  /// each digit from the next.
  public func largestClusterOfDigits(gap: Int) -> Int {
    precondition(gap >= 0, "a negative gap")
    return withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { winnow_digit_cluster($0, buffer.count, gap) } ?? 0
    }
  }

  /// Offset of the first occurrence in `range` of the bytes at `piece`, or nil.
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

extension EncodedText {
  /// The number of bytes that `firstCopy` compares.
  public static let probe = 16

  /// Checks, at every `step`-th offset from `start` on, whether the 16 bytes there occur again at
  /// one of the `distances` after it. Returns the first offset at which they do, and the distance,
  /// or nil.
  public func firstCopy(
    from start: Int, every step: Int, after distances: ClosedRange<Int>
  ) -> (place: Int, distance: Int)? {
    precondition(start >= 0 && step > 0 && distances.lowerBound > 0, "not forward")
    guard let base = bytes.baseAddress else { return nil }
    var distance = 0
    let place = winnow_next_copy(
      base, bytes.count, start, step, distances.lowerBound, distances.upperBound, &distance)
    return place < bytes.count ? (place, distance) : nil
  }
}
