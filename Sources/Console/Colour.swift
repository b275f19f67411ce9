/// A colour by its parts, each from 0 to 255, in sRGB.
public struct RGB: Hashable, Sendable {
  public var red: UInt8
  public var green: UInt8
  public var blue: UInt8

  public init(red: UInt8, green: UInt8, blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// Makes the colour 0xRRGGBB; higher bits are ignored.
  public init(_ value: UInt32) {
    red = UInt8(truncatingIfNeeded: value >> 16)
    green = UInt8(truncatingIfNeeded: value >> 8)
    blue = UInt8(truncatingIfNeeded: value)
  }

  /// Reads `#rrggbb` or `rrggbb`.
  public init?(hexadecimal text: some StringProtocol) {
    let digits = text.hasPrefix("#") ? text.dropFirst() : text[...]
    guard digits.utf8.count == 6, digits.allSatisfy(\.isHexDigit),
      let value = UInt32(digits, radix: 16)
    else { return nil }
    self.init(value)
  }

  /// 0xRRGGBB.
  public var value: UInt32 { UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue) }

  /// The square of the distance in the colour cube: cheap, and good enough to find the nearest.
  func squaredDistance(to other: RGB) -> Int {
    let differences = [
      Int(red) - Int(other.red), Int(green) - Int(other.green), Int(blue) - Int(other.blue),
    ]
    return differences.reduce(0) { $0 + $1 * $1 }
  }
}

/// A colour as a terminal is asked for it.
public enum Colour: Hashable, Sendable {
  /// The terminal's own foreground or background.
  case standard
  /// A numbered colour: 0 to 15 are the terminal's own, 16 to 255 the cube and greys of xterm.
  case palette(UInt8)
  case rgb(RGB)
}

/// How many colours a terminal has.
public enum ColourDepth: Hashable, Sendable, Comparable, CaseIterable {
  case none
  case eight
  case sixteen
  case twoHundredFiftySix
  case trueColour

  /// The depth of a terminal that says it has `count` colours.
  public init(count: Int) {
    switch count {
    case ..<8: self = .none
    case ..<16: self = .eight
    case ..<256: self = .sixteen
    case ..<0x10000: self = .twoHundredFiftySix
    default: self = .trueColour
    }
  }
}
