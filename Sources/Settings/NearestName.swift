/// Returns the known name that was most likely meant by `word`, or nil if none is near.
///
/// A name is near if it differs by at most one slip per three letters of `word`, rounded up. A slip
/// is a letter that is missing, added, wrong or swapped with its neighbour. Of equally near names,
/// the first is returned.
///
/// - Complexity: O(`word.count` · total length of `names`).
func nearestName(to word: String, among names: [String]) -> String? {
  let typed = Array(word.lowercased().unicodeScalars)
  var best: (name: String, slips: Int)?
  for name in names {
    let slips = slipCount(typed, Array(name.lowercased().unicodeScalars))
    if slips < best?.slips ?? Int.max { best = (name, slips) }
  }
  guard let best, best.slips <= (typed.count + 2) / 3 else { return nil }
  return best.name
}

/// Returns the optimal string alignment distance of two words, computed row by row.
private func slipCount(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
  // The rows hold the distances of `left`'s last two prefixes to every prefix of `right`.
  var beforeLast = [Int](repeating: 0, count: right.count + 1)
  var last = Array(0...right.count)
  for i in left.indices {
    var row = [i + 1]
    for j in right.indices {
      let substitution = last[j] + (left[i] == right[j] ? 0 : 1)
      var slips = min(row[j] + 1, last[j + 1] + 1, substitution)
      if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
        slips = min(slips, beforeLast[j - 1] + 1)
      }
      row.append(slips)
    }
    (beforeLast, last) = (last, row)
  }
  return last[right.count]
}
