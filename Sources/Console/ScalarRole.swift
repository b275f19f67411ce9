/// What may be done with a scalar of the data on a terminal: the allow-list.
///
/// Only categories that show something are drawn. A new category of Unicode, or a scalar that the
/// standard library doesn't know yet, is a stand-in until someone decides otherwise.
enum ScalarRole {
  /// Starts a glyph of that many columns, 1 or 2.
  case spacing(columns: Int)
  /// Shares the cell of the scalar before it: a mark, or a Hangul vowel or final.
  case combining
  /// U+200C or U+200D, which are in order between letters of a joining script, and the latter
  /// between emoji; nowhere else.
  case joiner
  /// U+FE0E or U+FE0F, which are in order after a scalar that has an emoji form.
  case presentationSelector
  /// Is never drawn as itself.
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
    // Han and Hangul: whole blocks of wide letters, which needn't be looked up one by one.
    case 0x4E00...0x9FFF, 0xAC00...0xD7A3: self = .spacing(columns: 2)
    default: self = Self.role(of: scalar)
    }
  }

  /// The role by the properties of a scalar that isn't ASCII.
  static func role(of scalar: Unicode.Scalar) -> ScalarRole {
    let properties = scalar.properties
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .enclosingMark,
      .decimalNumber, .letterNumber, .otherNumber,
      .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation,
      .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol, .spaceSeparator:
      // Invisible letters and marks exist: U+3164 HANGUL FILLER, U+034F, variation selectors.
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
