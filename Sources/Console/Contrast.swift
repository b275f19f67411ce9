/// Returns the contrast ratio of two colours, from 1 (the same) to 21 (black on white).
///
/// WCAG 2.2, "contrast ratio": text needs 4.5, large text and graphical marks need 3.
public func contrast(_ one: RGB, _ other: RGB) -> Double {
  let lights = (one.relativeLuminance, other.relativeLuminance)
  return (max(lights.0, lights.1) + 0.05) / (min(lights.0, lights.1) + 0.05)
}

extension RGB {
  /// WCAG 2.2, "relative luminance": 0 for black, 1 for white.
  fileprivate var relativeLuminance: Double {
    0.2126 * Self.linear(red) + 0.7152 * Self.linear(green) + 0.0722 * Self.linear(blue)
  }

  private static func linear(_ part: UInt8) -> Double {
    let value = Double(part) / 255
    return value <= 0.04045 ? value / 12.92 : gammaPower((value + 0.055) / 1.055)
  }

  /// `x` to the power of 2.4, for x from 0.09 to 1. The standard library has no `pow`, but 2.4 is
  /// 2 + 2/5, and Newton's method finds the fifth root of x² from above in a few steps.
  private static func gammaPower(_ x: Double) -> Double {
    let square = x * x
    var root = 1.0
    for _ in 0..<12 {
      let fourth = root * root * root * root
      root -= (fourth * root - square) / (5 * fourth)
    }
    return square * root
  }
}
