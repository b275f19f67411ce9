import TerminalEmulator
import TestSupport
import Testing

@testable import Curses

@Suite struct FrameTrimmerTests {
  private func trimmed(_ frame: String) -> String {
    String(decoding: FrameTrimmer.trim(Array(frame.utf8)), as: UTF8.self)
  }

  @Test(arguments: [
    // A pen is said once, by what differs.
    (
      "\u{1B}(B\u{1B}[0;1m\u{1B}[38;5;9m\u{1B}[48;5;2mab\u{1B}(B\u{1B}[0m\u{1B}[38;5;9m\u{1B}[48;5;2mc\u{1B}[m",
      "\u{1B}[1;38;5;9;48;5;2mab\u{1B}[22mc\u{1B}[m"
    ),
    ("\u{1B}[31ma\u{1B}[39;49m\u{1B}(B\u{1B}[m", "\u{1B}[31ma\u{1B}[m"),
    ("\u{1B}[31m\u{1B}[32m\u{1B}[m", ""),
    ("\u{1B}[1ma\u{1B}[0;2mb", "\u{1B}[1ma\u{1B}[0;2mb"),
    // A blank has no foreground, but a background, and an underline.
    ("\u{1B}[31ma\u{1B}[32m \u{1B}[31mb", "\u{1B}[31ma b"),
    ("\u{1B}[42m \u{1B}[m", "\u{1B}[42m \u{1B}[m"),
    ("\u{1B}[4;31m \u{1B}[m", "\u{1B}[4;31m \u{1B}[m"),
    ("\u{1B}[7ma\u{1B}[m \u{1B}[7mb", "\u{1B}[7ma\u{1B}[m \u{1B}[7mb"),
    // What is erased gets the background.
    ("a\u{1B}[31;44m\u{1B}[K\u{1B}[2d\u{1B}[m", "a\u{1B}[44m\u{1B}[K\u{1B}[2d\u{1B}[m"),
    ("\u{1B}[31m\u{1B}[5Cx", "\u{1B}[5C\u{1B}[31mx"),
    // The terminal keeps its pen with its place.
    ("\u{1B}7\u{1B}[2;7r\u{1B}8\u{1B}[31mx", "\u{1B}7\u{1B}[2;7r\u{1B}8\u{1B}[31mx"),
    ("\u{1B}[38;2;1;2;3ma\u{1B}[38:2::1:2:4mb", "\u{1B}[38;2;1;2;3ma\u{1B}[38:2::1:2:4mb"),
  ])
  func `pens are held back until they show`(_ frame: String, _ wanted: String) {
    #expect(trimmed(frame) == wanted)
  }

  @Test(arguments: [
    "\u{1B}[31;77mx", "\u{1B}[38mx", "\u{1B}(0q", "\u{0E}q", "\u{1B}]52;c;eA==\u{07}", "\u{1B}8x",
    "x\u{1B}[3", "x\u{1B}", "\u{1B}[38;5mx",
  ])
  func `what isn't understood leaves a frame as it is`(_ frame: String) {
    #expect(trimmed(frame) == frame)
  }

  @Test(arguments: 0..<200) func `the terminal shows the same`(_ seed: Int) {
    var random = SeededRandom(seed: seed)
    let (rows, columns) = (6, 20)
    var whole: [UInt8] = []
    var short: [UInt8] = []
    for _ in 0..<4 {
      let frame = Array(Self.frame(rows: rows, columns: columns, &random).utf8)
      let trimmed = FrameTrimmer.trim(frame)
      #expect(trimmed.count <= frame.count)
      whole += frame
      short += trimmed
    }
    let shown = visibleCells(after: whole, rows: rows, columns: columns)
    #expect(visibleCells(after: short, rows: rows, columns: columns) == shown)
  }

  /// A frame as ncurses makes them: pens, text, blanks, erasing and scrolling, plain at both ends,
  /// and no text that runs over the end of a row.
  private static func frame(rows: Int, columns: Int, _ random: inout SeededRandom) -> String {
    var frame = ""
    var column = columns
    func pick(_ texts: String...) -> String { texts.randomElement(using: &random) ?? "" }
    func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &random) }
    func write(_ text: String) {
      if column + 4 > columns {
        column = below(columns - 4)
        frame += "\u{1B}[\(1 + below(rows));\(column + 1)H"
      }
      frame += text
      column += 3
    }
    for _ in 0..<60 {
      switch below(12) {
      case 0, 1: frame += "\u{1B}(B\u{1B}[0;\(pick("1", "4", "7", "1;7", "3"))m"
      case 2: frame += "\u{1B}(B\u{1B}[m"
      case 3: frame += "\u{1B}[38;5;\(16 + below(3))m"
      case 4: frame += "\u{1B}[48;5;\(16 + below(3))m"
      case 5: frame += "\u{1B}[39;49m"
      case 6: column = columns  // moves before the next text
      case 7: frame += pick("\u{1B}[K", "\u{1B}[3X", "\u{1B}[1K", "\u{1B}[P")
      case 8:
        frame += "\u{1B}7\u{1B}[2;4r\u{1B}8\u{1B}[4;1H\n\u{1B}7\u{1B}[1;\(rows)r\u{1B}8"
        column = 0
      case 9: write("   ")
      default: write(pick("abc", "c d", "漢x", "xy\u{301}z"))
      }
    }
    return frame + "\u{1B}[39;49m\u{1B}(B\u{1B}[m"
  }
}
