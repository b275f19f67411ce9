import JSONLines

/// A table stored column by column: `{"prompt": [...], "output": [...]}`, or as pandas writes it,
/// `{"prompt": {"0": ..., "1": ...}}`.
struct ColumnStore {
  private let bytes: Bytes
  private let columns: [(key: Range<Int>, cells: [JSONNode])]

  /// Returns nil unless the bytes are one object of at least two columns, all of the same length
  /// and longer than one cell, one of them of scalars. Columns of turns don't count: they are
  /// conversations.
  init?(_ bytes: Bytes) {
    guard Self.beginsWithColumn(bytes),
      [.single, .map, .wrapped].contains(Container.detect(bytes))
    else { return nil }
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

  /// Whether the first member of an object is a list or an object. This tells a large record of
  /// texts from a table without parsing it.
  private static func beginsWithColumn(_ bytes: Bytes) -> Bool {
    var offset = Container.byteOrderMarkLength(of: bytes)
    func skipBlanks() {
      while offset < bytes.count, bytes[offset].isJSONSpace { offset += 1 }
    }
    func take(_ byte: UInt8) -> Bool {
      skipBlanks()
      guard offset < bytes.count, bytes[offset] == byte else { return false }
      offset += 1
      return true
    }
    guard take(UInt8(ascii: "{")), take(UInt8(ascii: "\"")) else { return false }
    while offset < bytes.count, bytes[offset] != UInt8(ascii: "\"") {
      offset += bytes[offset] == UInt8(ascii: "\\") ? 2 : 1
    }
    offset += 1
    guard take(UInt8(ascii: ":")) else { return false }
    skipBlanks()
    return offset < bytes.count
      && (bytes[offset] == UInt8(ascii: "[") || bytes[offset] == UInt8(ascii: "{"))
  }

  /// Returns the elements of a list, or the members of an object whose keys count from 0; empty for
  /// any other value.
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

  /// Returns a row as a JSON object, with its values spelled as in the file.
  func row(_ index: Int) -> [UInt8] {
    var row: [UInt8] = [UInt8(ascii: "{")]
    for (place, column) in columns.enumerated() {
      if place > 0 { row += Array(", ".utf8) }
      row += bytes.slice(column.key)
      row += Array(": ".utf8)
      // Line ends occur only between values, where a blank means the same.
      row += bytes.slice(column.cells[index].range).lazy.map {
        $0 == 0x0A || $0 == 0x0D ? 0x20 : $0
      }
    }
    return row + [UInt8(ascii: "}")]
  }
}
