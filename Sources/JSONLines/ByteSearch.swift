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

  /// Offset of the first `byte`, or nil.
  public func firstOffset(of byte: UInt8) -> Int? {
    withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return nil }
      let hit = winnow_find_byte(base, buffer.count, byte)
      return hit < 0 ? nil : hit
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
