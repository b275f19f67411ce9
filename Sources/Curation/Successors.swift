public import JSONLines

/// Matches the records of an earlier file to those of a later one by an id.
public struct Successors: Sendable {
  private let old: any RecordSource
  private let id: JSONPointer
  private var pairs: [(old: RecordNumber, new: RecordNumber)] = []
  /// The number of ids that name one earlier record and at most one later one, and of those that
  /// name several of either.
  public private(set) var counts = (single: 0, ambiguous: 0)

  /// - Parameters:
  ///   - old: the file that journals refer to, completely indexed.
  ///   - new: the file that journals are applied to.
  ///   - id: the pointer to the id in a record. An id that several records share matches none.
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

  /// The bytes of earlier records and the numbers of the later ones, by the hash of the earlier.
  func versions(of hashes: Set<ContentHash>) -> [ContentHash: (old: Bytes, new: RecordNumber)] {
    guard !hashes.isEmpty else { return [:] }
    var found: [ContentHash: (old: Bytes, new: RecordNumber)] = [:]
    for (earlier, later) in pairs {
      let hash = old.contentHash(of: earlier)
      if hashes.contains(hash) { found[hash] = (old.bytes(of: earlier), later) }
    }
    return found
  }

  /// The id of a record, a string or a number; nil if it has none.
  private func name(of bytes: Bytes) -> JSONValue? {
    guard let root = try? JSONNode.parse(bytes),
      let node = try? root.resolve(id, in: bytes), [.string, .number].contains(node.kind)
    else { return nil }
    return JSONValue(node, in: bytes)
  }
}
