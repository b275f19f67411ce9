public import JSONLines

/// What became of the records of an earlier file in a later one: those with the same id.
public struct Successors: Sendable {
  private let old: any RecordSource
  private let id: JSONPointer
  private var pairs: [(old: RecordNumber, new: RecordNumber)] = []
  /// How many ids name one earlier record and no two later ones, and how many name several of either.
  public private(set) var counts = (single: 0, ambiguous: 0)

  /// - Parameters:
  ///   - old: the file that journals speak of, indexed to its end.
  ///   - new: the one that they are applied to.
  ///   - id: where the id stands in a record. One that several records have names none.
  /// - Complexity: one pass over each file.
  public init(of old: any RecordSource, in new: any RecordSource, by id: JSONPointer) {
    (self.old, self.id) = (old, id)
    let (before, after) = (numbers(in: old), numbers(in: new))
    for (name, numbers) in before {
      let later = after[name] ?? []
      guard numbers.count == 1, later.count < 2 else {
        counts.ambiguous += 1
        continue
      }
      counts.single += 1
      if let only = later.first { pairs.append((numbers[0], only)) }
    }
  }

  private func numbers(in source: any RecordSource) -> [JSONValue: [RecordNumber]] {
    var numbers: [JSONValue: [RecordNumber]] = [:]
    for position in 0..<source.recordCount {
      let number = RecordNumber(position: position)
      if let name = name(of: source.bytes(of: number)) { numbers[name, default: []].append(number) }
    }
    return numbers
  }

  /// By the hash of an earlier record, where its successor stands.
  func numbers(of hashes: Set<ContentHash>) -> [ContentHash: RecordNumber] {
    guard !hashes.isEmpty else { return [:] }
    var found: [ContentHash: RecordNumber] = [:]
    for (earlier, later) in pairs {
      let hash = old.contentHash(of: earlier)
      if hashes.contains(hash) { found[hash] = later }
    }
    return found
  }

  /// A string or a number; nil where the record has none.
  private func name(of bytes: Bytes) -> JSONValue? {
    guard let root = try? JSONNode.parse(bytes),
      let node = try? root.resolve(id, in: bytes), [.string, .number].contains(node.kind)
    else { return nil }
    return JSONValue(node, in: bytes)
  }
}
