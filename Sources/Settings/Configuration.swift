public import Console

/// The user's own choices, from `winnow/config.yaml` in the configuration folder.
///
/// ```yaml
/// actor: mei              # the name in the journal
/// language: zh            # of the interface: en, zh
/// theme: winnow-light     # a name that `winnow themes` lists
/// mouse: false            # leaves the mouse to the terminal
/// editor: nvim -n         # used instead of $VISUAL and $EDITOR
/// keys:
///   list:                 # or record, editor, help
///     X: discard          # an action that `winnow keys` lists
///     d: ~                # unbinds the key
/// ```
///
/// Every key is optional; nil means that the file doesn't set it.
public struct Configuration: Hashable, Sendable {
  public var actor: String?
  public var language: Language?
  public var theme: String?
  public var mouse: Bool?
  public var editor: String?
  public var bindings: [KeyBinding]

  /// Reads the text of a configuration file; an empty file sets nothing.
  ///
  /// - Parameter file: the file name for error positions.
  /// - Throws: what `YAMLNode.parse` throws, and `unknownKey`, `unknownValue`, `wrongKind`,
  ///   `emptyValue`.
  public static func parse(_ text: [UInt8], file: String) throws(SettingsError) -> Configuration {
    let root = try YAMLNode.parse(text, file: file)
    let fields = try YAMLFields(
      root, known: ["actor", "language", "theme", "mouse", "editor", "keys"])
    return Configuration(
      actor: try fields.text("actor"),
      language: try fields.choice("language", of: Language.self),
      theme: try fields.text("theme"),
      mouse: try fields["mouse"]?.boolean(),
      editor: try fields.text("editor"),
      bindings: try fields["keys"].map(KeyBinding.bindings(in:)) ?? [])
  }
}
