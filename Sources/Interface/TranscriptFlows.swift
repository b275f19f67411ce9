import Analysis
import Console
import Curation
import JSONLines

/// A pair of dialogues, each in one string: the turns that both begin with stand once, above, and the
/// others side by side.
struct TranscriptFlows {
  var context = Flow()
  var columns: [Flow] = []

  private struct Turn {
    var name: String
    var source: TextSource
  }

  /// Where a speaker's name stands at the beginning of a line.
  private static let speaker = try? TextPattern(
    .expression(RegularExpression("^(?:Human|Assistant):")))

  /// Nil where the texts aren't two dialogues.
  init?(_ reading: RecordReading, _ bytes: Bytes) {
    guard reading.shape == .transcripts else { return nil }
    let sides = reading.parts.indices.filter { reading.parts[$0].response != nil }
    guard sides.count == 2, let speaker = Self.speaker else { return nil }
    let turns = sides.map {
      Self.turns(of: TextSource(reading.parts[$0].node, in: bytes), speaker)
    }
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

  private static func turns(of source: TextSource, _ speaker: TextPattern) -> [Turn] {
    let starts = source.ranges(of: speaker, in: source.range)
    return starts.indices.map { index in
      let end = index + 1 < starts.count ? starts[index + 1].lowerBound : source.range.upperBound
      let isHuman = source.bytes[starts[index].lowerBound] == UInt8(ascii: "H")
      return Turn(
        name: isHuman ? "Human" : "Assistant",
        source: source.trimmed(to: starts[index].upperBound..<end))
    }
  }

  private static func add(_ turn: Turn, part: Int, to flow: inout Flow) {
    if !flow.blocks.isEmpty {
      flow.blocks.append(.init(kind: .gap, tone: .plain, source: TextSource("")))
    }
    let tone: Tone = turn.name == "Human" ? .user : .assistant
    flow.blocks.append(
      .init(kind: .heading(turn.name), tone: tone, source: TextSource("")))
    flow.blocks.append(.init(kind: .text, tone: .plain, source: turn.source, part: part))
  }
}
