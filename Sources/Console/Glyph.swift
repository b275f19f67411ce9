/// One thing that is drawn and that a cursor steps over: a character with its marks, or a stand-in
/// for something that must not reach the terminal as itself.
///
/// Glyphs come from ``GlyphBuilder`` only, so their text is always safe to draw.
public struct Glyph: Hashable, Sendable {
  /// What is drawn: never a control, never invisible.
  public let text: String
  /// The cells that it takes, at least 1.
  public let columns: Int
  /// Whether the text spells out something hidden, such as `^[` for an escape character. It must
  /// be drawn so that data which holds the same letters looks different.
  public let isStandIn: Bool

  init(text: String, columns: Int, isStandIn: Bool = false) {
    self.text = text
    self.columns = columns
    self.isStandIn = isStandIn
  }

  /// A stand-in spelled in ASCII, one column a character.
  static func standIn(_ spelling: String) -> Glyph {
    Glyph(text: spelling, columns: spelling.utf8.count, isStandIn: true)
  }

  /// A blank where it would not be seen: at the end of a line.
  public static let trailingBlank = Glyph(text: "\u{B7}", columns: 1, isStandIn: true)

  /// Whether a code point is drawn as a stand-in, wherever it stands; a lone surrogate is.
  public static func isHidden(_ codePoint: UInt32) -> Bool {
    guard let scalar = Unicode.Scalar(codePoint) else { return true }
    if case .hidden = ScalarRole(scalar) { return true }
    return scalar == "\u{FFFD}"
  }

  /// The glyphs of a whole text, hidden scalars replaced; a tab becomes `^I`, a line feed `^J`.
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
