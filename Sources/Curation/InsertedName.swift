/// The name of an inserted record, which has no number in the dataset: the entry that inserted it,
/// with an index.
public struct InsertedName: Hashable, Sendable, CustomStringConvertible {
  public var entry: ContentHash
  /// The index among the entry's changes, from 0.
  public var index: Int

  public init(entry: ContentHash, index: Int) {
    (self.entry, self.index) = (entry, index)
  }

  /// Parses `HEX` or `HEX.2`.
  public init?(_ text: String) {
    let halves = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(halves.count), let entry = ContentHash(hex: String(halves[0])) else {
      return nil
    }
    let index = halves.count == 1 ? 0 : Int(halves[1]) ?? 0
    self.init(entry: entry, index: index)
    if description != text { return nil }  // only the canonical spelling
  }

  public var description: String { index == 0 ? entry.hex : "\(entry.hex).\(index)" }
}
