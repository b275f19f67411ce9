import JSONLines

/// Normalises what helpers spell differently: floats are spelled as Swift spells them (`1e-07`,
/// `1e+20`), control characters as `\u001b`, and values that JSON can't express become null. So the
/// same rows have the same bytes, and a journal matches its records, whichever helper is installed.
struct ParquetSpelling {
  private let bytes: Bytes
  private var offset = 0
  /// The start of the input that isn't copied to `output` yet.
  private var pending = 0
  private var output: [UInt8] = []
  private var notFinite = 0

  private init(_ bytes: Bytes) { self.bytes = bytes }

  /// Rewrites `bytes`.
  ///
  /// - Parameter write: gets the new bytes in pieces.
  /// - Returns: how many numbers that are NaN or infinite became null.
  static func rewrite<E>(_ bytes: Bytes, _ write: ([UInt8]) throws(E) -> Void) throws(E) -> Int {
    var spelling = ParquetSpelling(bytes)
    while spelling.step() {
      guard spelling.output.count > 1 << 20 else { continue }
      try write(spelling.output)
      spelling.output = []
    }
    try write(spelling.output)
    return spelling.notFinite
  }

  /// Advances past a string, a number, or a byte between them; returns false at the end.
  private mutating func step() -> Bool {
    guard offset < bytes.count else {
      flush(to: offset)
      return false
    }
    switch bytes[offset] {
    case UInt8(ascii: "\""): skipString()
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "N"),
      UInt8(ascii: "I"):
      takeNumber()
    case UInt8(ascii: "n") where isNaN: takeNumber()
    default: offset += 1
    }
    return true
  }

  /// Whether the `n` at the current offset begins `nan`, not `null`.
  private var isNaN: Bool { offset + 1 < bytes.count && bytes[offset + 1] == UInt8(ascii: "a") }

  private mutating func skipString() {
    offset += 1
    while offset < bytes.count, bytes[offset] != UInt8(ascii: "\"") {
      if bytes[offset] == UInt8(ascii: "\\") { takeEscape() } else { offset += 1 }
    }
    offset = min(bytes.count, offset + 1)
  }

  /// Passes an escape; the digits of a `\u` become small letters.
  private mutating func takeEscape() {
    let digits = offset + 2..<offset + 6
    guard offset + 6 <= bytes.count, bytes[offset + 1] == UInt8(ascii: "u"),
      bytes.slice(digits).contains(where: (UInt8(ascii: "A")...UInt8(ascii: "F")).contains)
    else {
      offset = min(bytes.count, offset + 2)
      return
    }
    flush(to: digits.lowerBound)
    output += bytes.slice(digits).map { $0 | 0x20 }
    offset = digits.upperBound
    pending = offset
  }

  private mutating func takeNumber() {
    let start = offset
    while offset < bytes.count, !Self.ends.contains(bytes[offset]) { offset += 1 }
    let token = bytes.slice(start..<offset)
    guard token.contains(where: { $0 == UInt8(ascii: ".") || ($0 | 0x20).isLetter }) else {
      return
    }
    let text = String(decoding: token, as: UTF8.self)
    flush(to: start)
    pending = offset
    let value = Double(text).flatMap { $0.isFinite ? $0 : nil }
    if value == nil { notFinite += 1 }
    output += Array((value.map(\.description) ?? "null").utf8)
  }

  private static let ends: Set<UInt8> = Set(",]} \n\r\t:".utf8)

  private mutating func flush(to end: Int) {
    output += bytes.slice(pending..<end)
    pending = end
  }
}

extension UInt8 {
  fileprivate var isLetter: Bool { self &- UInt8(ascii: "a") < 26 }
}
