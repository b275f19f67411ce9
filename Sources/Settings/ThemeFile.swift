public import Console

/// Theme files: base16 and base24 schemes as tinted-theming publishes them (styling guide 0.4),
/// either in the form with `system` and `palette`, or in the older one with `scheme` and the
/// colours at the top level. Since the format is not Winnow's own, unknown keys such as `slug` are
/// ignored. Two values of `system` are Winnow's additions and need no colours: `terminal` and
/// `plain`.
public enum ThemeFile {
  /// Reads the text of a theme file.
  ///
  /// - Parameters:
  ///   - file: the file name for error positions.
  ///   - name: the theme's name on the command line, by custom the file's name without `.yaml`. The
  ///     special themes keep their names from `Console`.
  /// - Throws: what `YAMLNode.parse` throws; `unknownValue` for another system or variant;
  ///   `missingKey` and `notAColour` for the first colour that is absent or unreadable;
  ///   `unknownKey` in the palette; `wrongKind`, `emptyValue`.
  public static func parse(
    _ text: [UInt8], file: String, name: String
  ) throws(SettingsError) -> Theme {
    let root = try YAMLNode.parse(text, file: file)
    let fields = try YAMLFields(root)
    let system = try fields.choice("system", of: System.self)
    return switch system {
    case .terminal: .terminal
    case .plain: .plain
    case .base16, .base24, nil: Theme(name: name, palette: try palette(in: fields, system))
    }
  }

  private enum System: String, CaseIterable {
    case base16
    case base24
    case terminal
    case plain
  }

  private static func palette(
    in fields: YAMLFields, _ system: System?
  ) throws(SettingsError) -> Palette {
    let slots = Palette.Slot.allCases.map { String(describing: $0) }
    var colours = fields
    if let palette = fields["palette"] {
      colours = try YAMLFields(palette, known: slots)
    }
    let isBase24 = system == .base24 || system == nil && colours["base10"] != nil
    var values: [RGB] = []
    for slot in slots.prefix(isBase24 ? 24 : 16) {
      values.append(try colours.colour(slot))
    }
    guard let palette = Palette(values) else {
      preconditionFailure("a base16 palette has 16 slots, a base24 palette 24")
    }
    return palette
  }
}

extension YAMLFields {
  /// Returns the colour of `key`.
  ///
  /// - Throws: `missingKey`, `notAColour`, `wrongKind`, `emptyValue`.
  fileprivate func colour(_ key: String) throws(SettingsError) -> RGB {
    let value = try required(key)
    let text = try value.nonEmptyText(of: key)
    guard let colour = RGB(hexadecimal: text) else {
      throw SettingsError(at: value.position, .notAColour(text, of: key))
    }
    return colour
  }
}
