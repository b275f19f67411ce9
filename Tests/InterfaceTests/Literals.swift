/// The string literals of a Swift source as formats of phrases: what is interpolated is a numbered
/// place, and what stands in it is read for literals of its own.
struct Literals {
  private(set) var formats: [String] = []
  private let source: [Character]
  private var index = 0

  static func formats(in source: String) -> [String] {
    var literals = Literals(source: Array(source))
    literals.readCode(isNested: false)
    return literals.formats
  }

  private init(source: [Character]) { self.source = source }

  private func stands(_ text: String) -> Bool { source[index...].starts(with: text) }

  /// Reads on to the end, or to the parenthesis that closes an interpolation.
  private mutating func readCode(isNested: Bool) {
    var depth = 1
    while index < source.count {
      if stands("//") {
        while index < source.count, source[index] != "\n" { index += 1 }
      } else if stands("#\"") {  // raw: never a phrase
        index += 2
        while !stands("\"#") { index += 1 }
        index += 2
      } else if source[index] == "\"" {
        readLiteral()
      } else {
        if source[index] == "(" { depth += 1 }
        if source[index] == ")" { depth -= 1 }
        index += 1
        if isNested, depth == 0 { return }
      }
    }
  }

  private mutating func readLiteral() {
    let isLong = stands("\"\"\"")
    let indent = isLong ? closingIndent : 0
    index += isLong ? 4 : 1  // with the line's end
    var format = ""
    var places = 0
    if isLong { index += indent }
    while !stands(isLong ? "\"\"\"" : "\"") {
      let character = source[index]
      index += 1
      if character == "\\" {
        readEscape(&format, &places, indent)
      } else if character == "\n" {
        format.append("\n")
        index += indent
      } else {
        format += character == "%" ? "%%" : String(character)
      }
    }
    index += isLong ? 3 : 1
    if isLong, format.last == "\n" { format.removeLast() }
    formats.append(format)
  }

  private mutating func readEscape(_ format: inout String, _ places: inout Int, _ indent: Int) {
    let character = source[index]
    index += 1
    switch character {
    case "(":
      places += 1
      format += "%\(places)"
      readCode(isNested: true)
    case "\n": index += indent
    case "u": while source[index - 1] != "}" { index += 1 }
    case "n", "t", "r", "0": break
    default: format.append(character)
    }
  }

  /// The blanks before the end of a literal of several lines.
  private var closingIndent: Int {
    var end = index + 3
    while !source[end...].starts(with: "\"\"\"") { end += 1 }
    var blanks = 0
    while source[end - blanks - 1] == " " { blanks += 1 }
    return blanks
  }
}
