import Curation
import JSONLines

/// The one-line summary of a record in the list.
struct ListSummary: Hashable, Sendable {
  var text: String
  var marks: String
  var isLeftOut: Bool
  var hasProblem: Bool

  private static let textBytes = 400
  /// The size in bytes above which a record isn't parsed for the list.
  private static let parseLimit = 1 << 20

  init(_ number: RecordNumber, in pane: Pane) {
    let bytes = pane.set.bytes(of: number)
    let state = pane.shownState(of: number)
    let isSmall = bytes.count <= Self.parseLimit
    var reading = isSmall ? RecordReading(bytes, as: pane.shape) : nil
    if isSmall, let order = pane.blindOrder(of: number, bytes) {
      reading?.hideSources(showing: order)
    }
    if let reading, reading.shape != .opaque {
      text = Self.text(reading, bytes)
    } else if pane.blind != nil, !isSmall {
      text = ""  // it might begin with one side
    } else {
      let start = bytes.slice(0..<min(bytes.count, Self.textBytes))
      text = String(decoding: start, as: UTF8.self)
    }
    hasProblem = reading?.shape == .opaque || state?.conflict != nil
    isLeftOut = state?.isRemoved == true || state?.isDiscarded == true
    let isOpaque = reading?.shape == .opaque
    let isSuggested = pane.blind == nil && !pane.openSuggestions(of: number).isEmpty
    marks = Self.marks(state ?? RecordState(), isOpaque: isOpaque, isSuggested: isSuggested)
  }

  /// Members that usually hold a person's text, for records of no known shape.
  private static let tellingNames: Set<String> = [
    "text", "content", "prompt", "question", "instruction", "query", "goal", "title",
  ]

  private static func tellingPart(_ reading: RecordReading) -> Part? {
    let parts = reading.parts.filter { $0.node.kind != .string || $0.node.range.count > 2 }
    switch reading.shape {
    case .tree:
      let texts = parts.prefix(200).filter { $0.node.kind == .string }
      return texts.first { tellingNames.contains($0.name) } ?? texts.first ?? parts.first
    case .alpaca, .promptResponse:
      return parts.first { $0.role == .prompt } ?? parts.first
    default:
      return parts.first { [.user, .prompt, .text].contains($0.role) } ?? parts.first
    }
  }

  /// Returns the beginning of the most telling text, which is the first one by a person.
  private static func text(_ reading: RecordReading, _ bytes: Bytes) -> String {
    guard let part = tellingPart(reading) else { return "" }
    let source = TextSource(part.node, in: bytes)
    if reading.holdsDialogue(in: bytes), source.spelling == .jsonString,
      let asked = Transcript.stretches(in: bytes, source.range, isRaw: true)
        .first(where: { $0.role == .user && !$0.range.isEmpty })
    {
      return source.trimmed(to: asked.range).beginning(textBytes / 2)
    }
    return source.beginning(textBytes / 2)
  }

  /// Returns three columns: removal, verdict or open suggestion, edit or insertion, and problem,
  /// flag or note.
  private static func marks(_ state: RecordState, isOpaque: Bool, isSuggested: Bool) -> String {
    var marks: [Character] = [" ", " ", " "]
    let verdicts = state.verdicts
    if state.isRemoved {
      marks[0] = "-"
    } else if state.isDisputed, state.conflict == nil {
      marks[0] = "≠"
    } else if verdicts.contains(.discarded) {
      marks[0] = "x"
    } else if verdicts.contains(.accepted) {
      marks[0] = "a"
    } else if verdicts.contains(.skipped) {
      marks[0] = "s"
    } else if isSuggested {
      marks[0] = ">"
    }
    if state.edited != nil { marks[1] = "*" }
    if state.isInserted { marks[1] = "+" }
    if state.conflict != nil || isOpaque {
      marks[2] = "?"
    } else if state.isFlagged {
      marks[2] = "!"
    } else if state.counted.contains(where: { !$0.notes.isEmpty || $0.isRated }) {
      marks[2] = "n"
    }
    return String(marks)
  }
}
