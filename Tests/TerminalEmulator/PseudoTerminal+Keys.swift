import Foundation

extension PseudoTerminal {
  /// Presses keys by name, one after the other: `j`, `Enter`, `Esc`, `Ctrl-D`, `Alt-x`, `Up`, `F1`.
  /// Anything else is typed as it is.
  ///
  /// After Esc it waits for longer than a program does to tell it from the start of a sequence.
  public func press(_ names: String...) async {
    for name in names {
      send(Self.bytes(ofKey: name))
      if name == "Esc" { try? await Task.sleep(for: .milliseconds(80)) }
    }
  }

  /// What xterm sends for a key, with its keypad in application mode as ncurses sets it.
  static func bytes(ofKey name: String) -> [UInt8] {
    if let sequence = sequences[name] { return Array(sequence.utf8) }
    if name.hasPrefix("Ctrl-"), let letter = name.utf8.last, name.utf8.count == 6 {
      return [letter & 0x1F]
    }
    if name.hasPrefix("Alt-") { return [0x1B] + name.dropFirst(4).utf8 }
    return Array(name.utf8)
  }

  private static let sequences = [
    "Enter": "\r", "Esc": "\u{1B}", "Tab": "\t", "S-Tab": "\u{1B}[Z", "Space": " ",
    "Ctrl-Space": "\0",
    "Backspace": "\u{7F}", "Del": "\u{1B}[3~", "Ins": "\u{1B}[2~",
    "Up": "\u{1B}OA", "Down": "\u{1B}OB", "Right": "\u{1B}OC", "Left": "\u{1B}OD",
    "Home": "\u{1B}OH", "End": "\u{1B}OF", "PgUp": "\u{1B}[5~", "PgDn": "\u{1B}[6~",
    "F1": "\u{1B}OP", "F2": "\u{1B}OQ", "F3": "\u{1B}OR", "F4": "\u{1B}OS", "F5": "\u{1B}[15~",
    "F6": "\u{1B}[17~", "F7": "\u{1B}[18~", "F8": "\u{1B}[19~", "F9": "\u{1B}[20~",
    "F10": "\u{1B}[21~", "F11": "\u{1B}[23~", "F12": "\u{1B}[24~",
  ]
}
