/// Names of keys as people write them, in a keymap and in the help: `j`, `Space`, `Ctrl-D`,
/// `Alt-x`, `S-Tab`, `PgDn`, `F1`.
///
/// Reading ignores case, except in a bare or Alt character, and accepts short forms (`C-d`, `A-x`,
/// `M-x`) and other spellings (`Return`, `Escape`, `PageDown`).
extension Key {
  /// The keys with a name of their own; the first name is the one that is printed.
  private static let named: [(key: Key, names: [String])] = [
    (.character(" "), ["Space"]),
    (.enter, ["Enter", "Return"]),
    (.escape, ["Esc", "Escape"]),
    (.tab, ["Tab"]),
    (.backTab, ["S-Tab", "Shift-Tab", "BackTab"]),
    (.backspace, ["Backspace", "BS"]),
    (.delete, ["Del", "Delete"]),
    (.insert, ["Ins", "Insert"]),
    (.up, ["Up"]),
    (.down, ["Down"]),
    (.left, ["Left"]),
    (.right, ["Right"]),
    (.home, ["Home"]),
    (.end, ["End"]),
    (.pageUp, ["PgUp", "PageUp"]),
    (.pageDown, ["PgDn", "PageDown"]),
  ]

  /// The key names of more than one letter, among which to find the one that a misspelt name meant.
  public static let names: [String] =
    named.flatMap(\.names) + (1...12).map { "F\($0)" }
    + "abcdefghijklmnopqrstuvwxyz".flatMap { ["Ctrl-\($0.uppercased())", "Alt-\($0)"] }

  /// Makes the key that `name` denotes, or `nil` if it denotes none.
  public init?(name: String) {
    let folded = name.lowercased()
    let known = Self.named.first { $0.names.contains { $0.lowercased() == folded } }
    if let scalar = Self.onlyScalar(of: name) {
      self = .character(scalar)
    } else if let known {
      self = known.key
    } else if let held = Self.held(name) {
      self = held
    } else if let rest = Self.rest(of: name, after: ["ctrl-", "c-"]) {
      guard let key = Self.controlKey(of: rest) else { return nil }
      self = key
    } else if let rest = Self.rest(of: name, after: ["alt-", "a-", "m-"]) {
      guard let scalar = Self.character(named: rest) else { return nil }
      self = .alt(Character(scalar))
    } else if folded.hasPrefix("f"), let number = Int(folded.dropFirst()),
      Self.functionNumbers.contains(number)
    {
      self = .function(number)
    } else {
      return nil
    }
  }

  /// The name to print. `Key(name: key.name)` is `key` for every key that a terminal sends.
  public var name: String {
    switch self {
    case .character(" "): "Space"
    case .character(let scalar): String(scalar)
    case .control(" "): "Ctrl-Space"
    case .control(let character): "Ctrl-" + character.uppercased()
    case .alt(" "): "Alt-Space"
    case .alt(let character): "Alt-" + String(character)
    case .function(let number): "F\(number)"
    case .held(let modifiers, let key):
      (modifiers.contains(.control) ? "Ctrl-" : "") + (modifiers.contains(.alt) ? "Alt-" : "")
        + (modifiers.contains(.shift) ? "S-" : "") + key.name
    default: Self.named.first { $0.key == self }?.names.first ?? ""
    }
  }

  private static func rest(of name: String, after prefixes: [String]) -> Substring? {
    for prefix in prefixes where name.lowercased().hasPrefix(prefix) {
      return name.dropFirst(prefix.count)
    }
    return nil
  }

  /// `Ctrl-Right`, `S-Up`, `Ctrl-S-End`.
  private static func held(_ name: String) -> Key? {
    let prefixes: [([String], Modifiers)] = [
      (["ctrl-", "c-"], .control), (["alt-", "a-", "m-"], .alt), (["shift-", "s-"], .shift),
    ]
    for (names, modifier) in prefixes {
      guard let rest = rest(of: name, after: names), let key = Key(name: String(rest)) else {
        continue
      }
      if case .held(let others, let key) = key { return .held(others.union(modifier), key) }
      let held = key.with(modifier)
      return held == key ? nil : held
    }
    return nil
  }

  private static func controlKey(of name: Substring) -> Key? {
    guard let scalar = character(named: name), let ascii = UInt8(exactly: scalar.value) else {
      return nil
    }
    switch ascii {
    case UInt8(ascii: " "), UInt8(ascii: "@"): return Key(controlCode: 0)
    case UInt8(ascii: "?"): return .backspace
    case 0x41...0x5F, 0x61...0x7A: return Key(controlCode: ascii & 0x1F)
    default: return nil
    }
  }

  private static func character(named name: Substring) -> Unicode.Scalar? {
    name.lowercased() == "space" ? " " : onlyScalar(of: String(name))
  }

  /// Returns the scalar of a text that consists of one visible scalar.
  private static func onlyScalar(of text: String) -> Unicode.Scalar? {
    let scalars = text.unicodeScalars
    guard let scalar = scalars.first, scalars.count == 1 else { return nil }
    return DisplayWidth.columns(of: scalar) > 0 ? scalar : nil
  }
}

extension Key: CustomStringConvertible {
  public var description: String { name }
}
