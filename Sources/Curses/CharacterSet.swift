import CNCurses
import Console
import Glibc

/// What the C library, and so ncurses, can draw. It must know characters as we do, or the columns
/// of a whole line are off.
enum CharacterSet {
  /// Switches the C library to the encoding of the environment, or to plain UTF-8 if that is
  /// none: an ASCII locale would turn each byte of a character into a cell. Nothing else of the
  /// locale changes, so numbers stay as programs read them. Where no locale is UTF-8, stand-ins are
  /// drawn for what the terminal can't show.
  static func prepare(_ environment: [String: String]) {
    // POSIX: the first of these that is set and not empty decides.
    let wanted = ["LC_ALL", "LC_CTYPE", "LANG"].lazy
      .compactMap { environment[$0] }.first { !$0.isEmpty }
    for locale in [wanted ?? "C", "C.UTF-8", "en_US.UTF-8"] {
      if setlocale(LC_CTYPE, locale) != nil, isUnicode { return }
    }
  }

  private static var isUnicode: Bool {
    guard let codeset = nl_langinfo(Int32(CODESET)) else { return false }
    return String(cString: codeset) == "UTF-8"
  }

  /// Returns the text of a cell as the C library has it, or `nil` if it gives one of the scalars
  /// another width than we do: a character that is newer than it, as a rule.
  static func wide(_ text: String) -> [wchar_t]? {
    // Nobody disagrees about ASCII, and most cells are that.
    if text.utf8.count == 1, let byte = text.utf8.first, (0x20..<0x7F).contains(byte) {
      return [wchar_t(byte), 0]
    }
    var wide: [wchar_t] = []
    for scalar in text.unicodeScalars {
      let character = wchar_t(bitPattern: scalar.value)
      guard Int(wcwidth(character)) == DisplayWidth.columns(of: scalar) else { return nil }
      wide.append(character)
    }
    return wide + [0]
  }
}
