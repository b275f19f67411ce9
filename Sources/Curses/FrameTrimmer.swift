/// Shortens what ncurses sends for one frame; the terminal shows the same.
///
/// At each change of pen ncurses resets it and says both colours anew, up to 33 bytes, also for the
/// blank between two words: half of what a step in the list sent. Here a pen is held back until
/// something is drawn with it; then only what differs from the pen in the terminal's hand is said,
/// and of a blank only what a blank shows.
///
/// ncurses begins and ends every frame with the plain pen, so one frame knows nothing of others.
struct FrameTrimmer {
  private let frame: [UInt8]
  private var place = 0
  private var output: [UInt8] = []
  /// The pen that ncurses believes in.
  private var wanted = Pen.plain
  /// The pen that the terminal has.
  private var hand = Pen.plain
  /// Both as the terminal keeps them at DECSC.
  private var kept: (wanted: Pen, hand: Pen)?
  /// Whether the two are one, for all that is drawn or for blanks alone.
  private var isSettled = true
  private var isSettledForBlanks = true
  private var lastWasBlank = false

  private init(_ frame: [UInt8]) {
    self.frame = frame
    output.reserveCapacity(frame.count)
  }

  /// Returns the frame made shorter, or as it is where it has what only a terminal understands.
  static func trim(_ frame: [UInt8]) -> [UInt8] {
    var trimmer = FrameTrimmer(frame)
    return trimmer.run() ? trimmer.output : frame
  }

  private mutating func run() -> Bool {
    while place < frame.count {
      let byte = frame[place]
      switch byte {
      case 0x1B:
        guard takeSequence() else { return false }
        continue
      case 0x0E: return false  // another character set
      case 0x0F: break  // back to ASCII, where we are
      case 0x0A:
        settleForBlanks()  // a line may come in from below
        output.append(byte)
      case 0x00..<0x20: output.append(byte)
      case 0x20:
        settleForBlanks()
        output.append(byte)
        lastWasBlank = true
      default:
        settle()
        output.append(byte)
        lastWasBlank = false
      }
      place += 1
    }
    settle()
    return true
  }

  /// Takes a control sequence. Returns false if it isn't one of those that are known here.
  private mutating func takeSequence() -> Bool {
    guard place + 1 < frame.count else { return false }
    switch frame[place + 1] {
    case UInt8(ascii: "["): break
    case UInt8(ascii: "("):
      guard place + 2 < frame.count, frame[place + 2] == UInt8(ascii: "B") else { return false }
      place += 3  // ASCII, where we are
      return true
    case UInt8(ascii: "M"):
      settleForBlanks()
      copy(to: place + 2)
      return true
    case UInt8(ascii: "="), UInt8(ascii: ">"):
      copy(to: place + 2)
      return true
    case UInt8(ascii: "7"):  // keeps place and pen, before the lines that scroll are set
      kept = (wanted, hand)
      copy(to: place + 2)
      return true
    case UInt8(ascii: "8"):
      guard let kept else { return false }
      (wanted, hand) = kept
      (isSettled, isSettledForBlanks) = (false, false)
      copy(to: place + 2)
      return true
    default: return false
    }
    let start = place + 2
    guard let end = frame[start...].firstIndex(where: { $0 >= 0x40 }), frame[end] <= 0x7E else {
      return false
    }
    switch frame[end] {
    case UInt8(ascii: "m"):
      guard wanted.take(frame[start..<end]) else { return false }
      (isSettled, isSettledForBlanks) = (false, false)
      place = end + 1
      return true
    case UInt8(ascii: "A"), UInt8(ascii: "B"), UInt8(ascii: "C"), UInt8(ascii: "D"),
      UInt8(ascii: "G"), UInt8(ascii: "H"), UInt8(ascii: "d"), UInt8(ascii: "r"):
      break  // only moves, or sets what scrolls
    case UInt8(ascii: "b"):
      // Repeats the last character, with the pen of now.
      if lastWasBlank { settleForBlanks() } else { settle() }
    default: settleForBlanks()  // what is erased gets the background
    }
    copy(to: end + 1)
    return true
  }

  private mutating func copy(to end: Int) {
    output += frame[place..<end]
    place = end
  }

  private mutating func settle() {
    if isSettled { return }
    output += wanted.sequence(from: hand)
    hand = wanted
    (isSettled, isSettledForBlanks) = (true, true)
  }

  private mutating func settleForBlanks() {
    if isSettledForBlanks { return }
    let pen = wanted.forBlanks(from: hand)
    output += pen.sequence(from: hand)
    hand = pen
    isSettledForBlanks = true
  }
}
