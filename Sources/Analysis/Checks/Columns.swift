import Curation
import JSONLines

/// The columns that a loader finds in a file: the names of the members of all its records. In a
/// record without one of them it is null.
struct Columns: Sendable {
  private(set) var names: Set<String> = []

  /// The maximum number; a file with more has maps of any keys.
  private static let limit = 1000

  init(of fields: JSONMembers) {
    names = Set(fields.all.map { fields.name($0).text })
  }

  /// Reads all of some records, on all cores.
  init(
    of numbers: [RecordNumber], in set: WorkingSet, isCancelled: @Sendable () -> Bool = { false }
  ) {
    var found: Set<Bytes> = []
    Parallel.inOrder(numbers.count) { range -> Set<Bytes> in
      if isCancelled() { return [] }
      var keys: Set<Bytes> = []
      for bytes in set.bytes(of: numbers[range]) {
        guard let root = try? JSONNode.parse(bytes) else { continue }
        root.forEachMember(in: bytes) { member in
          keys.insert(bytes.slice(member.key))
          return keys.count < Self.limit
        }
      }
      return keys
    } take: { keys, _ in
      if found.count < Self.limit { found.formUnion(keys) }
    }
    names = Set(found.map { $0.text(raw: 0..<$0.count) })
  }

  func contains(_ key: JSONKey) -> Bool { names.contains(key.text) }
}
