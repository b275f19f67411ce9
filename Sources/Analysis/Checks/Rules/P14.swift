import Curation
import JSONLines

extension Rule {
  static let p14 = Rule(
    "P14", .warning, "a refusal is chosen, or compliance with what is flagged",
    """
    On a prompt that nobody flagged, the chosen side refuses and the rejected one doesn't; or on a
    flagged prompt it is the other way round. Found by phrases: read it before you change it.
    """,
    mistakes: "Refusals that were wanted and whose prompt nobody flagged: flag it.", needs: .sides
  ) { record in
    guard let sides = record.sides else { return [] }
    let (a, b) = (Refusal.begins(sides.chosen), Refusal.begins(sides.rejected))
    guard a != b else { return [] }
    let isFlagged = record.state.isFlagged
    if a, !isFlagged { return [Spot("chosen refuses", at: record.sidePointers[0])] }
    if b, isFlagged {
      return [Spot("rejected refuses a flagged prompt", at: record.sidePointers[1])]
    }
    return []
  }
}
