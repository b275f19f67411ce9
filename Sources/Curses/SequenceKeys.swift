import Console

/// The keys that escape sequences mean on nearly every terminal (xterm, ctlseqs). ncurses
/// recognises those in the terminfo entry; these cover terminals that send others, such as arrows
/// in normal mode or another terminal's keypad.
enum SequenceKeys {
  /// Returns the key of ESC [ `parameters` `final`; the second parameter holds the modifiers.
  static func controlSequence(final: UInt8, _ parameters: [UInt8]) -> Key? {
    // With a private or intermediate byte the sequence isn't a key.
    guard parameters.allSatisfy({ (0x30...0x3B).contains($0) }) else { return nil }
    let numbers = parameters.split(separator: UInt8(ascii: ";"))
      .map { Int(String(decoding: $0, as: UTF8.self)) ?? 0 }
    let modifiers = Key.Modifiers(xterm: numbers.count > 1 ? numbers[1] : 1)
    switch Character(Unicode.Scalar(final)) {
    case "Z": return .backTab
    case "R": return nil  // Also the cursor position report.
    case "~": return numbered(numbers.first ?? 0)?.with(modifiers)
    default: return lettered(final)?.with(modifiers)
    }
  }

  /// Returns the key of ESC O `final`.
  static func singleShift(_ final: UInt8) -> Key? {
    final == UInt8(ascii: "M") ? .enter : lettered(final)
  }

  private static func lettered(_ final: UInt8) -> Key? {
    switch Character(Unicode.Scalar(final)) {
    case "A": .up
    case "B": .down
    case "C": .right
    case "D": .left
    case "F": .end
    case "H": .home
    case "P": .function(1)
    case "Q": .function(2)
    case "R": .function(3)
    case "S": .function(4)
    default: nil
    }
  }

  private static func numbered(_ number: Int) -> Key? {
    switch number {
    case 1, 7: .home
    case 2: .insert
    case 3: .delete
    case 4, 8: .end
    case 5: .pageUp
    case 6: .pageDown
    case 11...15: .function(number - 10)
    case 17...21: .function(number - 11)
    case 23, 24: .function(number - 12)
    default: nil
    }
  }
}
