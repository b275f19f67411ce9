import Curation
import JSONLines

extension DatasetRule {
  static let f17 = DatasetRule(
    id: "F17", severity: .warning, title: "a field or a type that comes too late",
    explanation: """
      Hugging Face datasets takes the columns of a file of JSON Lines, and their types, from its
      first 10 MB. Later it fails at a field that was missing there, or always null or an empty
      list; at a fraction among whole numbers; and at a text among dates. A record near the
      beginning that has the field helps.
      """,
    mistakes: "Loaders that are given `features=`, or don't go through Arrow; Parquet.",
    begin: { LateLook(beginning: $0.arrowBlock) })
}

private struct LateLook: DatasetLook {
  /// The number of bytes from which the columns are.
  let beginning: Int
  /// The number of bytes before the record.
  private var size = 0
  private var columns = ArrowColumn()
  /// Hashes of the layouts that were seen, of records near the beginning or, after it, of later
  /// ones.
  private var layouts: Set<UInt64> = []
  private var isLate = false
  private var found: [(RecordNumber?, Spot)] = []
  private var told: Set<ColumnPath> = []

  init(beginning: Int) {
    self.beginning = beginning
  }

  mutating func take(_ facts: RecordFacts) -> [Spot] {
    // The line that stands across the end belongs to the beginning.
    if !isLate, size > beginning { (isLate, layouts) = (true, []) }
    size += facts.bytes.count + 1
    guard layouts.insert(facts.layout).inserted, let root = JSONNode.known(facts.bytes) else {
      return []
    }
    guard isLate else {
      columns.add(root, in: facts.bytes)
      return []
    }
    columns.refuse(root, in: facts.bytes) { path, spot in
      if told.insert(path).inserted { found.append((facts.number, spot)) }
    }
    return []
  }

  mutating func end(_ file: FileFacts?) -> [(RecordNumber?, Spot)] {
    file?.isLines == true ? found : []
  }
}

/// A column of an Arrow table, or a field nested in one, as the values at the beginning make it.
private struct ArrowColumn {
  /// The kinds of the values that aren't null.
  private var kinds: Set<ColumnKind> = []
  private var fields: [JSONString: ArrowColumn] = [:]
  /// The column of a list's elements, if it has any.
  private var elements: [ArrowColumn] = []
  /// Whether it holds any JSON: objects had different keys, or values different types.
  private var holdsAll = false

  /// The maximum number of fields; data with more of them has a map with arbitrary keys.
  private static let limit = 1000

  mutating func add(_ node: JSONNode, in bytes: Bytes, depth: Int = 0) {
    let kind = ColumnKind(node, in: bytes)
    guard kind != .null, !holdsAll, depth < RecordFacts.layoutDepth else { return }
    kinds.insert(kind)
    if Set(kinds.map(\.family)).count > 1 { return holdsAll = true }
    switch kind {
    case .object:
      let isFirst = fields.isEmpty
      let members = JSONMembers(of: node, in: bytes).all
      for member in members {
        let key = JSONString(raw: bytes, member.key)
        // A record may have fields that others don't have.
        if depth > 0, !isFirst, fields[key] == nil { return holdsAll = true }
        fields[key, default: ArrowColumn()].add(member.value, in: bytes, depth: depth + 1)
      }
      let isSame = depth == 0 || members.count == fields.count
      if !isSame || members.isEmpty || fields.count > Self.limit { holdsAll = true }
    case .list:
      for element in node.elements(in: bytes, limit: Self.limit) {
        if elements.isEmpty { elements.append(ArrowColumn()) }
        elements[0].add(element, in: bytes, depth: depth + 1)
      }
    default: break
    }
  }

  /// Finds what a later value has that doesn't fit in.
  ///
  /// - Parameter body: called with where that is, and what to say of it.
  func refuse(
    _ node: JSONNode, in bytes: Bytes, _ path: ColumnPath = ColumnPath(),
    _ pointer: JSONPointer = .root,
    depth: Int = 0, _ body: (ColumnPath, Spot) -> Void
  ) {
    let kind = ColumnKind(node, in: bytes)
    guard kind != .null, !holdsAll, depth < RecordFacts.layoutDepth else { return }
    if kinds.isEmpty {
      return body(path, Spot("\(path.text) is null or empty in the first 10 MB", at: pointer))
    }
    // F11 tells of other types.
    guard kinds.contains(where: { $0.family == kind.family }) else { return }
    switch kind {
    case .fraction where kinds == [.whole]:
      body(path, Spot("\(path.text) isn't a 64-bit integer, as in the first 10 MB", at: pointer))
    case .string where kinds == [.time]:
      body(path, Spot("\(path.text) isn't a time, as in the first 10 MB", at: pointer))
    case .object:
      for member in JSONMembers(of: node, in: bytes).all {
        let key = JSONString(raw: bytes, member.key)
        let (name, here) = (path.appending(key), pointer.appending(key))
        if let field = fields[key] {
          field.refuse(member.value, in: bytes, name, here, depth: depth + 1, body)
        } else {
          body(name, Spot("\(name.text) isn't there in the first 10 MB", at: here))
        }
      }
    case .list:
      let column = elements.first ?? ArrowColumn()
      for (index, element) in node.elements(in: bytes, limit: Self.limit).enumerated() {
        let here = pointer.appending(index)
        column.refuse(element, in: bytes, path.element, here, depth: depth + 1, body)
      }
    default: break
    }
  }
}
