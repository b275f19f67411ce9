import JSONLines

extension DatasetRule {
  static let f11 = DatasetRule(
    id: "F11", severity: .warning, title: "a field of another type than before",
    explanation: """
      Arrow, under Hugging Face datasets, gives each column one type, also inside of objects and
      lists; null counts as none. Before version 4.7 it fails at the first record that differs. Since
      then the column holds any JSON if the two types stand in the first 10 MB of the file; else it
      fails, or turns the value into text.
      """,
    mistakes: "Loaders that don't go through Arrow.", begin: { _ in KindsLook() })
}

/// Looks for values of another type than those before them.
struct KindsLook: DatasetLook {
  /// Hashes of the layouts that were seen.
  private var layouts: Set<UInt64> = []
  private var kinds: [ColumnPath: JSONNode.Kind] = [:]
  private var told: Set<ColumnPath> = []
  /// The maximum number of paths; data with more of them has a map with arbitrary keys.
  private static let limit = 1000
  private static let depth = RecordFacts.layoutDepth - 1

  mutating func take(_ facts: RecordFacts) -> [Spot] { take(facts.layout, facts.bytes) }

  /// Returns where a record, of a layout as `RecordFacts` has it, differs from those before it.
  mutating func take(_ layout: UInt64, _ bytes: Bytes) -> [Spot] {
    guard layouts.insert(layout).inserted, let root = JSONNode.known(bytes) else { return [] }
    var spots: [Spot] = []
    look(at: root, ColumnPath(), .root, in: bytes, &spots)
    return spots
  }

  private mutating func look(
    at node: JSONNode, _ path: ColumnPath, _ pointer: JSONPointer, in bytes: Bytes,
    _ spots: inout [Spot], depth: Int = 0
  ) {
    if node.kind == .null { return }
    if depth > 0 {
      if let kind = kinds[path] {
        if kind != node.kind {
          guard told.insert(path).inserted else { return }
          spots.append(Spot("\(path.text) is of type \(node.kind), before of \(kind)", at: pointer))
          return
        }
      } else if kinds.count < Self.limit {
        kinds[path] = node.kind
      }
    }
    guard depth < Self.depth else { return }
    switch node.kind {
    case .object:
      for member in JSONMembers(of: node, in: bytes).all {
        let key = JSONString(raw: bytes, member.key)
        look(
          at: member.value, path.appending(key), pointer.appending(key), in: bytes, &spots,
          depth: depth + 1)
      }
    case .array where depth > 0:
      for (index, element) in node.elements(in: bytes, limit: Self.limit).enumerated() {
        look(
          at: element, path.element, pointer.appending(index), in: bytes, &spots, depth: depth + 1)
      }
    default: break
    }
  }
}
