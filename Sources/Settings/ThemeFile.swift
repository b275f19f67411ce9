public import Console

/// A theme and what its file says about it.
///
/// The files are base16 and base24 schemes as tinted-theming publishes them (styling guide 0.4),
/// in the form with `system` and `palette`, and in the older one with `scheme` and the colours at
/// the top level. Keys that Winnow has no use for, such as `slug`, are left alone: the format is
/// somebody else's. Two systems are Winnow's own, without colours in the file: `terminal` and
/// `plain`.
public struct ThemeFile: Hashable, Sendable {
  /// The scheme's full name, to be shown.
  public let title: String
  public let author: String?
  public let theme: Theme

  /// Reads the text of a theme file.
  ///
  /// - Parameters:
  ///   - file: the name that errors carry.
  ///   - name: what the theme is called on the command line, by custom the file's name without
  ///     `.yaml`. The special themes keep the names that `Console` gave them.
  /// - Throws: what `YAMLNode.parse` throws; `unknownValue` for another system or variant;
  ///   `missingKey` and `notAColour` for the first colour that is absent or unreadable;
  ///   `unknownKey` in the palette; `wrongKind`, `emptyValue`.
  public static func parse(
    _ text: [UInt8], file: String, name: String
  ) throws(SettingsError) -> ThemeFile {
    let root = try YAMLNode.parse(text, file: file)
    let fields = try YAMLFields(root)
    let system = try fields.choice("system", of: System.self)
    let (title, olderTitle) = (try fields.text("name"), try fields.text("scheme"))
    let theme: Theme =
      switch system {
      case .terminal: .terminal
      case .plain: .plain
      case .base16, .base24, nil: Theme(name: name, palette: try palette(in: fields, system))
      }
    return ThemeFile(
      title: title ?? olderTitle ?? name,
      author: try fields.text("author"),
      theme: theme)
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
  /// The colour of `key`.
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
