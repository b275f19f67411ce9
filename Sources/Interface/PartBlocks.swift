import Console
import Curation
import JSONLines

/// The blocks that show one part of a record, under what stands in a flow already.
struct PartBlocks {
  let part: Part
  /// Its place in the reading.
  let index: Int
  let source: TextSource
  /// What its text is folded to.
  let folding: Folding
  /// A value that isn't a text, line by line.
  let tree: ValueTree?
  /// The turns of a text that is a dialogue.
  let turns: [Flow.Block]?
  let language: Language

  /// - Parameters:
  ///   - raw: whether texts stand as JSON spells them.
  ///   - shared: bytes that all responses begin with, where they are to be folded.
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

  /// - Parameter isColumn: whether the first part has its name above the column.
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

  /// A member beside the texts: its name and its value.
  private func addField(to flow: inout Flow) {
    if case .text? = flow.blocks.last?.kind { flow.blocks.append(.gap) }
    let name = part.response == nil ? part.pointer.description : part.name
    flow.blocks.append(
      .init(
        kind: .field(name), tone: part.node.tone, source: tree == nil ? source : TextSource(""),
        part: index))
    flow.blocks += tree?.blocks ?? []
  }

  /// The part's name, and what of it is folded; nil where a name stands there already.
  private func heading(isNamed: Bool) -> Flow.Block? {
    // The first speaker's name stands in its place.
    if part.role == .text, case .heading? = turns?.first?.kind { return nil }
    if let beginning = folding.shared { return heading([folding.note(shared: beginning)], .dim) }
    if isNamed, !folding.hidesAll { return nil }
    let name = (isNamed ? [] : [part.title]) + (folding.hidesAll ? [folding.note(source)] : [])
    return heading(name, part.role.tone)
  }

  /// The text between `<think>` and `</think>`, or that it is folded.
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
