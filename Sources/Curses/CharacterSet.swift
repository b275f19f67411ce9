import CNCurses
import Console
import Glibc

/// The characters that the C library, and so ncurses, can draw. Its widths must agree with ours, or
/// the columns of the whole line are off.
enum CharacterSet {
  /// Switches the C library to the encoding of the environment, or to plain UTF-8 if that isn't
  /// UTF-8: an ASCII locale would turn each byte of a character into a cell. Only `LC_CTYPE`
  /// changes, so numbers keep their format. If no UTF-8 locale is installed, stand-ins are drawn
  /// for what the terminal can't show.
  static func prepare(_ environment: [String: String]) {
    // POSIX: the first of these that is set and not empty applies.
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

  /// Returns the text of a cell as null-terminated wide characters, or `nil` if the C library gives
  /// one of the scalars another width than we do, usually because it is older than the character.
  static func wide(_ text: String) -> [wchar_t]? {
    // Fast path: most cells are ASCII, whose width is undisputed.
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
