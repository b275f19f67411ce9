import JSONLines

extension Entry {
  /// Splits the entry into lines as `split(byteCount:)` does. The parts are one transaction, which
  /// counts only if it is complete.
  ///
  /// - Parameter transaction: the id that the parts share, if there are several.
  public func split(byteCount: Int, transaction: String) -> [Entry] {
    let parts = split(byteCount: byteCount)
    guard parts.count > 1 else { return parts }
    return zip(parts, 1...).map { part, number in
      var part = part
      part.part = Part(transaction: transaction, part: number, of: parts.count)
      return part
    }
  }

  /// Splits the entry into lines that have one operation each and at most about `byteCount` bytes.
  /// A change isn't split, however long it is.
  func split(byteCount: Int) -> [Entry] {
    guard changes.count > 1 else { return [self] }
    var groups: [[Change]] = [[]]
    var size = 0
    for change in changes {
      let length = JSONWriter.bytes(change.value, .journal).count
      let isAnother = groups.last?.last.map { $0.operation != change.operation } ?? false
      if size > 0, isAnother || size + length > byteCount {
        groups.append([])
        size = 0
      }
      groups[groups.count - 1].append(change)
      size += length
    }
    guard groups.count > 1 else { return [self] }
    return groups.map { changes in
      var entry = self
      entry.kind = changes.first?.operation ?? kind
      entry.changes = changes
      return entry
    }
  }
}
