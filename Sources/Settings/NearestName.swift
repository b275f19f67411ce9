/// The known name that somebody who typed `word` most likely meant, or nil if none is near.
///
/// Near means: one slip in each three letters begun. A slip is a letter that is missing, added,
/// wrong, or changed places with its neighbour; of names equally near, the first is taken.
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

/// The optimal string alignment distance of two words, row by row.
private func slipCount(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
  // rows: the distances of `left`'s last two prefixes to every prefix of `right`.
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
