import JSONLines

extension Entry {
  /// Splits the entry into lines that have one operation each and at most about `byteCount` bytes.
  /// A change isn't split, however long it is. The parts are one transaction, which counts only if
  /// it is complete.
  ///
  /// - Parameter transaction: the id that the parts share, if there are several.
  public func split(byteCount: Int, transaction: String) -> [Entry] {
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
    return zip(groups, 1...).map { changes, number in
      var entry = self
      entry.kind = changes.first?.operation ?? kind
      entry.changes = changes
      entry.part = Part(transaction: transaction, part: number, of: groups.count)
      return entry
    }
  }
}
