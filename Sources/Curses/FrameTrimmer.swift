/// Shortens the output of ncurses for one frame without changing what the terminal shows.
///
/// At each change of pen ncurses resets it and sets both colours again, in up to 33 bytes, even for
/// the blank between two words. Here a change is held back until something is drawn. Then only the
/// differences from the terminal's current pen are sent, and for a blank only those that a blank
/// shows.
///
/// ncurses begins and ends every frame with the plain pen, so frames are independent of each other.
struct FrameTrimmer {
  private let frame: [UInt8]
  private var place = 0
  private var output: [UInt8] = []
  /// The pen that ncurses has asked for.
  private var wanted = Pen.plain
  /// The pen that the terminal has now.
  private var hand = Pen.plain
  /// Both pens as saved by the terminal at DECSC.
  private var kept: (wanted: Pen, hand: Pen)?
  /// Whether the two pens agree, for everything drawn or for blanks alone.
  private var isSettled = true
  private var isSettledForBlanks = true
  private var lastWasBlank = false

  private init(_ frame: [UInt8]) {
    self.frame = frame
    output.reserveCapacity(frame.count)
  }

  /// Returns the shortened frame, or `frame` itself if it has a sequence that isn't known here.
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
      case 0x0F: break  // back to ASCII, which is selected already
      case 0x0A:
        settleForBlanks()  // may scroll in a new line
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

  /// Takes an escape sequence. Returns `false` if it isn't known here.
  private mutating func takeSequence() -> Bool {
    guard place + 1 < frame.count else { return false }
    switch frame[place + 1] {
    case UInt8(ascii: "["): break
    case UInt8(ascii: "("):
      guard place + 2 < frame.count, frame[place + 2] == UInt8(ascii: "B") else { return false }
      place += 3  // ASCII, which is selected already
      return true
    case UInt8(ascii: "M"):
      settleForBlanks()
      copy(to: place + 2)
      return true
    case UInt8(ascii: "="), UInt8(ascii: ">"):
      copy(to: place + 2)
      return true
    case UInt8(ascii: "7"):  // DECSC: saves position and pen
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
      break  // moves the cursor, or sets the scrolling region
    case UInt8(ascii: "b"):
      // Repeats the last character with the current pen.
      if lastWasBlank { settleForBlanks() } else { settle() }
    default: settleForBlanks()  // erased cells get the background
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
