/// The state that the terminal draws with: two colours and emphasis, as SGR sequences set them
/// (ECMA-48 8.3.117).
struct Pen: Equatable {
  /// The parameters that set the colour, such as `38;5;110`; empty for the terminal's own colour.
  private(set) var foreground: ArraySlice<UInt8> = []
  private(set) var background: ArraySlice<UInt8> = []
  /// Bit n is set if SGR parameter n is in force.
  private var emphasis: UInt16 = 0

  static let plain = Pen()

  private static let boldAndDim: UInt16 = 1 << 1 | 1 << 2
  /// Underlined, blinking, reversed, hidden, struck through: the emphasis that a blank shows too.
  private static let shownByBlanks: UInt16 = 1 << 4 | 1 << 5 | 1 << 7 | 1 << 8 | 1 << 9

  /// Applies the parameters of an SGR sequence.
  ///
  /// - Returns: Whether all parameters were understood.
  mutating func take(_ parameters: ArraySlice<UInt8>) -> Bool {
    var fields = parameters.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)[
      ...]
    while let field = fields.popFirst() {
      guard let number = Self.number(field) else {
        guard takeColour(field) else { return false }
        continue
      }
      switch number {
      case 0: self = .plain
      case 1...5, 7...9: emphasis |= 1 << number
      case 22: emphasis &= ~Self.boldAndDim
      case 23...25, 27...29: emphasis &= ~(1 << (number - 20))
      case 30...37, 90...97: foreground = field
      case 40...47, 100...107: background = field
      case 39: foreground = []
      case 49: background = []
      case 38, 48:
        // Either 5 and an index, or 2, red, green and blue.
        let count = fields.first.flatMap(Self.number) == 5 ? 2 : 4
        guard fields.count >= count, let last = fields.dropFirst(count - 1).first else {
          return false
        }
        let colour = parameters[field.startIndex..<last.endIndex]
        if number == 38 { foreground = colour } else { background = colour }
        fields = fields.dropFirst(count)
      default: return false
      }
    }
    return true
  }

  /// Applies a colour whose components follow colons, `38:2::255:0:0`.
  private mutating func takeColour(_ field: ArraySlice<UInt8>) -> Bool {
    if field.starts(with: "38:".utf8) {
      foreground = field
    } else if field.starts(with: "48:".utf8) {
      background = field
    } else {
      return false
    }
    return true
  }

  private static func number(_ field: ArraySlice<UInt8>) -> UInt16? {
    if field.isEmpty { return 0 }
    guard field.count <= 3 else { return nil }
    var number: UInt16 = 0
    for byte in field {
      guard (0x30...0x39).contains(byte) else { return nil }
      number = number * 10 + UInt16(byte - 0x30)
    }
    return number
  }

  /// Returns the pen for drawing a blank when the terminal has the pen `hand`. A blank shows no
  /// foreground, so that needn't change.
  func forBlanks(from hand: Pen) -> Pen {
    if (emphasis | hand.emphasis) & Self.shownByBlanks != 0 { return self }
    var pen = hand
    pen.background = background
    return pen
  }

  /// Returns the shortest sequence that turns `old` into this pen.
  func sequence(from old: Pen) -> [UInt8] {
    if self == old { return [] }
    if self == .plain { return Array("\u{1B}[m".utf8) }
    let change = parameters(from: old)
    let anew = [[UInt8(ascii: "0")]] + parameters(from: .plain)
    let texts = [change, anew].map { Array($0.joined(separator: ";".utf8)) }
    let shorter = texts[0].count <= texts[1].count ? texts[0] : texts[1]
    return Array("\u{1B}[".utf8) + shorter + [UInt8(ascii: "m")]
  }

  private func parameters(from old: Pen) -> [[UInt8]] {
    var parameters: [[UInt8]] = []
    var on = emphasis & ~old.emphasis
    var off = old.emphasis & ~emphasis
    if off & Self.boldAndDim != 0 {
      parameters.append(Array("22".utf8))  // turns off both bold and dim
      off &= ~Self.boldAndDim
      on |= emphasis & Self.boldAndDim
    }
    for bit in 1...9 {
      if off & 1 << bit != 0 { parameters.append(Array(String(20 + bit).utf8)) }
      if on & 1 << bit != 0 { parameters.append(Array(String(bit).utf8)) }
    }
    if foreground != old.foreground {
      parameters.append(foreground.isEmpty ? Array("39".utf8) : Array(foreground))
    }
    if background != old.background {
      parameters.append(background.isEmpty ? Array("49".utf8) : Array(background))
    }
    return parameters
  }
}
