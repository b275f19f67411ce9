import CBytes

/// The text of a JSON string: exactly its code units, lone surrogates included.
///
/// Stored as WTF-8, which is UTF-8 extended to encode a lone surrogate, like any other code point,
/// in three bytes. It represents every sequence of UTF-16 code units, and is plain UTF-8 if the
/// text is well-formed. Equality is by code units, never by canonical equivalence: NFC and NFD
/// differ.
public struct JSONString: Hashable, Sendable {
  public private(set) var wtf8: [UInt8]

  public init(_ text: String) {
    wtf8 = Array(text.utf8)
  }

  /// Creates a string from bytes that must be WTF-8.
  public init(wtf8: [UInt8]) {
    self.wtf8 = wtf8
  }

  /// Decodes the raw string at `range` of `bytes`, quotes included.
  ///
  /// - Precondition: a scanner found a valid string at `range`.
  public init(raw bytes: Bytes, _ range: Range<Int>) {
    self.init(raw: bytes, range, isPlain: false)
  }

  /// - Parameter isPlain: whether it is known to hold no escape.
  init(raw bytes: Bytes, _ range: Range<Int>, isPlain: Bool) {
    // Reserving and then appending is faster than an initializer that does both, which looks up the
    // array's type each time.
    wtf8 = []
    wtf8.reserveCapacity(range.count)
    EncodedText.lend(raw: bytes, range, isPlain: isPlain) { wtf8.append(contentsOf: $0.bytes) }
  }

  /// Decodes the raw string at `range`, quotes included, into `room` and returns the number of
  /// bytes written.
  ///
  /// - Precondition: `room` has at least as many bytes as the raw string.
  @usableFromInline static func decode(
    _ bytes: Bytes, _ range: Range<Int>, into room: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    precondition(room.count >= range.count, "too little room")
    guard let target = room.baseAddress else { return 0 }
    return bytes.withBuffer { buffer in
      let end = range.upperBound - 1
      var (offset, count) = (range.lowerBound + 1, 0)
      while offset < end {
        // Text without escapes is WTF-8 already.
        let plain = UnsafeRawBufferPointer(rebasing: buffer[offset..<end])
        guard let start = plain.baseAddress else { break }
        let hit = memchr(start, CInt(UInt8(ascii: "\\")), plain.count)
        let length = hit.map { UnsafeRawPointer($0) - start } ?? plain.count
        memcpy(target + count, start, length)
        (offset, count) = (offset + length, count + length)
        guard offset < end else { break }
        if buffer[offset + 1] != UInt8(ascii: "u") {
          target[count] = RawStringReader.unescaped(buffer[offset + 1])
          (offset, count) = (offset + 2, count + 1)
        } else {
          var reader = RawStringReader(bytes, range, from: offset)
          guard let character = reader.next() else { break }
          count += encode(character.codePoint, at: target + count)
          offset = reader.offset
        }
      }
      return count
    }
  }

  /// Encodes `point` at `target` and returns the length, 1 to 4 bytes.
  private static func encode(_ point: UInt32, at target: UnsafeMutablePointer<UInt8>) -> Int {
    func tail(_ shift: UInt32) -> UInt8 { UInt8(0x80 | point >> shift & 0x3F) }
    switch point {
    case 0..<0x80:
      target[0] = UInt8(point)
      return 1
    case 0x80..<0x800:
      (target[0], target[1]) = (UInt8(0xC0 | point >> 6), tail(0))
      return 2
    case 0x800..<0x10000:
      (target[0], target[1], target[2]) = (UInt8(0xE0 | point >> 12), tail(6), tail(0))
      return 3
    default:
      (target[0], target[1]) = (UInt8(0xF0 | point >> 18 & 7), tail(12))
      (target[2], target[3]) = (tail(6), tail(0))
      return 4
    }
  }

