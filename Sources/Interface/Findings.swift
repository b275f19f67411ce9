import Analysis
import Curation
import JSONLines

/// Going from finding to finding in the cursor's record: those of the rules that the filter names.
extension Model {
  /// Scrolls to the first finding, if there is one.
  mutating func revealFinding() {
    if !pane.findings.isEmpty { show(finding: 0) }
  }

  /// Goes to the next finding (1) or the previous one (-1), also in the next record that a filter
  /// by rules shows.
  mutating func goToNextFinding(_ step: Int) -> [Effect] {
    let next = (pane.place.finding ?? -1) + step
    if pane.findings.indices.contains(next) {
      tell(finding: next)
      return []
    }
    let before = pane.cursor
    let isFiltered = pane.choice.query?.checks.isEmpty == false
    guard isFiltered || !pane.findings.isEmpty else {
      return refuse("nothing to search for yet; / begins")
    }
    let effects = isFiltered ? self.step(step) : []
    guard pane.cursor != before else {
      return refuse(
        isFiltered ? "no more findings in this list" : "no more findings in this record")
    }
    if !pane.findings.isEmpty { tell(finding: step > 0 ? 0 : pane.findings.count - 1) }
    return effects
  }

  private mutating func tell(finding index: Int) {
    show(finding: index)
    let finding = pane.findings[index]
    say(
      "\(index + 1) of \(pane.findings.count): \(finding.rule) \(Phrase(said: finding.message))")
  }

  private mutating func show(finding index: Int) {
    pane.place.finding = index
    let finding = pane.findings[index]
    guard let page = pane.page, let pointer = finding.pointer,
      let part = page.reading.parts.firstIndex(where: { $0.pointer.contains(pointer) })
    else { return }
    focusPart(part)
    if let range = finding.range, reveal(range, ofPart: part) { scrollPartner() }
  }

  /// The byte offset of the current finding in the decoded text of the focused part; nil if there
  /// is none.
  var focusedFinding: Int? {
    guard let index = pane.place.finding, pane.findings.indices.contains(index),
      pane.findings[index].pointer == pane.part?.pointer
    else { return nil }
    return pane.findings[index].range?.lowerBound
  }
}
