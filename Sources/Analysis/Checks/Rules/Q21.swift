import Curation
import JSONLines

extension Rule {
  static let q21 = Rule(
    "Q21", .warning, "chosen and rejected are nearly equal",
    """
    Less than 2 % of the longer side differ, in one place: there is hardly anything to prefer. Sides
    that are equal are P01's, those that differ in form P02's, and P03 has those that go on.
    """,
    mistakes: "Pairs that teach one word: a corrected number, a name.", needs: .sides
  ) { record in
    guard let sides = record.sides, sides.chosen != sides.rejected else { return [] }
    let (a, b) = (sides.chosen, sides.rejected)
    let most = max(a.count, b.count)
    guard min(a.count, b.count) * 100 > most * 98 else { return [] }
    let start = zip(a, b).prefix { $0 == $1 }.count
    let end = zip(a[start...].reversed(), b[start...].reversed()).prefix { $0 == $1 }.count
    let changed = most - start - end
    guard start + end < min(a.count, b.count), changed * 50 < most else { return [] }
    return [
      Spot("they differ in \(changed) of \(most) bytes", at: record.sidePointers[1])
    ]
  }
}
