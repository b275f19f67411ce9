/// The colours of a base16 or base24 scheme.
///
/// https://github.com/tinted-theming/home: each slot has a role, so any scheme works with any
/// program.
public struct Palette: Hashable, Sendable {
  /// The slots by number. A base16 scheme has the first sixteen.
  public enum Slot: Int, Hashable, Sendable, CaseIterable {
    case base00, base01, base02, base03, base04, base05, base06, base07
    case base08, base09, base0A, base0B, base0C, base0D, base0E, base0F
    case base10, base11, base12, base13, base14, base15, base16, base17
  }

  private let colours: [RGB]

  /// Makes a palette of 16 or 24 colours in the order of their slots, or `nil` for any other count.
  public init?(_ colours: [RGB]) {
    guard colours.count == 16 || colours.count == 24 else { return nil }
    self.colours = colours
  }

  /// The colour of a slot. For a base24 slot that a base16 scheme lacks, the fallback that the
  /// base24 styling guide names.
  public subscript(slot: Slot) -> RGB {
    let index = slot.rawValue
    if index < colours.count { return colours[index] }
    return colours[Self.fallbacks[index - 16].rawValue]
  }

  private static let fallbacks: [Slot] = [
    .base00, .base00, .base08, .base0A, .base0B, .base0C, .base0D, .base0E,
  ]
}
