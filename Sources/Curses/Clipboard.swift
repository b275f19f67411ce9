/// The escape sequence that sets a terminal's clipboard (xterm, "Operating System Commands", 52).
/// The clipboard is only written, never read.
public enum Clipboard {
  /// The longest base64 payload, in bytes, that terminals are known to accept; the limit is
  /// xterm's.
  public static let capacity = 74_994

  /// Returns the sequence, or `nil` if the text is too long.
  static func sequence(for text: String) -> String? {
    let payload = base64(text.utf8)
    return payload.utf8.count <= capacity ? "\u{1B}]52;c;\(payload)\u{07}" : nil
  }

  /// Returns `bytes` in base64 with padding (RFC 4648, section 4).
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
