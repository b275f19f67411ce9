/// An sRGB colour; each component is from 0 to 255.
public struct RGB: Hashable, Sendable {
  public var red: UInt8
  public var green: UInt8
  public var blue: UInt8

  public init(red: UInt8, green: UInt8, blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// Makes a colour from 0xRRGGBB; higher bits are ignored.
  public init(_ value: UInt32) {
    red = UInt8(truncatingIfNeeded: value >> 16)
    green = UInt8(truncatingIfNeeded: value >> 8)
    blue = UInt8(truncatingIfNeeded: value)
  }

  /// Reads `#rrggbb` or `rrggbb`; `nil` for any other text.
  public init?(hexadecimal text: some StringProtocol) {
    let digits = text.hasPrefix("#") ? text.dropFirst() : text[...]
    guard digits.utf8.count == 6, digits.allSatisfy(\.isHexDigit),
      let value = UInt32(digits, radix: 16)
    else { return nil }
    self.init(value)
  }

  /// 0xRRGGBB.
  public var value: UInt32 { UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue) }

  /// The squared Euclidean distance in RGB: cheap, and good enough to find the nearest colour.
  func squaredDistance(to other: RGB) -> Int {
    let differences = [
      Int(red) - Int(other.red), Int(green) - Int(other.green), Int(blue) - Int(other.blue),
    ]
    return differences.reduce(0) { $0 + $1 * $1 }
  }
}

/// A colour in the terms that a terminal understands.
public enum Colour: Hashable, Sendable {
  /// The terminal's own foreground or background.
  case standard
  /// A numbered colour: 0 to 15 are redefinable, 16 to 255 are xterm's cube and greys.
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
