import Curation
import JSONLines

/// Choosing a hazard category, a severity and a note for a flag: `f j 2 Enter`, or `f S10 Enter`.
struct FlagMenu: Hashable, Sendable {
  private let all: [Model.Hazard]
  /// Those of the taxonomy that is shown.
  private(set) var hazards: [Model.Hazard]
  /// The flagged part; nil is the record.
  var at: JSONPointer?
  /// What the screen calls it.
  let name: Phrase?
  /// The stretch of its text that is flagged; nil is all of it.
  var range: Range<Int>?
  var chosen: Int?
  var severity = 1
  /// A code that is being typed out.
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

  /// Names of the taxonomies, in their order.
  private var taxonomies: [String] {
    all.reduce(into: []) { names, hazard in
      if names.last != hazard.taxonomy { names.append(hazard.taxonomy) }
    }
  }

  var hasOthers: Bool { taxonomies.count > 1 }

  /// Shows the categories of a taxonomy.
  mutating func show(_ taxonomy: String) {
    guard taxonomies.contains(taxonomy) else { return }
    hazards = all.filter { $0.taxonomy == taxonomy }
    (code, chosen) = ("", nil)
  }

  /// Goes on to the next taxonomy (1), or back (-1).
  mutating func changeTaxonomy(_ step: Int) {
    let names = taxonomies
    guard let place = names.firstIndex(of: taxonomy) else { return }
    show(names[(place + step + names.count) % names.count])
  }

  /// The letter that chooses a category: a, b, c ...
  static func letter(_ index: Int) -> Character {
    Character(Unicode.Scalar(UInt8(ascii: "a") + UInt8(min(index, 25))))
  }

  /// Takes a typed character. Returns false for one that means nothing here.
  mutating func take(_ character: Character) -> Bool {
    if isWritingNote {
      note.insert(String(character))
      return true
    }
    let isOfCode = character.isLetter || character.isNumber || character == "_"
    if !code.isEmpty, isOfCode, extend(character) { return true }
    // Behind a whole code a digit that doesn't go on with it is the severity.
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

  /// Takes back a character of the note, or of the code with what it had chosen.
  mutating func deleteBackward() {
    guard !isWritingNote else { return note.deleteBackward() }
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

  /// The flag as chosen; nil before a category is.
  var flag: HazardFlag? {
    guard let chosen else { return nil }
    let hazard = hazards[chosen]
    let key = HazardFlag.Key(taxonomy: hazard.taxonomy, category: hazard.code, at: at, range: range)
    let text = String(note.text)
    return HazardFlag(key, severity: severity, note: text.isEmpty ? nil : text)
  }
}
