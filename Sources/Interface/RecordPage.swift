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

  /// Characters that can't be seen: controls, zero-width and direction marks, tags, replacements. 0
  /// in a record that is too long to be looked through.
  let hiddenCount: Int
  /// What the two columns are where they are two versions of the record: `in the file` and `now`.
  var versions: [Phrase] = []
  var isComparison: Bool { !versions.isEmpty }

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
    for (index, part) in reading.parts.enumerated() {
      let source =
        raw
        ? TextSource(plain: bytes.slice(part.node.range)) : TextSource(part.node, in: bytes)
      let tree = raw ? nil : ValueTree(part, at: index, in: bytes, language)
      if reading.hasColumns, let response = part.response {
        Self.add(
          part, index, source, tree, to: &columns[response], isColumn: true, toggled, language)
      } else {
        Self.add(part, index, source, tree, to: &context, isColumn: false, toggled, language)
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
    hiddenCount = Self.hiddenCount(reading, bytes)
    if !raw, let dialogues = TranscriptFlows(reading, bytes) {
      context.blocks = dialogues.context.blocks + context.blocks
      columns = dialogues.columns
    }
    self.context = context
    self.columns = columns
    diff = PageDiff(columns, mode)
    lengths = Self.lengths(columns)
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
    hiddenCount = now.hiddenCount
    context = Flow()
    var before = base.whole(in: language)
    // Keys act on what is now.
    for index in before.blocks.indices { before.blocks[index].part = nil }
    columns = [before, now.whole(in: language)]
    diff = PageDiff(columns, .always)
    lengths = Self.lengths(columns)
  }

  private static func hiddenCount(_ reading: RecordReading, _ bytes: Bytes) -> Int {
    guard bytes.count <= PageDiff.byteLimit else { return 0 }
    return reading.parts.reduce(0) { sum, part in
      sum + (part.node.string(in: bytes)?.codePoints.count { isHidden($0) } ?? 0)
    }
  }

  private static func isHidden(_ point: UInt32) -> Bool {
    switch point {
    case 0x20..<0x7F, 0x09, 0x0A, 0x0D: false
    case ..<0xA0, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0x2066...0x2069, 0xFEFF,
      0xFFFD, 0xD800...0xDFFF, 0xE0000...0xE007F:
      // Joiners belong to emoji and to scripts that need them.
      point != 0x200C && point != 0x200D
    default: false
    }
  }

  /// All of it in one column.
  private func whole(in language: Language) -> Flow {
    var flow = context
    for column in columns {
      if !flow.blocks.isEmpty {
        flow.blocks.append(.init(kind: .gap, tone: .plain, source: TextSource("")))
      }
      let name = column.blocks.lazy.compactMap(\.part).first.map { reading.parts[$0] }
      if let name {
        flow.blocks.append(
          .init(
            kind: .heading(name.title.text(in: language)), tone: name.role.tone,
            source: TextSource("")))
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

  /// Adds a part's blocks. The first part of a column has its name above the column.
  private static func add(
    _ part: Part, _ index: Int, _ source: TextSource, _ tree: ValueTree?, to flow: inout Flow,
    isColumn: Bool, _ toggled: Set<Int>, _ language: Language
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
      let name = folding.hidesAll ? [part.title, folding.note(source)] : [part.title]
      flow.blocks.append(
        .init(
          kind: .heading(name.text(in: language)), tone: part.role.tone, source: TextSource(""),
          part: index))
    }
    if let reasoning = folding.reasoning {
      let name: [Phrase] = ["<think>"] + (folding.isFolded ? [folding.note(reasoning)] : [])
      flow.blocks.append(
        .init(
          kind: .heading(name.text(in: language)), tone: .dim, source: TextSource(""), part: index))
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
    if isComparison { return 1 }
    return reading.parts[part].response
  }

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
