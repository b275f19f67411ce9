import Curation
import JSONLines

/// What rules that compare records need from one. It is computed for many records in parallel and
/// consists mostly of hashes, so that comparing is fast.
final class RecordFacts: Sendable {
  let number: RecordNumber
  let shape: Shape
  let bytes: Bytes
  /// A hash of the bytes.
  let fingerprint: UInt64
  /// A hash of the members' keys and of the kinds of their values, including nested ones.
  let layout: UInt64
  /// A hash of the prompt; nil if there is none.
  let prompt: UInt64?
  /// A hash of all answers.
  let answer: UInt64
  let pair: Pair?
  let lengths: [Length]
  /// The KTO label, and the texts that it is about.
  let label: Label?
  let labels: [(field: String, value: String)]

  /// Hashes of both sides of a pair.
  struct Pair: Sendable {
    var chosen: UInt64
    var rejected: UInt64
    var bias: PairBias?
  }

  /// A preference: the hashes of its prompt and of both sides.
  struct Preference {
    var prompt: UInt64
    var chosen: UInt64
    var rejected: UInt64

    /// A hash of all three.
    var fingerprint: UInt64 { RecordFacts.joined(RecordFacts.joined(prompt, chosen), rejected) }
    var turned: Preference { Preference(prompt: prompt, chosen: rejected, rejected: chosen) }
  }

  var preference: Preference? {
    pair.map { Preference(prompt: prompt ?? 0, chosen: $0.chosen, rejected: $0.rejected) }
  }

  struct Length: Sendable {
    var scalars: Int
    var role: Part.Role
    var pointer: JSONPointer
  }

  struct Label: Sendable {
    var isGood: Bool
    var pointer: JSONPointer
    var texts: UInt64
  }

  /// Nil if the record isn't JSON.
  ///
  /// - Parameter kept: the record's bytes in shared storage, as they are kept until the end.
  init?(_ record: CheckedRecord, _ kept: Bytes, withBias: Bool) {
    guard record.root != nil else { return nil }
    number = record.number
    shape = record.reading.shape
    (bytes, fingerprint) = (kept, kept.fingerprint)
    layout = Self.layout(of: record)
    prompt = Self.prompt(of: record)
    answer = record.texts.reduce(0) { $1.isAnswer ? Self.joined($0, $1.fingerprint) : $0 }
    lengths = record.texts.map { text in
      let answer = text.isAnswer ? text.lastAnswer?.text : nil
      return Length(
        scalars: (answer ?? text).survey.scalars, role: text.role, pointer: text.pointer)
    }
    if record.reading.hasColumns, let sides = record.sides {
      pair = Pair(
        chosen: Self.hash([sides.chosen]), rejected: Self.hash([sides.rejected]),
        bias: withBias ? PairBias(sides, in: record) : nil)
    } else {
      pair = nil
    }
    if shape == .kto, let part = record.reading.parts.first(where: { $0.role == .label }) {
      label = Label(
        isGood: record.bytes[part.node.range.lowerBound] == UInt8(ascii: "t"),
        pointer: part.pointer,
        texts: record.texts.reduce(0) { Self.joined($0, $1.fingerprint) })
    } else {
      label = nil
    }
    labels = LabelCounts.labels(of: record)
  }

  static func layout(of record: CheckedRecord) -> UInt64 {
    var hash: UInt64 = 0
    record.fields.forEach { hash = layout(of: $0, record.bytes, beside: hash, depth: 1) }
    return hash
  }

  private static func layout(
    of member: JSONNode.Member, _ bytes: Bytes, beside hash: UInt64, depth: Int
  ) -> UInt64 {
    let named = joined(hash, bytes.slice(member.key).fingerprint)
    return joined(named, layout(of: member.value, bytes, depth: depth))
  }

  /// Values nested deeper than this only count with their kind.
  static let layoutDepth = 8

  /// A hash of a value's layout; that of a list combines the different layouts of its elements.
  private static func layout(of node: JSONNode, _ bytes: Bytes, depth: Int) -> UInt64 {
    let kind = UInt64(ColumnKind(node, in: bytes).rawValue)
    guard depth < layoutDepth else { return kind }
    switch node.kind {
    case .object:
      var hash = kind
      node.forEachMember(in: bytes) { member in
        hash = layout(of: member, bytes, beside: hash, depth: depth + 1)
        return true
      }
      return hash
    case .array:
      var seen: [UInt64] = []
      // Of a list with very many different layouts, those after the first count in their order.
      var others: UInt64 = 0
      node.forEachElement(in: bytes) { element in
        let one = layout(of: element, bytes, depth: depth + 1)
        if !seen.contains(one) {
          if seen.count < 32 { seen.append(one) } else { others = joined(others, one) }
        }
        return true
      }
      return joined(seen.reduce(kind) { joined($0, $1) }, others)
    default: return kind
    }
  }

  /// A hash of the prompt, defined as in `RecordReading.promptWithMedia`, and of the system's text
  /// before it.
  private static func prompt(of record: CheckedRecord) -> UInt64? {
    let dialogue =
      record.reading.shape == .dialogue
      ? record.texts.first.map { Transcript.turns($0.string) } : record.transcripts?.chosen
    if let dialogue {
      let turns = dialogue.dropLast()
      return turns.allSatisfy { $0.role == .system }
        ? nil : hash(turns.map { Array($0.text.utf8) })
    }
    var before = record.texts[...]
    if record.reading.responses.isEmpty,
      let answer = before.lastRange(where: { $0.role == .assistant && $0.response == nil }),
      record.reading.shape != .promptOnly
        || !before[answer.upperBound...].contains(where: { $0.role == .user })
    {
      before = before[..<answer.lowerBound]
    }
    var (found, isAsked): (UInt64, Bool) = (0, false)
    for text in before
    where text.response == nil && [.system, .user, .assistant, .prompt].contains(text.role)
      && !text.utf8.isEmpty
    {
      found = joined(found, text.fingerprint)
      isAsked = isAsked || text.role != .system
    }
    for part in record.reading.parts
    where part.node.kind != .string && part.node.kind != .null && part.response == nil
      && [.user, .prompt].contains(part.role)
    {
      guard let words = part.node.words(in: record.bytes) else { continue }
      found = joined(found, hash([Array(words.utf8)]))
      isAsked = true
    }
    let mayHaveMedia =
      [.messages, .conversations, .turns].contains(record.reading.shape)
      || RecordReading.mediaKeys.contains { record.fields[$0] != nil }
    let mayHaveMaterial =
      RecordReading.materialKeys.contains { record.fields[$0] != nil }
      || RecordReading.choiceKeys.contains { record.fields[$0] != nil }
    guard isAsked, mayHaveMedia || mayHaveMaterial else { return isAsked ? found : nil }
    let media =
      (mayHaveMedia ? record.reading.media(in: record.bytes) : [])
      + (mayHaveMaterial ? record.reading.material(in: record.bytes, withChoices: true) : [])
    return media.isEmpty ? found : joined(found, hash(media.map { Array($0.utf8) }))
  }

  /// Hashes texts by bytes, not by canonical equivalence as `String` does.
  private static func hash(_ texts: [[UInt8]]) -> UInt64 {
    texts.reduce(0) { hash, text in
      joined(hash, text.withUnsafeBufferPointer { EncodedText($0).fingerprint })
    }
  }

  /// A hash of two hashes, in this order.
  fileprivate static func joined(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let mixed = (a ^ (b &+ 0x9E37_79B9_7F4A_7C15)) &* 0xFF51_AFD7_ED55_8CCD
    return mixed ^ mixed >> 32
  }
}
