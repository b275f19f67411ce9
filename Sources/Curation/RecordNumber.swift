/// Which record of a dataset: counted from 1, blank lines not counted; the first is #1.
public struct RecordNumber: Hashable, Comparable, Sendable {
  public var value: Int

  public init(_ value: Int) {
    self.value = value
  }

  /// From a position that counts from 0.
  public init(position: Int) {
    value = position + 1
  }

  public var position: Int { value - 1 }

  public static func < (a: RecordNumber, b: RecordNumber) -> Bool { a.value < b.value }
}

extension RecordNumber: CustomStringConvertible {
  public var description: String { "#\(value)" }
}

/// The SHA-256 of some bytes: a record's, a journal line's.
public struct ContentHash: Hashable, Sendable {
  /// Its bytes in four words, the first byte the highest of the first.
  private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  /// - Parameter bytes: 32 of them.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    self.init(digits: bytes, bits: 8)
  }

  /// - Parameter hex: 64 digits, lower case as every journal has them.
  public init?(hex: String) {
    guard hex.utf8.count == 64 else { return nil }
    self.init(digits: hex.utf8.lazy.map { Self.digit($0) ?? .max }, bits: 4)
  }

  /// Nil where a digit has more than so many bits.
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

  /// Its first bytes tell it from others as well as any hash of all would.
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

  /// The first 16 digits, as people are shown it.
  public var short: String { String(hex.prefix(16)) }
}
