/// The escape sequence that sets a terminal's clipboard (xterm, "Operating System Commands", 52).
/// Only ever written; the clipboard is never asked for.
public enum Clipboard {
  /// The most bytes of base64 that terminals are known to take: 74,994, after xterm.
  public static let capacity = 74_994

  /// Returns the sequence, or `nil` if the text is too long for it.
  static func sequence(for text: String) -> String? {
    let payload = base64(text.utf8)
    return payload.utf8.count <= capacity ? "\u{1B}]52;c;\(payload)\u{07}" : nil
  }

  /// RFC 4648, section 4, with padding.
  static func base64(_ bytes: some Collection<UInt8>) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var result: [UInt8] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let group = rest.prefix(3)
      rest = rest.dropFirst(3)
      let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << (8 * UInt32(3 - group.count))
      for index in 0..<4 {
        let sextet = Int(bits >> (18 - 6 * UInt32(index)) & 0x3F)
        result.append(index <= group.count ? alphabet[sextet] : UInt8(ascii: "="))
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
