extension RandomAccessCollection {
  /// Returns the index of the first element for which a condition holds, in a collection in which
  /// it holds for all that follow, too; the end if it holds for none.
  ///
  /// - Complexity: O(log n).
  @inlinable public func partitioningIndex(where isBehind: (Element) -> Bool) -> Index {
    var (low, count) = (startIndex, count)
    while count > 0 {
      let half = count / 2
      let middle = index(low, offsetBy: half)
      if isBehind(self[middle]) {
        count = half
      } else {
        low = index(after: middle)
        count -= half + 1
      }
    }
    return low
  }
}
