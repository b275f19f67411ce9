import Curation
import JSONLines

/// A menu to choose a flag's hazard category, severity and note: `f j 2 Enter`, or `f S10 Enter`.
struct FlagMenu: Hashable, Sendable {
  private let all: [Model.Hazard]
  /// The categories of the current taxonomy.
  private(set) var hazards: [Model.Hazard]
  /// The flagged part; nil flags the record.
  var at: JSONPointer?
  /// The name of the flagged part on the screen.
  let name: Phrase?
  /// The flagged range in its text, in UTF-8 bytes; nil flags all of it.
  var range: Range<Int>?
  /// The number of characters selected; nil if the whole text is flagged.
  var selectedCount: Int?
  var chosen: Int?
  var severity = 1
  /// The part of a code that has been typed.
  var code = ""
  var note = PromptLine(.note)
  var isWritingNote = false

  init(_ hazards: [Model.Hazard], at: JSONPointer?, in pane: Pane) {
    all = hazards
    name = at.map { pane.told($0) }
    self.hazards = hazards.filter { $0.taxonomy == hazards.first?.taxonomy }
    self.at = at
  }

  var taxonomy: String { hazards.first?.taxonomy ?? "" }

  /// The names of the taxonomies, in order.
  private var taxonomies: [String] {
    all.reduce(into: []) { names, hazard in
      if names.last != hazard.taxonomy { names.append(hazard.taxonomy) }
    }
  }

  var hasOthers: Bool { taxonomies.count > 1 }

  /// Switches to a taxonomy; does nothing if there is none of that name.
  mutating func show(_ taxonomy: String) {
    guard taxonomies.contains(taxonomy) else { return }
    hazards = all.filter { $0.taxonomy == taxonomy }
    (code, chosen) = ("", nil)
  }

  /// Switches to the next taxonomy (1) or the previous one (-1), cyclically.
  mutating func changeTaxonomy(_ step: Int) {
    let names = taxonomies
    guard let place = names.firstIndex(of: taxonomy) else { return }
    show(names[(place + step + names.count) % names.count])
  }

  /// Returns the letter that chooses a category: a, b, c and so on.
  static func letter(_ index: Int) -> Character {
    index < 26 ? Character(Unicode.Scalar(UInt8(ascii: "a") + UInt8(index))) : " "
  }

  /// Handles a typed character. Returns false if it has no meaning here.
  mutating func take(_ character: Character) -> Bool {
    let isOfCode = character.isLetter || character.isNumber || character == "_"
    if !code.isEmpty, isOfCode, extend(character) { return true }
    // After a complete code, a digit that doesn't extend it is the severity.
    let isWhole = hazards.contains { $0.code.lowercased() == code.lowercased() }
    if !code.isEmpty, isOfCode, !isWhole || !character.isNumber { return false }
    if character == " " {
      code = ""
      return true
    }
    if let digit = character.wholeNumberValue, character.isASCII {
      guard HazardFlag.severities.contains(digit) else { return false }
      severity = digit
      return true
    }
    let letters = hazards.indices.map(Self.letter)
    if let index = letters.firstIndex(of: character) {
      chosen = index
      return true
    }
    return extend(character)
  }

  private mutating func extend(_ character: Character) -> Bool {
    let typed = code + String(character)
    let matches = hazards.indices.filter {
      hazards[$0].code.lowercased().hasPrefix(typed.lowercased())
    }
    guard !matches.isEmpty else { return false }
    code = typed
    chosen =
      matches.first { hazards[$0].code.lowercased() == typed.lowercased() } ?? matches.first
    return true
  }

  /// Deletes the last character of the code, along with the choice that it made.
  mutating func deleteBackward() {
    guard !code.isEmpty else { return }
    let rest = code.dropLast()
    (code, chosen) = ("", nil)
    for character in rest { _ = extend(character) }
  }

  mutating func move(_ step: Int) {
    code = ""
    let next = (chosen ?? (step > 0 ? -1 : 0)) + step
    chosen = min(max(0, next), hazards.count - 1)
  }

  /// The chosen flag; nil before a category is chosen.
  var flag: HazardFlag? {
    guard let chosen else { return nil }
    let hazard = hazards[chosen]
    let key = HazardFlag.Key(taxonomy: hazard.taxonomy, category: hazard.code, at: at, range: range)
    let text = note.text
    return HazardFlag(key, severity: severity, note: text.isEmpty ? nil : text)
  }
}
