import Console
import Curation
import JSONLines

/// A record prepared for display: its parts as flows. It is made when the cursor reaches the record
/// or the record changes, and kept.
struct RecordPage: Hashable, Sendable {
  let number: RecordNumber
  let bytes: Bytes
  let reading: RecordReading
  /// The text above the responses; everything, if no responses are side by side.
  let context: Flow
  /// One flow per response; empty if there are fewer than two.
  let columns: [Flow]
  /// The differences between responses; nil if they aren't shown.
  let diff: PageDiff?
  /// The number of characters in each column's texts; nil if they are too long to count.
  let lengths: [Int?]

  /// The invisible content of the texts; empty for a record that is too large to check.
  let unseen: Unseen
  /// The names of the two columns if they are versions of the record, such as `in the file` and
  /// `now`.
  var versions: [Phrase] = []
  var isComparison: Bool { !versions.isEmpty }
  var hasColumns: Bool { columns.count > 1 }

  /// The size in bytes up to which characters are counted.
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
    if !reading.isWhole {
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

  /// Returns the number of characters in a response's texts, folded or not.
  private static func length(
    ofResponse response: Int, _ reading: RecordReading, _ bytes: Bytes
  ) -> Int {
    reading.parts.reduce(0) { sum, part in
      guard part.response == response, part.role != .field else { return sum }
      return sum + (part.node.withText(in: bytes, \.scalarCount) ?? 0)
    }
  }

  /// Returns, by part, the number of bytes that all responses share and that are folded. Empty
  /// unless each response is a single text and none was unfolded.
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

  /// Makes a page of two versions of a record side by side, with their differences.
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
    // Keys act on the current version only.
    for index in before.blocks.indices { before.blocks[index].part = nil }
    columns = [before, now.whole(in: language)]
    diff = PageDiff(columns, .always, areVersionsEqual: base.bytes == now.bytes)
    lengths = Self.lengths(columns)
  }

  /// Returns the whole record in one column.
  private func whole(in language: Language) -> Flow {
    var flow = context
    for column in columns {
      if !flow.blocks.isEmpty {
        flow.blocks.append(.gap)
      }
      if let part = column.blocks.lazy.compactMap(\.part).first {
        let response = reading.parts[part].response.map { reading.responses[$0] }
        let rank: Phrase? = response?.rank.map { "rank \($0)" }
        let heading = [reading.parts[part].title, rank].compactMap(\.self)
        flow.blocks.append(
          .heading(heading.text(in: language), reading.parts[part].role.tone, part: part))
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

  /// Returns the column of a part; nil for the context.
  func column(ofPart part: Int) -> Int? {
    guard reading.parts.indices.contains(part), !columns.isEmpty else { return nil }
    if isComparison { return 1 }
    return reading.parts[part].response
  }

  /// Returns the flow of a column.
  ///
  /// - Parameter column: nil for the context above the columns.
  func flow(ofColumn column: Int?) -> Flow { column.map { columns[$0] } ?? context }

  /// Whether the context has no focusable part of its own, like the turns that two dialogues share.
  /// Then it scrolls along with the columns.
  var isContextShared: Bool {
    !context.blocks.isEmpty && !focusableParts.contains { column(ofPart: $0) == nil }
  }

  /// The parts that keys can focus: all but the other fields, or all parts if there is nothing
  /// else.
  var focusableParts: [Int] {
    let named = reading.parts.indices.filter { reading.parts[$0].role != .field }
    return named.isEmpty ? Array(reading.parts.indices) : named
  }

  /// Returns the focusable part that stands for one of another record's: the last turn of a role
  /// for the last, else the one at the same pointer, else one of the role at the same distance from
  /// the end, or its first. Nil if there is none.
  func focusablePart(like index: Int, of other: RecordPage) -> Int? {
    guard other.reading.parts.indices.contains(index) else { return nil }
    let part = other.reading.parts[index]
    let same = focusablePart(at: part.pointer)
    guard part.role.isTurn || part.response != nil else { return same }
    func isLike(_ candidate: Part) -> Bool {
      (candidate.role, candidate.name, candidate.response) == (part.role, part.name, part.response)
    }
    let theirs = other.focusableParts.filter { isLike(other.reading.parts[$0]) }
    let ours = focusableParts.filter { isLike(reading.parts[$0]) }
    guard let place = theirs.firstIndex(of: index) else { return same }
    let fromEnd = theirs.count - 1 - place
    if fromEnd > 0, let same, isLike(reading.parts[same]) { return same }
    return fromEnd < ours.count ? ours[ours.count - 1 - fromEnd] : ours.first
  }

  /// Returns the focusable part at a pointer; nil if there is none.
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
    case .unknown: .warning
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
