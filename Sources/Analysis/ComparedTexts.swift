import Curation
import JSONLines

/// Reads the texts of a record that are compared.
struct ComparedTexts {
  let set: WorkingSet
  let shape: Shape?
  let scope: Duplicates.Scope
  /// Whether labels, and which of several answers is better, don't tell records apart.
  var ignoresLabels = false

  /// A text that is compared.
  struct Said {
    /// Who says it, or the name of a label.
    var speaker: String
    var text: JSONString
    /// Whether near duplicates share it as it is: a label, tools, images.
    var isLabel = false
  }

  /// The texts that are compared.
  func said(_ number: RecordNumber) -> [Said] {
    var bytes = set.bytes(of: number).apart
    let document = try? JSONDocument.parse(bytes)
    if let document { bytes = document.bytes }
    let reading =
      document.map { RecordReading($0, as: shape) } ?? RecordReading(bytes, as: shape)
    // Readers differ on which value of a repeated key counts.
    if scope == .record, let document, document.mayRepeatKeys,
      JSONValue(document.root, in: bytes).repeatsKey
    {
      return [Said(speaker: "", text: JSONString(wtf8: Array(bytes)), isLabel: true)]
    }
    switch scope {
    case .prompt:
      // Texts that are to stay together do so by the shorter prompt, too.
      return reading.promptWithMedia(in: bytes, isExact: !ignoresLabels)
        .map { [Said(speaker: "", text: JSONString($0))] } ?? []
    case .response:
      let answers = reading.parts.filter(\.role.isAnswer)
        .compactMap { part in part.node.string(in: bytes).map { Said(speaker: "", text: $0) } }
      // In a conversation, only the last turn counts as the answer.
      return reading.responses.isEmpty ? Array(answers.suffix(1)) : answers
    case .record:
      // A record of no known shape has fields alone, and all of them count.
      let isKnown = reading.parts.contains { $0.role != .field && $0.role != .label }
      let said = reading.parts.compactMap { part -> Said? in
        let field = part.role == .field ? part.pointer.tokens.map(\.text) : []
        let isLabel = part.role == .label || field.first.map(Self.labels.contains) ?? false
        // A model gets such a field beside the prompt, so that it is no mere note on the record.
        let isInput = field.first.map(Self.inputs.contains) ?? false
        let counts =
          isLabel
          ? !ignoresLabels
          : part.role != .field || !isKnown || isInput
            || !ignoresLabels && part.tellsRecordsApart(field)
        guard counts else { return nil }
        // Labels, calls and images tell records apart as well.
        let text =
          part.node.string(in: bytes)
          ?? (part.node.kind == .null ? nil : JSONString(wtf8: Array(bytes.slice(part.node.range))))
        guard let text, !text.isEmpty else { return nil }
        let isNoted = part.role == .field && isKnown && (isInput || !part.isLongText(in: bytes))
        return Said(speaker: Self.speaker(part), text: text, isLabel: isLabel || isNoted)
      }
      // A record that says nothing is compared as a whole.
      if said.isEmpty { return [Said(speaker: "", text: JSONString(wtf8: Array(bytes)))] }
      // Of equal answers the order may be another one.
      let worth = reading.responses.indices.map { response in
        reading.responses[response].rank.map(Double.init) ?? reading.score(of: response, in: bytes)
      }
      if ignoresLabels || worth.allSatisfy({ $0 == nil }) { return said }
      let places = worth.map { one in one.map { one in worth.count { $0 ?? one < one } } }
      return said + [Said(speaker: Self.order, text: JSONString("\(places)"), isLabel: true)]
    }
  }

  /// Who says a part; shapes call the same side by different names.
  private static func speaker(_ part: Part) -> String {
    switch part.role {
    case .prompt, .user: "user"
    case .field, .unknown: part.name
    default: part.role.rawValue
    }
  }

  /// The number of characters in the texts, by which the longest is kept; labels and calls don't
  /// count.
  func length(of number: RecordNumber) -> Int {
    said(number).reduce(0) { $0 + ($1.isLabel ? 0 : $1.text.text.unicodeScalars.count) }
  }

  private static let inputs = Set(RecordReading.mediaKeys.map(\.text) + ["tools", "functions"])
  private static let labels: Set = ["label", "labels", "kto_tag", "is_correct", "correct"]

  /// Those of some elements whose records say the same, in groups. Hashes may collide, so the texts
  /// are compared.
  func same<T>(_ candidates: [T], by number: (T) -> RecordNumber) -> [[T]] {
    Dictionary(grouping: candidates) { foldedText(of: number($0)) ?? "" }
      .values.filter { $0.count > 1 }
  }

  /// Says the order of the responses; no member has this name.
  private static let order = "\u{0}order"

  /// A hash that is equal for equal folded texts; nil if there is no text.
  func foldedHash(of number: RecordNumber) -> UInt64? { foldedHash(of: said(number)) }

  func foldedHash(of said: [Said]) -> UInt64? {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var isEmpty = true
    for part in said {
      let text = part.text
      for byte in part.speaker.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
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
    let all = said(number).map { part in
      // Halves of surrogate pairs are no text.
      let text = part.text.hasLoneSurrogate ? "\(part.text.wtf8)" : part.text.text.withSpaceFolded
      return (part.speaker, text)
    }
    if all.allSatisfy(\.1.isEmpty) { return nil }
    return all.map { "\($0.0)\u{1E}\($0.1)" }.joined(separator: "\u{1F}")
  }
}

extension Part {
  /// Whether records that differ in this field are different examples: it isn't an id, a source or
  /// another note on the record. Of numbers, only those count that judge answers.
  ///
  /// - Parameter names: the field's pointer.
  fileprivate func tellsRecordsApart(_ names: [String]) -> Bool {
    guard !names.contains(where: Self.isNote) else { return false }
    return node.kind != .number
      || names.contains { name in
        let name = Array(name.lowercased().utf8)
        return Self.judging.contains { name.firstOffset(of: $0) != nil }
      }
  }

  /// Whether it is longer than a label would be.
  fileprivate func isLongText(in bytes: Bytes) -> Bool {
    node.kind == .string && node.range.count > 40
  }

  /// Whether a name's last word is that of a note: `conversationId`, `created_at`, `source-url`.
  private static func isNote(_ name: String) -> Bool {
    notes.contains(name) || name.words.last.map(notes.contains) == true || namesSource(name)
  }

  private static let notes: Set = [
    "id", "ids", "idx", "index", "uid", "uuid", "guid", "sha", "sha1", "sha256", "sha512", "md5",
    "hash", "checksum", "fingerprint", "url", "urls", "uri", "link", "file", "filename", "path",
    "split", "subset", "config", "lang", "language", "date", "time", "timestamp", "tstamp", "ms",
    "at", "created", "updated", "version", "batch", "license", "meta", "metadata", "info", "extra",
    "tags", "user", "username", "redacted", "编号", "来源", "时间", "日期",
  ]
  private static let judging = ["prefer", "rating", "winner", "better", "safe", "rank"]
    .map { Array($0.utf8) }
}
