/// The unit of drawing and of cursor movement: a base character with its combining marks, or a
/// stand-in for something that must not reach the terminal as itself.
///
/// Glyphs come from ``GlyphBuilder`` only, so their text is always safe to draw.
public struct Glyph: Hashable, Sendable {
  /// The text to draw; it holds no control or invisible characters.
  public let text: String
  /// The number of cells that the text takes, at least 1.
  public let columns: Int
  /// Whether the text spells out something hidden, such as `^[` for an escape character. It must be
  /// drawn in a style that distinguishes it from data with the same letters.
  public let isStandIn: Bool

  init(text: String, columns: Int, isStandIn: Bool = false) {
    self.text = text
    self.columns = columns
    self.isStandIn = isStandIn
  }

  /// Makes a stand-in with an ASCII spelling, one column per character.
  static func standIn(_ spelling: String) -> Glyph {
    Glyph(text: spelling, columns: spelling.utf8.count, isStandIn: true)
  }

  /// The stand-in for a blank at the end of a line, where it would be invisible.
  public static let trailingBlank = Glyph(text: "\u{B7}", columns: 1, isStandIn: true)

  /// Whether a code point hides something from the reader: it is always drawn as a stand-in, is a
  /// lone surrogate, or is U+FFFD, which takes the place of bytes that could not be decoded.
  public static func isHidden(_ codePoint: UInt32) -> Bool {
    guard let scalar = Unicode.Scalar(codePoint) else { return true }
    if case .hidden = ScalarRole(scalar) { return true }
    return scalar == "\u{FFFD}"
  }

  /// Returns the glyphs of a whole text, with hidden scalars replaced; a tab becomes `^I`, a line
  /// feed `^J`.
  public static func glyphs(_ text: String) -> [Glyph] {
    var glyphs: [Glyph] = []
    glyphs.reserveCapacity(text.utf8.count)
    var builder = GlyphBuilder()
    for scalar in text.unicodeScalars {
      if let glyph = builder.append(scalar) { glyphs.append(glyph) }
    }
    if let glyph = builder.finish() { glyphs.append(glyph) }
    return glyphs
  }
}
