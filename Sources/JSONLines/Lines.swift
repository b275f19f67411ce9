extension Bytes {
  /// The ranges of the lines from an offset on, each without its line feed; the last line may have
  /// none.
  public func lines(from start: Int = 0) -> Lines { Lines(bytes: self, offset: start) }

  public struct Lines: Sequence, IteratorProtocol {
    fileprivate let bytes: Bytes
    fileprivate var offset: Int

    public mutating func next() -> Range<Int>? {
      guard offset < bytes.count else { return nil }
      let end = bytes.firstOffset(of: 0x0A, in: offset..<bytes.count) ?? bytes.count
      defer { offset = end + 1 }
      return offset..<end
    }
  }
}
