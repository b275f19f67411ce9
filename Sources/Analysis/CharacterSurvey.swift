import JSONLines

/// The scripts of a text's letters, and the unusual kinds of characters in it, found in one pass
/// over those above ASCII.
struct CharacterSurvey: Sendable {
  /// The kinds of characters in a text. They share a bit field with the script, which has the lower
  /// four bits.
  struct Kinds: OptionSet, Sendable {
    let rawValue: UInt16

    /// Frequent Chinese characters that only one of the two writing standards has.
    static let simplified = Kinds(rawValue: 1 << 4)
    static let traditional = Kinds(rawValue: 1 << 5)
    /// Full-width forms of ASCII letters and digits.
    static let wide = Kinds(rawValue: 1 << 6)
    /// Zero-width characters, soft hyphens, direction marks, tags, and the controls from U+0080 to
    /// U+009F.
    static let invisible = Kinds(rawValue: 1 << 7)
    /// Replacements for bytes that couldn't be decoded: U+FFFD, and what Chinese encodings made of
    /// it.
    static let replacement = Kinds(rawValue: 1 << 8)
    /// Characters that lead bytes of UTF-8 become when it is decoded as another encoding.
    static let misread = Kinds(rawValue: 1 << 9)
    /// Half of a surrogate pair.
    static let loneSurrogate = Kinds(rawValue: 1 << 10)
  }

  let scripts: ScriptCount
  let kinds: Kinds

  /// - Parameter survey: the result of `text.survey`.
  init(_ text: EncodedText, _ survey: EncodedText.Survey) {
    var scripts = ScriptCount(latin: survey.letters)
    var seen: UInt16 = 0
    if survey.highestByte >= 0x80 {
      Self.classes.withUnsafeBufferPointer { classes in
        text.forEachCodePointAboveASCII { point in
          let found = point < 0x10000 ? classes[Int(point)] : Self.classOf(point)
          scripts.count(at: Int(found & 15))
          seen |= found
        }
      }
    }
    self.scripts = scripts
    kinds = Kinds(rawValue: seen & ~15)
  }

  /// The kinds of a character below U+10000.
  static func kinds(of point: UInt32) -> Kinds { Kinds(rawValue: classes[Int(point)] & ~15) }

  /// For each code point below U+10000, its kinds and, in the lower four bits, its script's place
  /// (15 for none).
  private static let classes: [UInt16] = {
    var classes = (0..<0x10000).map { classOf(UInt32($0)) }
    let han = UInt16(Script.han.place)
    // Characters in both lists count as simplified.
    for (list, form) in [
      (ChineseForms.traditionalOnly, Kinds.traditional), (ChineseForms.simplifiedOnly, .simplified),
    ] {
      for scalar in list.unicodeScalars { classes[Int(scalar.value)] = han | form.rawValue }
    }
    return classes
  }()

  private static func classOf(_ point: UInt32) -> UInt16 {
    var kinds: Kinds = []
    switch point {
    case 0xFF10...0xFF19, 0xFF21...0xFF3A, 0xFF41...0xFF5A: kinds = .wide
    case 0x80...0x9F, 0xAD, 0x180E, 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060...0x2064,
      0x2066...0x2069, 0xFEFF, 0xE0000...0xE007F:
      kinds = .invisible
    case 0xFFFD, 0x951F, 0x70EB: kinds = .replacement  // 锟, 烫
    case 0xC2, 0xC3, 0xD0, 0xD1, 0xE2, 0xE4...0xE9: kinds = .misread
    case 0xD800...0xDFFF: kinds = .loneSurrogate
    default: break
    }
    return UInt16(Script(point)?.place ?? 15) | kinds.rawValue
  }
}
