import Curation
import JSONLines

/// Rules prepared for checking many records. Most rules are skipped because of what they need, and
/// all rules about texts check one text before the next.
struct RuleRun: Sendable {
  private let rules: [Rule]
  /// The terms of all rules that need some, one group per rule.
  private let terms: TermScanner
  /// Rules about texts: those that need no term, and those that need one.
  private let atTexts: [AtTexts]
  private let atTerms: [AtTexts]
  private let atRecords: [AtRecord]

  /// The conditions under which a rule is applied.
  private struct Gate: Sendable {
    /// The rule's index in `rules`.
    let place: Int
    let needs: CheckedRecord.Traits
    /// The bit of the rule's terms; all bits if it has none.
    let terms: UInt64

    func isOpen(_ traits: CheckedRecord.Traits, _ present: UInt64) -> Bool {
      traits.have(anyOf: needs) && (terms == .max || terms & present != 0)
    }
  }

  private struct AtTexts: Sendable {
    let gate: Gate
    let texts: Rule.Texts
    let look: @Sendable (CheckedRecord.Text, CheckedRecord) -> [Spot]
  }

  private struct AtRecord: Sendable {
    let gate: Gate
    let look: @Sendable (CheckedRecord) -> [Spot]
  }

  init(_ rules: [Rule]) {
    self.rules = rules
    var groups: [[[UInt8]]] = []
    var (atTexts, atTerms): ([AtTexts], [AtTexts]) = ([], [])
    var atRecords: [AtRecord] = []
    for (place, rule) in rules.enumerated() {
      var bit = UInt64.max
      if !rule.terms.isEmpty, groups.count < 64 {  // one bit each
        bit = 1 << UInt64(groups.count)
        groups.append(rule.terms.map { Array($0.utf8) })
      }
      let gate = Gate(place: place, needs: rule.needs, terms: bit)
      switch rule.look {
      case .atTexts(let texts, let look):
        let step = AtTexts(gate: gate, texts: texts, look: look)
        if bit == .max { atTexts.append(step) } else { atTerms.append(step) }
      case .atRecord(let look): atRecords.append(AtRecord(gate: gate, look: look))
      }
    }
    terms = TermScanner(groups)
    (self.atTexts, self.atTerms, self.atRecords) = (atTexts, atTerms, atRecords)
  }

  /// The findings in a record, ordered by rule and then by text.
  func findings(in record: CheckedRecord) -> [Finding] {
    var found: [(place: Int, spots: [Spot])] = []
    let traits = record.traits
    var present: UInt64 = 0
    record.forEachText { text in
      let here = text.utf8.withUnsafeBufferPointer { terms.groups(in: $0) }
      present |= here
      let kind = text.kind
      func look(_ steps: [AtTexts]) {
        // Indexed access: passing a step along would copy it.
        for step in steps.indices
        where !steps[step].texts.isDisjoint(with: kind) && steps[step].gate.isOpen(traits, here) {
          let spots = steps[step].look(text, record)
          if !spots.isEmpty { found.append((steps[step].gate.place, spots)) }
        }
      }
      look(atTexts)
      if here != 0 { look(atTerms) }
    }
    for step in atRecords.indices where atRecords[step].gate.isOpen(traits, present) {
      let spots = atRecords[step].look(record)
      if !spots.isEmpty { found.append((atRecords[step].gate.place, spots)) }
    }
    if found.count > 1 { found.sort { $0.place < $1.place } }
    let findings = found.flatMap { rules[$0.place].findings(of: $0.spots, in: record.number) }
    return findings.contains { $0.mask != nil } ? record.masking(findings, by: rules) : findings
  }
}
