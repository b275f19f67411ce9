/// A random UUID (RFC 9562, version 4).
enum RandomUUID {
  /// Makes a random UUID.
  ///
  /// - Parameter prefix: the first eight hex digits; nil for random ones.
  static func make(prefix: String? = nil) -> String {
    make(of: (0..<16).map { _ in UInt8.random(in: 0...255) }, prefix: prefix)
  }

  /// Makes a UUID from given bytes.
  ///
  /// - Parameter chance: 16 random bytes.
  static func make(of chance: [UInt8], prefix: String? = nil) -> String {
    var bytes = chance
    bytes[6] = bytes[6] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    let hex = bytes.map { byte in
      String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }
    let groups = [hex[0..<4], hex[4..<6], hex[6..<8], hex[8..<10], hex[10..<16]]
    var parts = groups.map { $0.joined() }
    if let prefix { parts[0] = prefix }
    return parts.joined(separator: "-")
  }
}
