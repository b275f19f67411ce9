import Console

extension Phrase {
  /// Recovers a phrase from an English message of a rule, a trainer, the parser of commands or the
  /// expression library: the format that it matches, and the arguments. The modules below know
  /// nothing of languages, and their messages are few.
  init(said text: String) {
    let word = Phrase(word: text)
    let isWhole = Language.chinese.catalogue[word.format] != nil
    self = isWhole ? word : Self.known(text) ?? "\(text)"
  }

  private static func known(_ text: String) -> Phrase? {
    let word = Phrase(word: text)
    if Language.ruleFormats.contains(word.format) { return word }
    for format in formats {
      guard let found = format.places(in: text) else { continue }
      return Phrase(
        format: format.text,
        // A word in quotes or angle brackets, or how a command is typed, isn't translated.
        places: zip(found, format.isQuoted).map { $1 ? "\($0)" : known($0) ?? "\($0)" })
    }
    return nil
  }

  /// The formats with arguments, those with the most literal text first.
  private static let formats: [SaidFormat] = Language.ruleFormats.compactMap(SaidFormat.init)
    .sorted { ($0.weight, $1.text) > ($1.weight, $0.text) }
}

/// A format split into the literal text between its arguments.
private struct SaidFormat: Sendable {
  let text: String
  let isQuoted: [Bool]
  private let pieces: [[Character]]

  /// Returns nil for a format without arguments, or with any others than 1, 2, 3 and so on in
  /// order.
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
    isQuoted = pieces.dropLast().map {
      $0.last == "\"" || $0.last == "<" || $0.suffix(5).elementsEqual("like ")
    }
  }

  var weight: Int { pieces.reduce(0) { $0 + $1.count } }

  /// Returns the arguments with which the format makes `text`; nil if it can't.
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
