import Curation
import JSONLines

extension Parquet {
  /// The first value that a Parquet file has otherwise than the JSON Lines it was made from; nil if
  /// it has them all. Helpers turn values into others, without a word, where a column's values are
  /// of several kinds, names differ in case alone, or numbers are too large. The pointer is nil
  /// where the record isn't JSON.
  static func change(
    from lines: String, to parquet: String
  ) throws(StorageError) -> (record: RecordNumber, pointer: JSONPointer?)? {
    let dataset = try Dataset(path: lines, as: .jsonl)
    dataset.index()
    let read = try self.lines(of: parquet).lines
    let bytes = read.bytes
    var lines = bytes.lines()
    for position in 0..<dataset.recordCount {
      let number = RecordNumber(position: position)
      let (wanted, found) = (dataset.bytes(of: number), lines.next().map(bytes.slice) ?? .nothing)
      if wanted == found { continue }
      guard let wanted = try? JSONValue.parse(wanted), let found = try? JSONValue.parse(found)
      else {
        return (number, nil)
      }
      if let pointer = difference(wanted, found, JSONPointer([])) { return (number, pointer) }
    }
    return lines.next().map { _ in (RecordNumber(position: dataset.recordCount), .root) }
  }

  /// The pointer to the first value that isn't the same in both. A member that is missing is null
  /// in a table.
  private static func difference(
    _ wanted: JSONValue, _ found: JSONValue, _ pointer: JSONPointer
  ) -> JSONPointer? {
    switch (wanted, found) {
    case (.object(let members), .object(let others)):
      let places = Dictionary(others.map { ($0.key, $0.value) }) { _, last in last }
      for member in members {
        let found = places[member.key] ?? .null
        if let at = difference(member.value, found, pointer.appending(member.key)) { return at }
      }
      let names = Set(members.map(\.key))
      return others.first { !names.contains($0.key) && !$0.value.isNothing }
        .map { pointer.appending($0.key) }
    case (.array(let elements), .array(let others)):
      guard elements.count == others.count else { return pointer }
      for (index, pair) in zip(elements, others).enumerated() {
        if let at = difference(pair.0, pair.1, pointer.appending(index)) { return at }
      }
      return nil
    default:
      return wanted.isEquivalent(to: found) || wanted.isNothing && found.isNothing ? nil : pointer
    }
  }
}

extension JSONValue {
  /// Whether the value is null, or an object without anything else.
  fileprivate var isNothing: Bool {
    switch self {
    case .null: true
    case .object(let members): members.allSatisfy(\.value.isNothing)
    default: false
    }
  }
}
