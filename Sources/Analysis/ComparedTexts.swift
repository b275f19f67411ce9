import Curation
import JSONLines

/// Reads the texts of a record that are compared.
struct ComparedTexts {
  let set: WorkingSet
  let shape: Shape?
  let scope: Duplicates.Scope

  /// The texts that are compared, each with who says it.
  func said(_ number: RecordNumber) -> [(role: String, text: JSONString)] {
    let bytes = set.bytes(of: number).apart
    let reading = RecordReading(bytes, as: shape)
    switch scope {
    case .prompt: return reading.promptWithMedia(in: bytes).map { [("", JSONString($0))] } ?? []
    case .response:
      let roles: [Part.Role] = [.assistant, .chosen, .rejected, .response]
      let answers = reading.parts.filter { roles.contains($0.role) }
        .compactMap { part in part.node.string(in: bytes).map { ("", $0) } }
      // In a conversation, only the last turn counts as the answer.
      return reading.responses.isEmpty ? Array(answers.suffix(1)) : answers
    case .record:
      let parts = reading.parts.filter { $0.role != .field || Self.counts($0) }
      let said = (parts.isEmpty ? reading.parts : parts).compactMap { part in
        // Labels, calls and images tell records apart as well.
        let text =
          part.node.string(in: bytes)
          ?? (part.node.kind == .null ? nil : JSONString(wtf8: Array(bytes.slice(part.node.range))))
        return text.flatMap { $0.isEmpty ? nil : (Self.speaker(part), $0) }
      }
      // A record that says nothing is compared as a whole.
      if said.isEmpty { return [("", JSONString(wtf8: Array(bytes)))] }
      // Of equal answers the order may be another one.
      let worth = reading.responses.indices.map { response in
        reading.responses[response].rank.map(Double.init) ?? reading.score(of: response, in: bytes)
      }
      if worth.allSatisfy({ $0 == nil }) { return said }
      let places = worth.map { one in one.map { one in worth.count { $0 ?? one < one } } }
      return said + [(Self.order, JSONString("\(places)"))]
    }
  }

  /// Who says a part; shapes call the same side by different names.
  private static func speaker(_ part: Part) -> String {
    switch part.role {
    case .prompt, .user: "user"
    case .field: part.name
    default: part.role.rawValue
    }
  }

  /// Whether a model gets this field beside the prompt, or it labels the answer, so that it is no
  /// mere note on the record.
  private static func counts(_ part: Part) -> Bool {
    part.pointer.tokens.first.map { fields.contains($0.text) } ?? false
  }

  private static let fields = labels.union(
    RecordReading.mediaKeys.map(\.text) + ["tools", "functions"])

  /// Those of some elements whose records say the same, in groups. Hashes may collide, so the texts
  /// are compared.
  func same<T>(_ candidates: [T], by number: (T) -> RecordNumber) -> [[T]] {
    Dictionary(grouping: candidates) { foldedText(of: number($0)) ?? "" }
      .values.filter { $0.count > 1 }
  }

  /// The labels among what is said, which near duplicates share.
  func labels(in said: [(role: String, text: JSONString)]) -> [JSONString] {
    said.filter { Self.labels.contains($0.role) || $0.role == Self.order }.map(\.text)
  }

  private static let labels: Set = ["label", "labels", "kto_tag", "is_correct", "correct"]
  /// Says the order of the responses; no member has this name.
  private static let order = "\u{0}order"

  /// A hash that is equal for equal folded texts; nil if there is no text.
  func foldedHash(of number: RecordNumber) -> UInt64? { foldedHash(of: said(number)) }

  func foldedHash(of said: [(role: String, text: JSONString)]) -> UInt64? {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var isEmpty = true
    for (role, text) in said {
      for byte in role.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
      if !text.isEmpty { isEmpty = false }
      let isASCII = text.wtf8.allSatisfy { $0 < 0x80 }
      let folded = isASCII ? "" : text.text.withSpaceFolded
      // Characters above ASCII have several normal forms, which `String` hashes equally.
      guard isASCII || folded.utf8.allSatisfy({ $0 < 0x80 }) else {
        hash = (hash ^ UInt64(bitPattern: Int64(folded.hashValue))) &* 0x0000_0100_0000_01B3
        continue
      }
      for byte in isASCII ? text.wtf8 : Array(folded.utf8) where byte > 0x20 {
        hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
      }
    }
    return isEmpty ? nil : hash
  }

  /// The texts with white space folded, to be compared by canonical equivalence; nil if there is no
  /// text.
  func foldedText(of number: RecordNumber) -> String? {
    let all = said(number).map { ($0.role, $0.text.text.withSpaceFolded) }
    if all.allSatisfy(\.1.isEmpty) { return nil }
    return all.map { "\($0.0)\u{1E}\($0.1)" }.joined(separator: "\u{1F}")
  }
}
