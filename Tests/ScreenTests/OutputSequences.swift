/// What a program printed, taken apart: everything that isn't text is a sequence.
struct OutputSequences {
  /// Control sequences (CSI) by their end, such as `m` or `?h`.
  private(set) var controlSequences: [String] = []
  /// Everything else that a drawing program has no business to send.
  private(set) var forbidden: [String] = []

  /// What ncurses sends with xterm's entries: moving, erasing, scrolling, modes, colours, repeats.
  private static let endings = Set("ABCDEFGHIJKLMPSTXZ@`abdefghlmnrt")
  private static let escapes = Set("78=>MDEHc")

  init(_ output: String) {
    var scalars = Array(output.unicodeScalars)[...]
    while let scalar = scalars.popFirst() {
      switch scalar {
      case "\u{1B}": takeEscape(&scalars)
      case "\r", "\n", "\u{8}", "\t", "\u{E}", "\u{F}": continue
      default: takeText(scalar)
      }
    }
  }

  private mutating func takeEscape(_ scalars: inout ArraySlice<Unicode.Scalar>) {
    guard let kind = scalars.popFirst() else { return forbidden.append("ESC at the end") }
    switch Character(kind) {
    case "[":
      var body = ""
      while let next = scalars.popFirst() {
        body.unicodeScalars.append(next)
        if (0x40...0x7E).contains(next.value) { break }
      }
      controlSequences.append(body)
      if !(body.last.map { Self.endings.contains($0) } ?? false) { forbidden.append("CSI \(body)") }
    case "(", ")": _ = scalars.popFirst()
    case let letter where Self.escapes.contains(letter): break
    default: forbidden.append("ESC \(kind.escaped(asASCII: true))")
    }
  }

  private mutating func takeText(_ scalar: Unicode.Scalar) {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate:
      forbidden.append("U+" + String(scalar.value, radix: 16, uppercase: true))
    default:
      if scalar == "\u{FFFD}" { forbidden.append("a byte that isn't UTF-8") }
    }
  }

  /// The parameters of every change of style.
  var styles: [[Int]] {
    controlSequences.filter { $0.hasSuffix("m") }.map { sequence in
      sequence.dropLast().split(separator: ";", omittingEmptySubsequences: false).map {
        Int($0) ?? 0
      }
    }
  }
}
