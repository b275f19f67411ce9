import Curation
import JSONLines

extension CheckedRecord {
  /// Traits that some records have and most don't. Rules that need a trait skip records without it.
  struct Traits: OptionSet, Sendable {
    let rawValue: UInt16

    /// The record isn't JSON.
    static let unreadable = Traits(rawValue: 1 << 0)
    /// Some object may repeat a key, or a key holds an escape.
    static let oddKeys = Traits(rawValue: 1 << 1)
    /// Some part is a number of at least `longNumber` bytes.
    static let longNumbers = Traits(rawValue: 1 << 2)
    /// The record, or a text decoded from it, has characters above ASCII.
    static let aboveASCII = Traits(rawValue: 1 << 3)
    /// Lists of turns, or lists that should be, by their key.
    static let turns = Traits(rawValue: 1 << 4)
    /// Turns with tool calls or their results, or with typed content parts.
    static let calls = Traits(rawValue: 1 << 5)
    /// A chosen or a rejected side.
    static let sides = Traits(rawValue: 1 << 6)
    /// Ranked responses, or a member called `responses`.
    static let ranks = Traits(rawValue: 1 << 7)
    /// Judgements of steps or of safety, or completions.
    static let verdicts = Traits(rawValue: 1 << 8)
    /// A system prompt.
    static let system = Traits(rawValue: 1 << 9)

    /// Whether a rule with these `needs` has to check the record.
    func have(anyOf needs: Traits) -> Bool { needs.isEmpty || !needs.isDisjoint(with: self) }
  }

  /// The minimum length, in bytes, of a number that rules check: 1e400 is as short as a number can
  /// be that isn't finite as a `Double`.
  static let longNumber = 5

  /// Determines the traits, once for all rules.
  static func traits(
    _ document: JSONDocument?, _ fields: JSONMembers, _ reading: RecordReading, _ texts: [Text],
    _ conversations: [Conversation]
  ) -> Traits {
    guard let document else { return [.unreadable, .aboveASCII] }
    var traits: Traits = []
    func has(_ trait: Traits, _ isSo: Bool) { if isSo { traits.insert(trait) } }
    has(.oddKeys, document.mayRepeatKeys)
    has(
      .longNumbers,
      // Indexed access: passing a part along would copy it.
      reading.parts.indices.contains {
        reading.parts[$0].node.kind == .number
          && reading.parts[$0].node.range.count >= longNumber
      })
    has(.aboveASCII, !document.isASCII || texts.contains { $0.survey.highestByte >= 0x80 })
    has(.turns, !conversations.isEmpty || mainLists.contains { fields[$0] != nil })
    has(.calls, conversations.contains(where: \.hasCalls))
    switch reading.shape {
    case .pairwise, .transcripts: traits.insert(.sides)
    case .ranked: traits.insert(.ranks)
    case .stepwise, .safetyPair: traits.insert(.verdicts)
    default: break
    }
    has(.sides, fields["chosen"] != nil || fields["rejected"] != nil)
    has(.ranks, fields["responses"] != nil)
    has(.verdicts, fields["completions"] != nil)
    has(.system, texts.contains { $0.role == .system })
    return traits
  }
}
