import Console
import Curation
import JSONLines

/// Dialogues in single strings, with a block per turn. Of a pair of dialogues, the turns that both
/// begin with are shown once, above, and the others side by side.
struct TranscriptFlows {
  var context = Flow()
  var columns: [Flow] = []

  private struct Turn {
    /// The speaker's name; empty for text before the first turn.
    var name: String
    var tone: Tone
    var source: TextSource
  }

  /// Returns nil if the texts aren't two dialogues.
  init?(_ reading: RecordReading, _ bytes: Bytes) {
    guard reading.shape == .transcripts else { return nil }
    let sides = reading.parts.indices.filter { reading.parts[$0].response != nil }
    guard sides.count == 2 else { return nil }
    let turns = sides.map { Self.turns(of: TextSource(reading.parts[$0].node, in: bytes)) }
    guard turns.allSatisfy({ !$0.isEmpty }) else { return nil }
    var shared = 0
    let least = min(turns[0].count, turns[1].count)
    while shared < least - 1, Self.isSame(turns[0][shared], turns[1][shared]) { shared += 1 }
    for turn in turns[0].prefix(shared) { Self.add(turn, part: sides[0], to: &context) }
    for (side, turns) in zip(sides, turns) {
      var flow = Flow()
      for turn in turns.dropFirst(shared) { Self.add(turn, part: side, to: &flow) }
      columns.append(flow)
    }
  }

  private static func isSame(_ a: Turn, _ b: Turn) -> Bool {
    a.name == b.name && a.source.bytes.slice(a.source.range) == b.source.bytes.slice(b.source.range)
  }

  private static func turns(of source: TextSource) -> [Turn] {
    Transcript.stretches(in: source.bytes, source.range, isRaw: source.spelling == .jsonString).map
    {
      Turn(name: $0.name, tone: $0.role.tone, source: source.trimmed(to: $0.range))
    }
  }

  private static func add(_ turn: Turn, part: Int, to flow: inout Flow) {
    if !flow.blocks.isEmpty {
      flow.blocks.append(.gap)
    }
    if !turn.name.isEmpty {
      flow.blocks.append(.heading(turn.name, turn.tone))
    }
    flow.blocks.append(.init(kind: .text, tone: .plain, source: turn.source, part: part))
  }

  /// The size in bytes up to which a text is searched for speakers.
  private static let searchLimit = 1 << 20

  /// Returns the blocks of a part that is a dialogue in one string, turn by turn; nil if it isn't
  /// one.
  static func blocks(of part: Part, at index: Int, _ source: TextSource) -> [Flow.Block]? {
    guard part.role == .text || part.role == .prompt, source.spelling == .jsonString,
      source.range.count <= searchLimit
    else { return nil }
    let turns = turns(of: source)
    guard turns.contains(where: { $0.tone == .user }) else { return nil }
    var flow = Flow()
    for turn in turns where !(turn.name.isEmpty && turn.source.range.isEmpty) {
      add(turn, part: index, to: &flow)
    }
    flow.blocks[0].part = index
    return flow.blocks
  }
}
