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
  public let bytes: [UInt8]

  /// - Parameter bytes: 32 of them.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    self.bytes = bytes
  }

  /// - Parameter hex: 64 digits, lower case as every journal has them.
  public init?(hex: String) {
    let digits = Array(hex.utf8)
    guard digits.count == 64 else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: 64, by: 2) {
      guard let high = Self.digit(digits[index]), let low = Self.digit(digits[index + 1]) else {
        return nil
      }
      bytes.append(high << 4 | low)
    }
    self.bytes = bytes
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }

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
