import Analysis
import Curation
import JSONLines

/// Going from finding to finding in the cursor's record: those of the rules that the filter names.
extension Model {
  /// Scrolls to the first finding, if there is one.
  mutating func revealFinding() {
    if !pane.findings.isEmpty { show(finding: 0) }
  }

  /// Goes to the next finding (1) or the previous one (-1); returns false if there is none.
  mutating func showNextFinding(_ step: Int) -> Bool {
    let next = (pane.finding ?? -1) + step
    guard pane.findings.indices.contains(next) else { return false }
    show(finding: next)
    let finding = pane.findings[next]
    say(
      "\(next + 1) of \(pane.findings.count): \(finding.rule) \(Phrase(said: finding.message))")
    return true
  }

  private mutating func show(finding index: Int) {
    pane.finding = index
    let finding = pane.findings[index]
    guard let page = pane.page, let pointer = finding.pointer,
      let part = page.reading.parts.firstIndex(where: { $0.pointer.contains(pointer) })
    else { return }
    focusPart(part)
    let column = page.column(ofPart: part)
    let blocks = page.flow(ofColumn: column).blocks
    let source = TextSource(page.reading.parts[part].node, in: page.bytes)
    guard let range = finding.range, let start = source.stretch(range)?.lowerBound,
      let block = blocks.firstIndex(where: {
        $0.part == part && $0.kind == .text && $0.source.range.contains(start)
      })
    else { return }
    reveal(Flow.Place(block: block, offset: start), column, pane: active)
    scrollPartner()
  }

  /// The byte offset of the current finding in the decoded text of the focused part; nil if there
  /// is none.
  var focusedFinding: Int? {
    guard let index = pane.finding, pane.findings.indices.contains(index),
      pane.findings[index].pointer == pane.part?.pointer
    else { return nil }
    return pane.findings[index].range?.lowerBound
  }
}