  /// Appends a code point. A low surrogate after a high one is combined with it.
  mutating func append(_ codePoint: UInt32) {
    var point = codePoint
    if (0xDC00...0xDFFF).contains(codePoint), let high = trailingHighSurrogate {
      wtf8.removeLast(3)
      point = 0x10000 + ((high - 0xD800) << 10) + (codePoint - 0xDC00)
    }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4) { room in
      guard let start = room.baseAddress else { return }
      wtf8 += room[..<Self.encode(point, at: start)]
    }
  }

  private var trailingHighSurrogate: UInt32? {
    guard wtf8.count >= 3, wtf8[wtf8.count - 3] == 0xED else { return nil }
    let second = UInt32(wtf8[wtf8.count - 2])
    guard second >= 0xA0, second < 0xB0 else { return nil }
    return 0xD000 | (second & 0x3F) << 6 | UInt32(wtf8[wtf8.count - 1]) & 0x3F
  }

  public func hash(into hasher: inout Hasher) { wtf8.hashBytes(into: &hasher) }

  /// The text as a `String`, with U+FFFD in place of lone surrogates.
  public var text: String { String(decoding: wtf8, as: UTF8.self) }

  public var isEmpty: Bool { wtf8.isEmpty }

  /// The code points in order, lone surrogates included.
  public var codePoints: [UInt32] {
    var points: [UInt32] = []
    points.reserveCapacity(wtf8.count)
    var index = 0
    while index < wtf8.count {
      let (point, length) = Self.codePoint(in: wtf8, at: index)
      points.append(point)
      index += length
    }
    return points
  }

  static func codePoint(in wtf8: [UInt8], at index: Int) -> (UInt32, length: Int) {
    let lead = UInt32(wtf8[index])
    func tail(_ offset: Int) -> UInt32 { UInt32(wtf8[index + offset]) & 0x3F }
    return switch lead {
    case 0..<0x80: (lead, 1)
    case 0x80..<0xE0: ((lead & 0x1F) << 6 | tail(1), 2)
    case 0xE0..<0xF0: ((lead & 0x0F) << 12 | tail(1) << 6 | tail(2), 3)
    default: ((lead & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4)
    }
  }

  /// Whether the raw string at `range` (quotes included) decodes to this text.
  public func matches(_ bytes: Bytes, _ range: Range<Int>) -> Bool {
    let inner = range.lowerBound + 1..<range.upperBound - 1
    if bytes.firstOffset(of: UInt8(ascii: "\\"), in: inner) == nil {
      return inner.count == wtf8.count && zip(inner, wtf8).allSatisfy { bytes[$0] == $1 }
    }
    return JSONString(raw: bytes, range) == self
  }
}

extension [UInt8] {
  /// Hashes all bytes in one call; `Array`'s own `hash(into:)` makes one call per byte.
  func hashBytes(into hasher: inout Hasher) {
    withUnsafeBytes { hasher.combine(bytes: $0) }
    hasher.combine(UInt8.max)  // a terminator: this byte isn't in any UTF-8
  }
}

extension JSONString: ExpressibleByStringLiteral {
  public init(stringLiteral text: String) { self.init(text) }
}

/// Reads a raw JSON string code point by code point, with the byte range of each.
public struct RawStringReader: Sendable {
  public struct Character: Hashable, Sendable {
    /// A Unicode scalar or a lone surrogate.
    public var codePoint: UInt32
    /// The bytes that spell it: one UTF-8 sequence, one escape, or the two escapes of a surrogate
    /// pair.
    public var range: Range<Int>
  }

  private let bytes: Bytes
  private let end: Int
  /// The byte offset of the next character.
  public private(set) var offset: Int

  /// - Parameters:
  ///   - range: the range of a valid raw string, quotes included.
  ///   - offset: where to begin, at the start of a character; nil for the first.
  public init(_ bytes: Bytes, _ range: Range<Int>, from offset: Int? = nil) {
    self.bytes = bytes
    end = range.upperBound - 1
    self.offset = offset ?? range.lowerBound + 1
  }

  public mutating func next() -> Character? {
    guard offset < end else { return nil }
    let start = offset
    let byte = bytes[offset]
    let codePoint: UInt32
    if byte == UInt8(ascii: "\\") {
      codePoint = escape()
    } else if byte < 0x80 {
      codePoint = UInt32(byte)
      offset += 1
    } else {
      codePoint = multibyte(byte)
    }
    return Character(codePoint: codePoint, range: start..<offset)
  }

  /// The character that an escape stands for, given the letter after its backslash (not `u`).
  static func unescaped(_ letter: UInt8) -> UInt8 {
    switch letter {
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    default: letter
    }
  }

  private mutating func escape() -> UInt32 {
    let letter = bytes[offset + 1]
    guard letter == UInt8(ascii: "u") else {
      offset += 2
      return UInt32(Self.unescaped(letter))
    }
    let unit = codeUnit(at: offset)
    offset += 6
    guard (0xD800...0xDBFF).contains(unit), offset + 6 <= end, bytes[offset] == UInt8(ascii: "\\"),
      bytes[offset + 1] == UInt8(ascii: "u")
    else { return unit }
    let low = codeUnit(at: offset)
    guard (0xDC00...0xDFFF).contains(low) else { return unit }
    offset += 6
    return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)
  }

  /// The UTF-16 code unit of the `\u` escape at `start`.
  private func codeUnit(at start: Int) -> UInt32 {
    (2..<6).reduce(0) { $0 << 4 | UInt32(hexDigit(bytes[start + $1]) ?? 0) }
  }

  private mutating func multibyte(_ lead: UInt8) -> UInt32 {
    let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    var codePoint = UInt32(lead) & (0xFF >> UInt32(length + 1))
    for index in 1..<length { codePoint = codePoint << 6 | UInt32(bytes[offset + index]) & 0x3F }
    offset += length
    return codePoint
  }
}
