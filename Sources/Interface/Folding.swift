import Analysis
import Curation
import JSONLines

/// What of a part is shown: reasoning begins folded, everything else unfolded.
struct Folding {
  /// A `<think>` section at the beginning of an answer, without its tags.
  private(set) var reasoning: TextSource?
  /// What follows it; else the whole text.
  private(set) var rest: TextSource
  private(set) var isFolded: Bool

  private static let end = TextPattern(.literal("</think>"))
  /// A section that is longer, in bytes, isn't looked for.
  private static let searchLimit = 1 << 20

  /// - Parameter isToggled: whether the person asked for the other way.
  init(_ part: Part, _ source: TextSource, isToggled: Bool) {
    rest = source
    let isReasoning = ["reasoning_content", "thinking"].contains { part.name.hasSuffix($0) }
    if !isReasoning, source.range.count <= Self.searchLimit,
      source.bytes.slice(source.range).starts(with: Array("<think>".utf8)),
      let end = source.ranges(of: Self.end, in: source.range, limit: 1).first
    {
      let start = source.range.lowerBound + 7
      reasoning = source.trimmed(to: start..<end.lowerBound)
      rest = source.trimmed(to: end.upperBound..<source.range.upperBound)
    }
    isFolded = (isReasoning || reasoning != nil) != isToggled
  }

  /// Whether nothing of the part's text is shown.
  var hidesAll: Bool { isFolded && reasoning == nil }

  func note(_ hidden: TextSource) -> Phrase {
    hidden.range.count <= Self.searchLimit
      ? "\(grouped(hidden.scalarCount)) chars folded, z unfolds"
      : "\(grouped(hidden.range.count)) bytes folded, z unfolds"
  }
}

extension Model {
  mutating func fold() {
    guard pane.page?.reading.parts.indices.contains(pane.focusedPart) == true else { return }
    let part = pane.focusedPart
    if pane.toggledParts.remove(part) == nil { pane.toggledParts.insert(part) }
    pane.loadPage()
    focusPart(part)
  }
}
