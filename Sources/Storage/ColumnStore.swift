import JSONLines

/// A table that is written column by column: `{"prompt": [...], "output": [...]}`, or as pandas
/// writes it, `{"prompt": {"0": ..., "1": ...}}`.
struct ColumnStore {
  private let bytes: Bytes
  private let columns: [(key: Range<Int>, cells: [JSONNode])]

  /// Nil where the bytes aren't one object whose members are equally long columns of scalars and
  /// other values, but not of turns: those are two conversations.
  init?(_ bytes: Bytes) {
    guard [.single, .map, .wrapped].contains(Container.detect(bytes)) else { return nil }
    let bytes = bytes.slice(Container.byteOrderMarkLength(of: bytes)..<bytes.count)
    guard let root = try? JSONNode.parse(bytes), root.kind == .object else { return nil }
    var columns: [(key: Range<Int>, cells: [JSONNode])] = []
    var isTable = true
    root.forEachMember(in: bytes) { member in
      let cells = Self.cells(of: member.value, bytes)
      isTable =
        cells.count > 1 && cells.count == columns.first?.cells.count ?? cells.count
        && !cells[0].isTurn(in: bytes)
      columns.append((member.key, cells))
      return isTable
    }
    guard isTable, columns.count > 1,
      columns.contains(where: { [.string, .number, .bool].contains($0.cells[0].kind) })
    else { return nil }
    (self.bytes, self.columns) = (bytes, columns)
  }

  /// The elements of a list, or the members of an object whose keys count from 0.
  private static func cells(of node: JSONNode, _ bytes: Bytes) -> [JSONNode] {
    switch node.kind {
    case .array: return node.elements(in: bytes)
    case .object:
      let members = node.members(in: bytes)
      let isCounted = members.enumerated().allSatisfy { index, member in
        JSONString(raw: bytes, member.key).text == String(index)
      }
      return isCounted ? members.map(\.value) : []
    default: return []
    }
  }

  var rowCount: Int { columns[0].cells.count }

  /// The JSON of a row: an object, its values spelled as they are.
  func row(_ index: Int) -> [UInt8] {
    var row: [UInt8] = [UInt8(ascii: "{")]
    for (place, column) in columns.enumerated() {
      if place > 0 { row += Array(", ".utf8) }
      row += bytes.slice(column.key)
      row += Array(": ".utf8)
      // Line ends stand only between values, where a blank is as good.
      row += bytes.slice(column.cells[index].range).lazy.map {
        $0 == 0x0A || $0 == 0x0D ? 0x20 : $0
      }
    }
    return row + [UInt8(ascii: "}")]
  }
}
