import Console
import Curation
import JSONLines

/// A record made ready to be looked at: its parts as flows. Made when the cursor comes to it or when
/// it changes, and kept.
struct RecordPage: Hashable, Sendable {
  let number: RecordNumber
  let bytes: Bytes
  let reading: RecordReading
  /// What stands above the responses; everything, where there are no responses side by side.
  let context: Flow
  /// One for each response; empty where there are fewer than two.
  let columns: [Flow]
  /// Where two responses differ; nil where that isn't shown.
  let diff: PageDiff?
  /// Characters of each column's texts; nil where they are too long to be counted.
  let lengths: [Int?]

  /// What of its texts can't be seen; nothing in a record that is too long to be looked through.
  let unseen: Unseen
  /// What the two columns are where they are two versions of the record: `in the file` and `now`.
  var versions: [Phrase] = []
  var isComparison: Bool { !versions.isEmpty }
  var hasColumns: Bool { columns.count > 1 }

  /// Longer texts, in bytes, aren't counted.
  private static let countLimit = 1 << 20

  init(
    _ number: RecordNumber, _ bytes: Bytes, as shape: Shape?,
    diff mode: PageDiff.Mode = .automatic, unfolded toggled: Set<Int> = [], raw: Bool = false,
    blind order: [Int]? = nil, in language: Language = .english
  ) {
    self.number = number
    self.bytes = bytes
    var reading = RecordReading(bytes, as: shape)
    if let order { reading.hideSources(showing: order) }
    self.reading = reading
    var context = Flow()
    var columns = [Flow](repeating: Flow(), count: reading.hasColumns ? reading.responses.count : 0)
    let shared = raw ? [:] : Self.sharedBeginning(reading, bytes, toggled)
    for (index, part) in reading.parts.enumerated() {
      let column = reading.hasColumns ? part.response : nil
      let blocks = PartBlocks(
        part, at: index, in: bytes, raw: raw, shared: shared[index] ?? 0,
        isToggled: toggled.contains(index), language)
      if let column {
        blocks.add(to: &columns[column], isColumn: true)
      } else {
        blocks.add(to: &context, isColumn: false)
      }
    }
    if reading.shape == .opaque {
      context.blocks.append(.init(kind: .text, tone: .plain, source: TextSource(plain: bytes)))
    }
    if reading.isCut {
      let note: Phrase = "more parts than are shown; the whole record opens in an editor"
      context.blocks.append(
        .init(kind: .text, tone: .warning, source: TextSource(note.text(in: language))))
    }
    unseen = Unseen(reading, bytes)
    if !raw, let dialogues = TranscriptFlows(reading, bytes) {
      context.blocks = dialogues.context.blocks + context.blocks
      columns = dialogues.columns
    }
    self.context = context
    self.columns = columns
    diff = PageDiff(columns, mode)
    lengths =
      reading.shape == .transcripts || bytes.count > Self.countLimit
      ? Self.lengths(columns)
      : columns.indices.map { Self.length(ofResponse: $0, reading, bytes) }
  }

  /// Characters of a response's texts, folded or not.
  private static func length(
    ofResponse response: Int, _ reading: RecordReading, _ bytes: Bytes
  ) -> Int {
    reading.parts.reduce(0) { sum, part in
      guard part.response == response, part.role != .field else { return sum }
      return sum + (part.node.withText(in: bytes, \.scalarCount) ?? 0)
    }
  }

  /// By part: bytes that all responses begin with, where each is one text and none was unfolded.
  private static func sharedBeginning(
    _ reading: RecordReading, _ bytes: Bytes, _ toggled: Set<Int>
  ) -> [Int: Int] {
    guard reading.hasColumns, reading.shape != .transcripts else { return [:] }
    let texts = reading.parts.indices.filter {
      reading.parts[$0].response != nil && reading.parts[$0].role != .field
    }
    guard texts.count == reading.responses.count, toggled.isDisjoint(with: texts),
      texts.allSatisfy({ reading.parts[$0].node.kind == .string })
    else { return [:] }
    let count = Folding.sharedBeginning(
      texts.map { TextSource(reading.parts[$0].node, in: bytes) })
    return count == 0 ? [:] : Dictionary(uniqueKeysWithValues: texts.map { ($0, count) })
  }

  /// Two versions of a record side by side, with what differs.
  init(
    comparing base: RecordPage, with now: RecordPage,
    as versions: [Phrase] = ["in the file", "now"], in language: Language
  ) {
    number = now.number
    bytes = now.bytes
    reading = now.reading
    self.versions = versions
    unseen = now.unseen
    context = Flow()
    var before = base.whole(in: language)
    // Keys act on what is now.
    for index in before.blocks.indices { before.blocks[index].part = nil }
    columns = [before, now.whole(in: language)]
    diff = PageDiff(columns, .always)
    lengths = Self.lengths(columns)
  }

  /// All of it in one column.
  private func whole(in language: Language) -> Flow {
    var flow = context
    for column in columns {
      if !flow.blocks.isEmpty {
        flow.blocks.append(.gap)
      }
      let name = column.blocks.lazy.compactMap(\.part).first.map { reading.parts[$0] }
      if let name {
        flow.blocks.append(.heading(name.title.text(in: language), name.role.tone))
      }
      flow.blocks += column.blocks
    }
    return flow
  }

  private static func lengths(_ columns: [Flow]) -> [Int?] {
    columns.map { flow in
      let sources = flow.blocks.filter { $0.kind == .text }.map(\.source)
      guard sources.reduce(0, { $0 + $1.range.count }) <= Self.countLimit else { return nil }
      return sources.reduce(0) { $0 + $1.scalarCount }
    }
  }

  /// The flow that a part is in: a column's, or the context (nil).
  func column(ofPart part: Int) -> Int? {
    guard reading.parts.indices.contains(part), !columns.isEmpty else { return nil }
    if isComparison { return 1 }
    return reading.parts[part].response
  }

  /// - Parameter column: nil is what stands above them.
  func flow(ofColumn column: Int?) -> Flow { column.map { columns[$0] } ?? context }

  /// Whether what stands above the columns isn't a part of its own, as the turns that two dialogues
  /// share: it is scrolled along with them.
  var isContextShared: Bool {
    !context.blocks.isEmpty && !focusableParts.contains { column(ofPart: $0) == nil }
  }

  /// Parts that the keys act on one after another: all but the other fields of a record that has a
  /// shape.
  var focusableParts: [Int] {
    let named = reading.parts.indices.filter { reading.parts[$0].role != .field }
    return named.isEmpty ? Array(reading.parts.indices) : named
  }

  /// The one of those that stands at a pointer; nil where none does.
  func focusablePart(at pointer: JSONPointer?) -> Int? {
    focusableParts.first { reading.parts[$0].pointer == pointer }
  }
}

extension Part.Role {
  var tone: Tone {
    switch self {
    case .system: .system
    case .user: .user
    case .assistant: .assistant
    case .tool: .tool
    case .prompt: .prompt
    case .chosen: .chosen
    case .rejected: .rejected
    case .response: .response
    case .label: .label
    case .text: .heading
    case .field: .field
    }
  }
}

extension JSONNode {
  var tone: Tone {
    switch kind {
    case .string: .string
    case .number: .number
    case .bool, .null: .literal
    case .object, .array: .plain
    }
  }
}
