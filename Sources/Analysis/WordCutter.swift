/// Cuts a text into words to be compared: runs of letters and digits, runs of white space, and
/// single other characters. In scripts without spaces each character is a word.
enum WordCutter {
  static func words(in text: String) -> [Substring] {
    var words: [Substring] = []
    var start = text.startIndex
    var kind: Kind?
    var index = text.startIndex
    while index < text.endIndex {
      let next = Kind(text[index])
      if let kind, kind != next || !next.isRun {
        words.append(text[start..<index])
        start = index
      }
      kind = next
      index = text.index(after: index)
    }
    if start < text.endIndex { words.append(text[start...]) }
    return words
  }

  private enum Kind: Hashable {
    case space, letter, single

    init(_ character: Character) {
      let point = character.unicodeScalars.first?.value ?? 0
      if character.isWhitespace {
        self = .space
      } else if character.isLetter || character.isNumber || character == "_" {
        self = Script(point)?.isUnspaced == true ? .single : .letter
      } else {
        self = .single
      }
    }

    var isRun: Bool { self != .single }
  }
}
