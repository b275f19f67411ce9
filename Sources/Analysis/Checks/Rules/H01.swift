import Curation
import JSONLines

extension DatasetRule {
  static let h01 = DatasetRule(
    id: "H01", severity: .warning, title: "an unknown label",
    explanation: """
      A value of `label` that hardly any record has, and that is nearly spelled as another one or
      as a common label of harm: probably a slip. So is a value that three records have at most,
      where another has twenty times as many.
      """,
    mistakes: "A label that is new.", begin: { _ in UnknownLabels() })
}

private struct UnknownLabels: DatasetLook {
  private var counts = LabelCounts()

  /// Labels that moderation sets use.
  private static let known: Set<String> = [
    "harmful", "harmless", "safe", "unsafe", "benign", "toxic", "non-toxic", "nontoxic", "hate",
    "not-hate", "offensive", "neutral", "normal", "spam", "ham", "violence", "sexual",
    "harassment", "self-harm", "true", "false", "0", "1",
  ]

  mutating func take(_ facts: RecordFacts) -> [Spot] {
    counts.add(facts)
    return []
  }

  mutating func end(_ file: FileFacts?) -> [(RecordNumber?, Spot)] {
    unknown().map { number, text in (number, Spot(text, at: JSONPointer(["label"]))) }
  }

  /// Values of `label` that are rare, and misspell a common one or are far rarer than another.
  private func unknown() -> [(RecordNumber, String)] {
    let values = counts.fields["label"] ?? [:]
    guard values.count < LabelCounts.most else { return [] }
    let all = values.values.reduce(0) { $0 + $1.count }
    let found = values.compactMap { value, place -> (RecordNumber, String)? in
      var others = Set(values.filter { $0.value.count >= max(5, place.count * 10) }.keys)
      // A usual label may still be written in another case than all others.
      if Self.known.contains(value) { others = others.filter { $0.lowercased() == value } }
      if Self.known.contains(value), others.isEmpty { return nil }
      // What many records have is the data's own word for it, as is its spelling in capitals.
      if place.count <= 3 || place.count * 50 <= all {
        others.formUnion(Self.known.filter { $0 != value.lowercased() })
      }
      let near = others.filter { $0.isMisspelled(as: value) }.min()
      if let near { return (place.first, "\"\(value)\" in \(place.count); is it \"\(near)\"?") }
      let most = values.values.map(\.count).max() ?? 0
      return place.count <= 3 && most >= 20 * place.count && values.count <= 40
        ? (place.first, "\"\(value)\" in only \(place.count); others are in up to \(most)") : nil
    }
    return found.sorted { $0.0 < $1.0 }
  }
}

extension String {
  /// Whether two spellings differ only in case, or in one letter that is inserted, left out or
  /// replaced.
  fileprivate func isMisspelled(as other: String) -> Bool {
    let (a, b) = (Array(lowercased().unicodeScalars), Array(other.lowercased().unicodeScalars))
    if a == b { return true }
    guard a.count >= 4, b.count >= 4, abs(a.count - b.count) <= 1 else { return false }
    let start = zip(a, b).prefix { $0 == $1 }.count
    let (x, y) = (a[start...], b[start...])
    // level1 and level2 are two.
    if let one = x.first, let other = y.first,
      [one, other].allSatisfy({ ("0"..."9").contains($0) })
    {
      return false
    }
    return x.dropFirst().elementsEqual(y.dropFirst()) || x.dropFirst().elementsEqual(y)
      || x.elementsEqual(y.dropFirst())
  }
}
