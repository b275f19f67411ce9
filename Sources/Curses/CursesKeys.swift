import CNCurses
import Console

/// Maps the key codes of ncurses to keys.
enum CursesKeys {
  /// Codes that we define for the marks around pasted text. ncurses numbers its extended terminfo
  /// keys, a few dozen, from KEY_MAX + 1 on, so these stay clear of them.
  static let pasteStart = KEY_MAX + 400
  static let pasteEnd = KEY_MAX + 401

  /// Returns the key of a code, or `nil` for keys that we don't use.
  static func key(_ code: Int32) -> Key? {
    if let key = plain(code) { return key }
    let number = Int(code - KEY_F0)
    if Key.functionNumbers.contains(number) { return .function(number) }
    return modified(code)
  }

  private static func plain(_ code: Int32) -> Key? {
    switch code {
    case KEY_UP: .up
    case KEY_DOWN: .down
    case KEY_LEFT: .left
    case KEY_RIGHT: .right
    case KEY_HOME, KEY_A1, KEY_FIND: .home
    case KEY_END, KEY_C1, KEY_LL, KEY_SELECT: .end
    case KEY_PPAGE, KEY_A3: .pageUp
    case KEY_NPAGE, KEY_C3: .pageDown
    case KEY_SR: .held(.shift, .up)
    case KEY_SF: .held(.shift, .down)
    case KEY_SLEFT: .held(.shift, .left)
    case KEY_SRIGHT: .held(.shift, .right)
    case KEY_SHOME: .held(.shift, .home)
    case KEY_SEND: .held(.shift, .end)
    case KEY_SPREVIOUS: .held(.shift, .pageUp)
    case KEY_SNEXT: .held(.shift, .pageDown)
    case KEY_BACKSPACE: .backspace
    case KEY_DC, KEY_SDC: .delete
    case KEY_IC, KEY_SIC: .insert
    case KEY_BTAB: .backTab
    case KEY_ENTER: .enter
    default: nil
    }
  }

  /// Returns the key of a code by its name: keys with modifiers have fixed names such as `kRIT5`,
  /// which end in xterm's number for the modifier, but codes that differ between terminals.
  private static func modified(_ code: Int32) -> Key? {
    guard let text = keyname(code) else { return nil }
    let name = String(cString: text)
    let stems: [(String, Key)] = [
      ("kUP", .up), ("kDN", .down), ("kLFT", .left), ("kRIT", .right), ("kHOM", .home),
      ("kEND", .end), ("kPRV", .pageUp), ("kNXT", .pageDown), ("kDC", .delete), ("kIC", .insert),
    ]
    guard let (stem, key) = stems.first(where: { name.hasPrefix($0.0) }) else { return nil }
    let number = Int(name.dropFirst(stem.count)) ?? 2
    return key.with(Key.Modifiers(xterm: number))
  }
}
