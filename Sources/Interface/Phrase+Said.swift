import Console

extension Phrase {
  /// What a rule, a trainer or the library of expressions said in English, as a phrase again: the
  /// format that it fits, and what stands in its places. Modules below don't know of languages; their
  /// messages are few.
  init(said text: String) { self = Self.known(text) ?? "\(text)" }

  private static func known(_ text: String) -> Phrase? {
    let word = Phrase(word: text)
    if Language.ruleFormats.contains(word.format) { return word }
    for format in formats {
      guard let found = format.places(in: text) else { continue }
      return Phrase(
        format: format.text,
        // A word in quotes or brackets is data.
        places: zip(found, format.isQuoted).map { $1 ? "\($0)" : known($0) ?? "\($0)" })
    }
    return nil
  }

  /// The formats that have places, those first that say most.
  private static let formats: [SaidFormat] = Language.ruleFormats.compactMap(SaidFormat.init)
    .sorted { ($0.weight, $1.text) > ($1.weight, $0.text) }
}

/// A format, taken apart: what stands between its places.
private struct SaidFormat: Sendable {
  let text: String
  let isQuoted: [Bool]
  private let pieces: [[Character]]

  /// Nil of a format without places, or with others than 1, 2, 3 ... in order.
  init?(_ text: String) {
    self.text = text
    var pieces: [[Character]] = [[]]
    var isPlace = false
    for character in text {
      if isPlace {
        isPlace = false
        if character == "%" {
          pieces[pieces.count - 1].append("%")
        } else {
          guard character.wholeNumberValue == pieces.count else { return nil }
          pieces.append([])
        }
      } else if character == "%" {
        isPlace = true
      } else {
        pieces[pieces.count - 1].append(character)
      }
    }
    guard pieces.count > 1 else { return nil }
    self.pieces = pieces
    isQuoted = pieces.dropLast().map { $0.last == "\"" || $0.last == "<" }
  }

  var weight: Int { pieces.reduce(0) { $0 + $1.count } }

  /// What stands in the places where `text` has this format; nil where it hasn't.
  func places(in text: String) -> [String]? {
    var rest = Array(text)[...]
    guard rest.starts(with: pieces[0]) else { return nil }
    rest = rest.dropFirst(pieces[0].count)
    var found: [String] = []
    for (index, piece) in pieces.enumerated().dropFirst() {
      let isLast = index == pieces.count - 1
      guard let end = Self.place(of: piece, in: rest, atEnd: isLast) else { return nil }
      found.append(String(rest[..<end]))
      rest = rest[(end + piece.count)...]
    }
    return found
  }

  private static func place(
    of piece: [Character], in text: ArraySlice<Character>, atEnd: Bool
  ) -> Int? {
    if atEnd {
      let start = text.endIndex - piece.count
      return start >= text.startIndex && text[start...].elementsEqual(piece) ? start : nil
    }
    return text.indices.first { text[$0...].starts(with: piece) }
  }
}
