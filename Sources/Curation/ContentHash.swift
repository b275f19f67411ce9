/// A SHA-256, for example of a record or a journal line.
public struct ContentHash: Hashable, Sendable {
  /// The digest as four big-endian words.
  private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  /// Nil unless there are 32 bytes.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    self.init(digits: bytes, bits: 8)
  }

  /// Nil unless `hex` is 64 digits in lower case, as in every journal.
  public init?(hex: String) {
    guard hex.utf8.count == 64 else { return nil }
    self.init(digits: hex.utf8.lazy.map { Self.digit($0) ?? .max }, bits: 4)
  }

  /// Nil if a digit doesn't fit in `bits` bits.
  private init?(digits: some Sequence<UInt8>, bits: Int) {
    var isSound = true
    withUnsafeMutableBytes(of: &words) { memory in
      let words = memory.bindMemory(to: UInt64.self)
      for (place, digit) in digits.enumerated() {
        isSound = isSound && Int(digit) < 1 << bits
        let word = place * bits / UInt64.bitWidth
        words[word] = words[word] << UInt64(bits) | UInt64(digit)
      }
    }
    if !isSound { return nil }
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }

  public var bytes: [UInt8] {
    [words.0, words.1, words.2, words.3].flatMap { word in
      stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) }
    }
  }

  public static func == (a: ContentHash, b: ContentHash) -> Bool { a.words == b.words }

  /// Combines the first word alone, which is as evenly distributed as a hash of all four.
  public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }

  public var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The first 16 hex digits, to be shown to people.
  public var short: String { String(hex.prefix(16)) }
}
