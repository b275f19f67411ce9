/// Half of a surrogate pair, like `\ud800` without its other half, is in no UTF-8: whoever writes
/// such a text out writes something else.
extension [UInt8] {
  /// The offset of the first lone surrogate in WTF-8.
  public var firstLoneSurrogate: Int? {
    guard count > 2 else { return nil }
    return (0..<count - 2).first { self[$0] == 0xED && self[$0 + 1] >= 0xA0 }
  }
}

extension JSONString {
  public var hasLoneSurrogate: Bool { wtf8.firstLoneSurrogate != nil }
}

extension Bytes {
  /// Whether an escape like `\ud800` occurs, of a pair or alone.
  public var mayHaveSurrogateEscape: Bool {
    Self.surrogateEscapes.contains { firstOffset(of: $0) != nil }
  }

  private static let surrogateEscapes = ["\\ud", "\\uD"].map { Array($0.utf8) }
}
