import Curation
import JSONLines

extension CheckedRecord {
  /// What some records have and most have not: a rule that looks at nothing else isn't asked about
  /// the others.
  struct Traits: OptionSet, Sendable {
    let rawValue: UInt16

    /// It isn't JSON.
    static let unreadable = Traits(rawValue: 1 << 0)
    /// A key may stand twice in an object, or holds an escape.
    static let oddKeys = Traits(rawValue: 1 << 1)
    /// A number of `longNumber` bytes or more is among its parts.
    static let longNumbers = Traits(rawValue: 1 << 2)
    /// It, or a text in it, has characters that aren't ASCII.
    static let aboveASCII = Traits(rawValue: 1 << 3)
    /// Lists of turns, or what is called like one.
    static let turns = Traits(rawValue: 1 << 4)
    /// Tools are called in its turns, or answer.
    static let calls = Traits(rawValue: 1 << 5)
    /// What is chosen or rejected.
    static let sides = Traits(rawValue: 1 << 6)
    /// Several responses, or what is called so.
    static let ranks = Traits(rawValue: 1 << 7)
    /// What is said of steps, of safety, or of completions.
    static let verdicts = Traits(rawValue: 1 << 8)

    /// Whether what looks for one of `needs`, or needs nothing, has to look.
    func have(anyOf needs: Traits) -> Bool { needs.isEmpty || !needs.isDisjoint(with: self) }
  }

  /// Bytes of a number from which on rules look at it: 1e400 is the least way to write one that isn't
  /// finite.
  static let longNumber = 5

  /// Found out once for all rules.
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
      // By place, as a part that is handed on is copied.
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
    return traits
  }
}
