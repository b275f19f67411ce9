/// The name of an inserted record, which has no number in the dataset: the entry that inserted it,
/// with an index.
public struct InsertedName: Hashable, Sendable, CustomStringConvertible {
  // A reference, as every change and every lane has room for one, and few have one.
  private let name: Name

  private final class Name: Sendable {
    let entry: ContentHash
    let index: Int

    init(_ entry: ContentHash, _ index: Int) { (self.entry, self.index) = (entry, index) }
  }

  public var entry: ContentHash { name.entry }
  /// The index among the entry's changes, from 0.
  public var index: Int { name.index }

  public init(entry: ContentHash, index: Int) {
    name = Name(entry, index)
  }

  public static func == (a: InsertedName, b: InsertedName) -> Bool {
    a.name === b.name || (a.entry, a.index) == (b.entry, b.index)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(entry)
    hasher.combine(index)
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

extension Entry {
  /// The entry with other names of the entries that it refers to.
  public func renaming(_ names: [ContentHash: ContentHash]) -> Entry {
    var entry = self
    entry.undoes = undoes.map { names[$0] ?? $0 }
    entry.redoes = redoes.map { names[$0] ?? $0 }
    for (index, change) in changes.enumerated() {
      guard let name = change.inserted, let id = names[name.entry] else { continue }
      entry.changes[index].inserted = InsertedName(entry: id, index: name.index)
    }
    return entry
  }
}
