import Console

extension Key {
  /// Returns by how many rows a key moves in a menu or a full-screen list; nil for any other key.
  ///
  /// - Parameter page: the number of visible rows.
  func menuStep(page: Int) -> Int? {
    switch self {
    case .up, .character("k"): -1
    case .down, .character("j"): 1
    case .pageUp, .control("b"): -max(1, page)
    case .pageDown, .control("f"), .character(" "): max(1, page)
    case .home, .character("g"): -Self.farAway
    case .end, .character("G"): Self.farAway
    default: nil
    }
  }

  /// More rows than any menu has.
  private static let farAway = 1 << 40
}
