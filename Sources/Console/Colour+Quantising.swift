/// Reduces a colour to one that a terminal can show.
extension Colour {
  /// Returns the colour itself if the depth includes it, otherwise the nearest one that it
  /// includes.
  public func quantised(to depth: ColourDepth) -> Colour {
    switch (self, depth) {
    case (.standard, _), (_, .none): .standard
    case (_, .trueColour), (.palette, .twoHundredFiftySix): self
    case (.palette(let index), .sixteen) where index < 16: self
    case (.palette(let index), .eight) where index < 16: .palette(index % 8)
    case (.palette(let index), _): Colour.rgb(XtermPalette.rgb(index)).quantised(to: depth)
    case (.rgb(let rgb), .twoHundredFiftySix): .palette(XtermPalette.nearestFixed(to: rgb))
    case (.rgb(let rgb), .sixteen): .palette(XtermPalette.nearestNamed(to: rgb, count: 16))
    case (.rgb(let rgb), .eight): .palette(XtermPalette.nearestNamed(to: rgb, count: 8))
    }
  }

  /// The colour's value, by xterm's defaults for palette colours; `nil` for the terminal's own
  /// colour.
  public var rgb: RGB? {
    switch self {
    case .standard: nil
    case .palette(let index): XtermPalette.rgb(index)
    case .rgb(let rgb): rgb
    }
  }
}

/// The 256 colours of xterm: 16 that users can redefine, a 6 × 6 × 6 cube, and 24 greys.
private enum XtermPalette {
  static let named: [UInt32] = [
    0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5,
    0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
  ]
  static let cubeLevels: [UInt8] = [0, 95, 135, 175, 215, 255]
  static let cubeStart: UInt8 = 16
  static let greyStart: UInt8 = 232
  static let greyCount: UInt8 = 24

  static func rgb(_ index: UInt8) -> RGB {
    if index < cubeStart { return RGB(named[Int(index)]) }
    if index < greyStart {
      let cube = Int(index - cubeStart)
      return RGB(
        red: cubeLevels[cube / 36], green: cubeLevels[cube / 6 % 6], blue: cubeLevels[cube % 6])
    }
    let level = 8 + 10 * (index - greyStart)
    return RGB(red: level, green: level, blue: level)
  }

  /// Returns the nearest colour of the cube and the greys. The first 16 are left out, because users
  /// redefine them.
  static func nearestFixed(to rgb: RGB) -> UInt8 {
    let cube =
      cubeStart + 36 * nearestLevel(rgb.red) + 6 * nearestLevel(rgb.green) + nearestLevel(rgb.blue)
    let mean = (Int(rgb.red) + Int(rgb.green) + Int(rgb.blue)) / 3
    let step = min(Int(greyCount) - 1, max(0, (mean - 3) / 10))
    let grey = greyStart + UInt8(step)
    return nearest(to: rgb, in: [cube, grey])
  }

  static func nearestNamed(to rgb: RGB, count: UInt8) -> UInt8 {
    nearest(to: rgb, in: Array(0..<count))
  }

  private static func nearestLevel(_ part: UInt8) -> UInt8 {
    let nearest = cubeLevels.indices.min {
      abs(Int(cubeLevels[$0]) - Int(part)) < abs(Int(cubeLevels[$1]) - Int(part))
    }
    return UInt8(nearest ?? 0)
  }

  private static func nearest(to rgb: RGB, in candidates: [UInt8]) -> UInt8 {
    let nearest = candidates.min {
      Self.rgb($0).squaredDistance(to: rgb) < Self.rgb($1).squaredDistance(to: rgb)
    }
    return nearest ?? 0
  }
}
