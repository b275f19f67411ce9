import Console
import Testing

@testable import Curses

@Suite struct KeyDecoderTests {
  /// The names of the keys that come of `text` typed at once, `|` standing for a pause.
  private func keys(_ text: String) -> [String] {
    var decoder = KeyDecoder()
    let tokens = text.utf8.map { $0 == UInt8(ascii: "|") ? .pause : KeyDecoder.Token.byte($0) }
    return (tokens + [.pause]).flatMap { decoder.feed($0) }.map(\.name)
  }

  @Test(arguments: [
    ("aG", ["a", "G"]), ("\u{4}\r\n\t\u{7F}\u{8}", ["Ctrl-D", "Enter", "Enter", "Tab"] + bs),
    ("é漢😀", ["é", "漢", "😀"]), ("\u{0}", ["Ctrl-Space"]),
    ("\u{1B}", ["Esc"]), ("\u{1B}|j", ["Esc", "j"]), ("\u{1B}j", ["Alt-j"]),
    ("\u{1B}\u{1B}", ["Esc", "Esc"]), ("\u{1B}\r", ["Esc", "Enter"]),
    ("\u{1B}[", ["Alt-["]), ("\u{1B}O", ["Alt-O"]), ("\u{1B}]", ["Alt-]"]),
    ("\u{1B}P|x", ["Alt-P", "x"]),
  ])
  func `characters and control codes are keys`(_ text: String, _ names: [String]) {
    #expect(keys(text) == names)
  }
  private static let bs = ["Backspace", "Backspace"]

  @Test(arguments: [
    ("\u{1B}[A\u{1B}OB", ["Up", "Down"]),
    ("\u{1B}[1;5C\u{1B}[1;2D\u{1B}[1;7H", ["Ctrl-Right", "S-Left", "Ctrl-Alt-Home"]),
    ("\u{1B}[Z", ["S-Tab"]),
    ("\u{1B}[H\u{1B}[4~\u{1B}[6;2~", ["Home", "End", "S-PgDn"]), ("\u{1B}OM", ["Enter"]),
    ("\u{1B}[15~\u{1B}[24~\u{1B}OP", ["F5", "F12", "F1"]),
  ])
  func `sequences that terminfo does not list are keys`(_ text: String, _ names: [String]) {
    #expect(keys(text) == names)
  }

  @Test(arguments: [
    "\u{1B}[99~", "\u{1B}[?62;22c", "\u{1B}[27;5;9~", "\u{1B}[100;5u", "\u{1B}[I", "\u{1B}[12;40R",
    "\u{1B}Ox", "\u{1B}]11;rgb:1d1d/2020/2121\u{1B}\\", "\u{1B}]11;rgb:1d1d/2020/2121\u{7}",
    "\u{1B}P1+r544e=787465\u{1B}\\", "\u{1B}_Gi=1;OK\u{1B}\\", "\u{1B}[5", "\u{1B}]11;rgb",
  ])
  func `sequences that are no keys leave nothing behind`(_ text: String) {
    #expect(keys("a" + text + "|b") == ["a", "b"])
  }

  @Test func `a character may come in pieces`() {
    var decoder = KeyDecoder()
    let tokens = Array("漢".utf8).flatMap { [KeyDecoder.Token.byte($0), .pause] }
    #expect(tokens.flatMap { decoder.feed($0) } == [.character("漢")])
  }

  @Test func `what is not UTF-8 is dropped`() {
    let bytes: [UInt8] = [0xFF, 0x61, 0xE6, 0x62, 0xBC, 0x63, 0xC0, 0x80, 0xED, 0xA0, 0x80, 0x64]
    var decoder = KeyDecoder()
    let keys = bytes.flatMap { decoder.feed(.byte($0)) }
    #expect(keys == [.character("a"), .character("b"), .character("c"), .character("d")])
  }

  @Test func `a key that ncurses knows ends what was begun`() {
    var decoder = KeyDecoder()
    #expect(decoder.feed(.byte(0x1B)) == [])
    #expect(decoder.feed(.key(.up)) == [.escape, .up])
    #expect(decoder.feed(.byte(UInt8(ascii: "j"))) == [.character("j")])
  }

  @Test func `no bytes at all make a control a character`() {
    for first in UInt8.min...UInt8.max {
      for second in UInt8.min...UInt8.max {
        var decoder = KeyDecoder()
        let keys = [.byte(0x1B), .byte(first), .byte(second), .pause].flatMap { decoder.feed($0) }
        for case .character(let scalar) in keys {
          #expect(scalar.properties.generalCategory != .control)
        }
      }
    }
  }
}
