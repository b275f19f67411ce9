/// A theme file that is part of the program.
public struct BuiltInTheme: Sendable {
  /// What `:theme` and `--theme` take: the name of the file without `.yaml`.
  public let name: String
  /// The bytes of the file, a base16 scheme or a mark for one of the special themes.
  public let text: [UInt8]

  /// All of them, in the order of the picker; the first is the one that a new user sees.
  public static let all = [
    BuiltInTheme(name: "winnow-dark", text: PackageResources.winnow_dark_yaml),
    BuiltInTheme(name: "winnow-light", text: PackageResources.winnow_light_yaml),
    BuiltInTheme(name: "high-contrast", text: PackageResources.high_contrast_yaml),
    BuiltInTheme(name: "okabe-ito", text: PackageResources.okabe_ito_yaml),
    BuiltInTheme(name: "terminal", text: PackageResources.terminal_yaml),
    BuiltInTheme(name: "plain", text: PackageResources.plain_yaml),
  ]
}
