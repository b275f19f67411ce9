import Glibc

/// Reads the time and the machine's name, to be passed on to code without side effects.
public enum Clock {
  /// Returns the time in RFC 3339, UTC, with milliseconds: `2026-11-23T13:40:00.123Z`.
  public static func now() -> String {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    var parts = tm()
    var seconds = time.tv_sec
    gmtime_r(&seconds, &parts)
    func padded(_ value: Int, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let date = [Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday)]
    let hours = [Int(parts.tm_hour), Int(parts.tm_min), Int(parts.tm_sec)]
    return date.map { padded($0, 2) }.joined(separator: "-") + "T"
      + hours.map { padded($0, 2) }.joined(separator: ":") + "."
      + padded(time.tv_nsec / 1_000_000, 3) + "Z"
  }

  /// Returns the milliseconds of a monotonic clock since an unspecified start.
  public static func milliseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
  }

  public static func hostName() -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

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
