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

  /// Longer texts, in bytes, aren't counted.
  private static let countLimit = 1 << 20

  init(
    _ number: RecordNumber, _ bytes: Bytes, as shape: Shape?,
    diff mode: PageDiff.Mode = .automatic, unfolded toggled: Set<Int> = []
  ) {
    self.number = number
    self.bytes = bytes
    let reading = RecordReading(bytes, as: shape)
    self.reading = reading
    var context = Flow()
    var columns = [Flow](repeating: Flow(), count: reading.hasColumns ? reading.responses.count : 0)
    for (index, part) in reading.parts.enumerated() {
      let source = TextSource(part.node, in: bytes)
      let tree = ValueTree(part, at: index, in: bytes)
      if reading.hasColumns, let response = part.response {
        Self.add(part, index, source, tree, to: &columns[response], isColumn: true, toggled)
      } else {
        Self.add(part, index, source, tree, to: &context, isColumn: false, toggled)
      }
    }
    if reading.shape == .opaque {
      context.blocks.append(.init(kind: .text, tone: .plain, source: TextSource(plain: bytes)))
    }
    if reading.isCut {
      let note = "more parts than are shown; the whole record opens in an editor"
      context.blocks.append(.init(kind: .text, tone: .warning, source: TextSource(note)))
    }
    if let dialogues = TranscriptFlows(reading, bytes) {
      context.blocks = dialogues.context.blocks + context.blocks
      columns = dialogues.columns
    }
    self.context = context
    self.columns = columns
    diff = PageDiff(columns, mode)
    lengths = columns.map { flow in
      let sources = flow.blocks.filter { $0.kind == .text }.map(\.source)
      guard sources.reduce(0, { $0 + $1.range.count }) <= Self.countLimit else { return nil }
      return sources.reduce(0) { $0 + $1.scalarCount }
    }
  }

  /// Adds a part's blocks. The first part of a column has its name above the column.
  private static func add(
    _ part: Part, _ index: Int, _ source: TextSource, _ tree: ValueTree?, to flow: inout Flow,
    isColumn: Bool, _ toggled: Set<Int>
  ) {
    guard part.role != .field else {
      let name = part.response == nil ? part.pointer.description : part.name
      if case .text? = flow.blocks.last?.kind {
        flow.blocks.append(.init(kind: .gap, tone: .plain, source: TextSource("")))
      }
      flow.blocks.append(
        .init(
          kind: .field(name), tone: part.node.tone, source: tree == nil ? source : TextSource(""),
          part: index))
      if let tree { flow.blocks += tree.blocks }
      return
    }
    if !flow.blocks.isEmpty {
      flow.blocks.append(.init(kind: .gap, tone: .plain, source: TextSource("")))
    }
    let folding = Folding(part, source, isToggled: toggled.contains(index))
    if !isColumn || !flow.blocks.isEmpty || folding.hidesAll {
      let name = part.name + (folding.hidesAll ? folding.note(source) : "")
      flow.blocks.append(
        .init(kind: .heading(name), tone: part.role.tone, source: TextSource(""), part: index))
    }
    if let reasoning = folding.reasoning {
      let name = "<think>" + (folding.isFolded ? folding.note(reasoning) : "")
      flow.blocks.append(
        .init(kind: .heading(name), tone: .dim, source: TextSource(""), part: index))
      if !folding.isFolded {
        flow.blocks.append(.init(kind: .text, tone: .dim, source: reasoning, part: index))
        flow.blocks.append(
          .init(kind: .heading("</think>"), tone: .dim, source: TextSource(""), part: index))
      }
    }
    if let tree, !folding.hidesAll {
      flow.blocks += tree.blocks
    } else if !folding.hidesAll {
      flow.blocks.append(.init(kind: .text, tone: .plain, source: folding.rest, part: index))
    }
  }

  /// The flow that a part is in: a column's, or the context (nil).
  func column(ofPart part: Int) -> Int? {
    guard reading.parts.indices.contains(part), !columns.isEmpty else { return nil }
    return reading.parts[part].response
  }

  /// Parts that the keys act on one after another: all but the other fields of a record that has a
  /// shape.
  var focusableParts: [Int] {
    let named = reading.parts.indices.filter { reading.parts[$0].role != .field }
    return named.isEmpty ? Array(reading.parts.indices) : named
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
