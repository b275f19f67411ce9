public import JSONLines

/// What became of the records of an earlier file in a later one: those with the same id.
public struct Successors: Sendable {
  private let old: any RecordSource
  private let new: any RecordSource
  private let id: JSONPointer

  /// - Parameters:
  ///   - old: the file that journals speak of, indexed to its end.
  ///   - new: the one that they are applied to.
  ///   - id: where the id stands in a record.
  public init(of old: any RecordSource, in new: any RecordSource, by id: JSONPointer) {
    (self.old, self.new, self.id) = (old, new, id)
  }

  /// How many ids name one earlier record, and how many name several, here or there.
  public var counts: (single: Int, ambiguous: Int) {
    func seen(_ source: any RecordSource) -> [JSONValue: Int] {
      var seen: [JSONValue: Int] = [:]
      for position in 0..<source.recordCount {
        if let name = name(of: source.bytes(of: RecordNumber(position: position))) {
          seen[name, default: 0] += 1
        }
      }
      return seen
    }
    let (before, after) = (seen(old), seen(new))
    let ambiguous = before.count { $0.value > 1 || after[$0.key] ?? 0 > 1 }
    return (before.count - ambiguous, ambiguous)
  }

  /// By the hash of an earlier record, where its successor stands. An id that several records have
  /// names none.
  ///
  /// - Complexity: one pass over each file.
  func numbers(of hashes: Set<ContentHash>) -> [ContentHash: RecordNumber] {
    guard !hashes.isEmpty else { return [:] }
    // All of them, as an id that isn't asked for may be another record's too.
    var wanted: [JSONValue: ContentHash] = [:]
    var ambiguous: Set<JSONValue> = []
    for position in 0..<old.recordCount {
      let bytes = old.bytes(of: RecordNumber(position: position))
      guard let name = name(of: bytes) else { continue }
      if wanted[name] != nil || ambiguous.contains(name) {
        ambiguous.insert(name)
        wanted[name] = nil
        continue
      }
      wanted[name] = old.hash(bytes)
    }
    var found: [ContentHash: RecordNumber] = [:]
    var seen: Set<JSONValue> = []
    for position in 0..<new.recordCount {
      let number = RecordNumber(position: position)
      guard let name = name(of: new.bytes(of: number)), let hash = wanted[name],
        hashes.contains(hash)
      else { continue }
      found[hash] = seen.insert(name).inserted ? number : nil
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
