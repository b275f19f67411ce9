import Analysis
import Curation
import JSONLines

/// What is shown of a part. Reasoning starts folded, and so does a long beginning that all
/// responses share; everything else starts unfolded.
struct Folding {
  /// The beginning that all responses share; nil if none is folded.
  private(set) var shared: TextSource?
  /// A `<think>` section at the beginning of an answer, without its tags.
  private(set) var reasoning: TextSource?
  /// The text after the reasoning or the shared beginning, otherwise the whole text.
  private(set) var rest: TextSource
  private(set) var isFolded: Bool
  /// Whether the text begins with a `<think>` section that never ends.
  private(set) var isUnclosed = false

  private static let end = TextPattern(.literal("</think>"))
  /// The maximum size in bytes of a text that is searched.
  private static let searchLimit = 1 << 20

  /// Determines what of a part's text is folded.
  ///
  /// - Parameters:
  ///   - shared: the number of bytes that all responses share and that are to be folded; 0 folds
  ///     none.
  ///   - isToggled: whether the user asked for the opposite of the initial state.
  init(_ part: Part, _ source: TextSource, shared: Int = 0, isToggled: Bool) {
    rest = source
    if shared > 0 {
      let cut = source.range.lowerBound + shared
      self.shared = source.trimmed(to: source.range.lowerBound..<cut)
      rest = source.trimmed(to: cut..<source.range.upperBound)
      isFolded = false
      return
    }
    let isReasoning = RecordReading.reasoningKeys.contains { part.name.hasSuffix(" \($0.text)") }
    if !isReasoning, source.range.count <= Self.searchLimit,
      let start = Self.startOfReasoning(source)
    {
      if let end = source.ranges(of: Self.end, in: source.range, limit: 1).first {
        reasoning = source.trimmed(to: start..<end.lowerBound)
        rest = source.trimmed(to: end.upperBound..<source.range.upperBound)
      } else {
        isUnclosed = true
      }
    }
    isFolded = (isReasoning || reasoning != nil) != isToggled
  }

  /// The offset behind a `<think>` with which a text begins, also behind white space.
  private static func startOfReasoning(_ source: TextSource) -> Int? {
    let (start, end) = (source.range.lowerBound, source.range.upperBound)
    let window = start..<min(start + 80, end)
    guard let tag = source.ranges(of: begin, in: window, limit: 1).first,
      source.decoded(start..<tag.lowerBound).text.allSatisfy({ $0 <= 0x20 })
    else { return nil }
    return tag.upperBound
  }

  private static let begin = TextPattern(.literal("<think>"))

  /// Returns the number of bytes that all texts begin with, reduced so that some context remains
  /// before they diverge; 0 if that isn't long, or can't be cut between words.
  static func sharedBeginning(_ texts: [TextSource]) -> Int {
    guard let first = texts.first, texts.count > 1 else { return 0 }
    let least = texts.map(\.range.count).min() ?? 0
    guard least > leastShared, least <= searchLimit else { return 0 }
    var count = least
    for other in texts.dropFirst() {
      var same = 0
      while same < count,
        first.bytes[first.range.lowerBound + same] == other.bytes[other.range.lowerBound + same]
      {
        same += 1
      }
      count = same
    }
    guard count > leastShared else { return 0 }
    // A blank or the first byte of a non-ASCII character is never inside an escape.
    let start = first.range.lowerBound
    return (count - 240..<count - 80).last { place in
      let byte = first.bytes[start + place]
      return byte == 0x20 || byte >= 0xC0
    } ?? 0
  }

  /// The minimum size in bytes of a shared beginning to fold.
  private static let leastShared = 600

  /// Whether the part's text is hidden entirely.
  var hidesAll: Bool { isFolded && reasoning == nil }

  func note(_ hidden: TextSource) -> Phrase {
    hidden.range.count <= Self.searchLimit
      ? "\(grouped(hidden.scalarCount)) chars folded, z unfolds"
      : "\(grouped(hidden.range.count)) bytes folded, z unfolds"
  }

  func note(shared: TextSource) -> Phrase {
    "... \(grouped(shared.scalarCount)) chars the same, z unfolds"
  }
}

extension Model {
  mutating func fold() {
    guard pane.page?.reading.parts.indices.contains(pane.place.focusedPart) == true else { return }
    let part = pane.place.focusedPart
    if pane.place.toggledParts.remove(part) == nil { pane.place.toggledParts.insert(part) }
    pane.loadPage()
    foldPartner(part)
    focusPart(part)
  }
}
