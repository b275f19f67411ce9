import Console
import Curation
import JSONLines

/// Makes the blocks that show one part of a record.
struct PartBlocks {
  let part: Part
  /// The part's index in the reading.
  let index: Int
  let source: TextSource
  /// What is folded of the text.
  let folding: Folding
  /// The members of a structured value, one per line; nil if the part is shown as text.
  let tree: ValueTree?
  /// The turns of a text that is a dialogue; nil for any other part.
  let turns: [Flow.Block]?
  let language: Language

  /// Prepares the blocks of a part.
  ///
  /// - Parameters:
  ///   - raw: whether to show texts in their JSON spelling.
  ///   - shared: the number of bytes that all responses share and that are to be folded.
  init(
    _ part: Part, at index: Int, in bytes: Bytes, raw: Bool, shared: Int, isToggled: Bool,
    _ language: Language
  ) {
    source =
      raw ? TextSource(plain: bytes.slice(part.node.range)) : TextSource(part.node, in: bytes)
    folding = Folding(part, source, shared: shared, isToggled: isToggled)
    tree = raw ? nil : ValueTree(part, at: index, in: bytes, language)
    turns = part.role == .field ? nil : TranscriptFlows.blocks(of: part, at: index, source)
    (self.part, self.index, self.language) = (part, index, language)
  }

  /// Appends the blocks to a flow.
  ///
  /// - Parameter isColumn: whether the name of the flow's first part is shown above the column.
  func add(to flow: inout Flow, isColumn: Bool) {
    if part.role == .field { return addField(to: &flow) }
    let isFirst = flow.blocks.isEmpty
    if !isFirst { flow.blocks.append(.gap) }
    if let name = heading(isNamed: isColumn && isFirst) { flow.blocks.append(name) }
    flow.blocks += reasoning
    if folding.isUnclosed { flow.blocks.append(heading(["<think> is never closed"], .warning)) }
    if folding.hidesAll, turns == nil { return }
    if let tree, !folding.hidesAll {
      flow.blocks += tree.blocks
    } else {
      flow.blocks += turns ?? [text(folding.rest, .plain)]
    }
  }

  /// Appends a member that isn't a text: its name and its value.
  private func addField(to flow: inout Flow) {
    if case .text? = flow.blocks.last?.kind { flow.blocks.append(.gap) }
    let name = part.response == nil ? part.pointer.description : part.name
    flow.blocks.append(
      .init(
        kind: .field(name), tone: part.node.tone, source: tree == nil ? source : TextSource(""),
        part: index))
    flow.blocks += tree?.blocks ?? []
  }

  /// The heading with the part's name and what of it is folded; nil if the name is shown already.
  private func heading(isNamed: Bool) -> Flow.Block? {
    // The first speaker's name replaces the part's.
    if part.role == .text, case .heading? = turns?.first?.kind { return nil }
    if let beginning = folding.shared { return heading([folding.note(shared: beginning)], .dim) }
    if isNamed, !folding.hidesAll { return nil }
    let name = (isNamed ? [] : [part.title]) + (folding.hidesAll ? [folding.note(source)] : [])
    return heading(name, part.role.tone)
  }

  /// The text between `<think>` and `</think>`, or a note that it is folded.
  private var reasoning: [Flow.Block] {
    guard let reasoning = folding.reasoning else { return [] }
    if folding.isFolded { return [heading(["<think>", folding.note(reasoning)], .dim)] }
    return [heading(["<think>"], .dim), text(reasoning, .dim), heading(["</think>"], .dim)]
  }

  private func heading(_ text: [Phrase], _ tone: Tone) -> Flow.Block {
    .heading(text.text(in: language), tone, part: index)
  }

  private func text(_ source: TextSource, _ tone: Tone) -> Flow.Block {
    .init(kind: .text, tone: tone, source: source, part: index)
  }
}

extension Flow.Block {
  static let gap = Flow.Block(kind: .gap, tone: .plain, source: TextSource(""))

  static func heading(_ name: String, _ tone: Tone, part: Int? = nil) -> Flow.Block {
    .init(kind: .heading(name), tone: tone, source: TextSource(""), part: part)
  }
}
