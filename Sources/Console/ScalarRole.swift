/// How a scalar of the data may be drawn on a terminal: the allow-list.
///
/// Only categories of visible characters are drawn. A new Unicode category, or a scalar that the
/// standard library doesn't know yet, is a stand-in until it is added here.
enum ScalarRole {
  /// Starts a glyph of 1 or 2 columns.
  case spacing(columns: Int)
  /// Shares the cell of the scalar before it: a mark, or a Hangul vowel or final.
  case combining
  /// U+200C or U+200D. Both are valid between letters of a joining script, U+200D also between
  /// emoji, and neither anywhere else.
  case joiner
  /// U+FE0E or U+FE0F, valid after a scalar that has an emoji form.
  case presentationSelector
  /// Never drawn as itself.
  case hidden

  init(_ scalar: Unicode.Scalar) {
    let value = scalar.value
    if value < 0x7F {
      self = value < 0x20 ? .hidden : .spacing(columns: 1)
      return
    }
    switch value {
    case 0x200C, 0x200D: self = .joiner
    case 0xFE0E, 0xFE0F: self = .presentationSelector
    // Han and Hangul: whole blocks of wide letters, which need no lookup.
    case 0x4E00...0x9FFF, 0xAC00...0xD7A3: self = .spacing(columns: 2)
    default: self = Self.role(of: scalar)
    }
  }

  /// Returns the role of a scalar that isn't ASCII, by its Unicode properties.
  static func role(of scalar: Unicode.Scalar) -> ScalarRole {
    let properties = scalar.properties
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .enclosingMark,
      .decimalNumber, .letterNumber, .otherNumber,
      .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation,
      .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol, .spaceSeparator:
      // Some letters and marks are invisible: U+3164 HANGUL FILLER, U+034F, variation selectors.
      if properties.isDefaultIgnorableCodePoint { return .hidden }
      let columns = DisplayWidth.columns(of: scalar)
      return columns == 0 ? .combining : .spacing(columns: columns)
    case .lineSeparator, .paragraphSeparator, .control, .format, .surrogate, .privateUse,
      .unassigned:
      return .hidden
    @unknown default:
      return .hidden
    }
  }
}

extension Unicode.Scalar {
  /// Whether an emoji sequence can continue over a joiner on either side of the scalar.
  var joinsAsEmoji: Bool { value > 0x7F && properties.isEmoji }

  /// Whether the scalar belongs to a script whose spelling uses U+200C and U+200D: the blocks of
  /// Arabic and its neighbours, the Brahmic scripts of India, Myanmar, Khmer, Mongolian.
  var belongsToJoiningScript: Bool {
    switch value {
    case 0x0620...0x08FF, 0x0900...0x0DFF, 0x1000...0x109F, 0x1780...0x17FF, 0x1820...0x18AF: true
    default: false
    }
  }
}
