import CBytes

/// Borrowed UTF-8 or WTF-8 text, which can be counted and iterated without copying.
///
/// - Precondition: the bytes are valid, as those of a scanned string are.
public struct EncodedText {
  public let bytes: UnsafeBufferPointer<UInt8>

  public init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// The number of Unicode scalars; a lone surrogate counts as one.
  public var scalarCount: Int {
    bytes.baseAddress.map { winnow_count_scalars($0, bytes.count) } ?? 0
  }

  /// Counts of kinds of characters, from one pass.
  public var survey: Survey {
    var counts = winnow_survey()
    if let base = bytes.baseAddress { winnow_survey(base, bytes.count, &counts) }
    return Survey(counts)
  }

  /// A 64-bit hash of the bytes.
  public var fingerprint: UInt64 {
    bytes.baseAddress.map { winnow_fingerprint($0, bytes.count) } ?? 0
  }

  public struct Survey: Sendable {
    /// Unicode scalars.
    public let scalars: Int
    /// A to Z, a to z.
    public let letters: Int
    /// 0 to 9.
    public let digits: Int
    /// Printable ASCII that is neither letter nor digit nor space.
    public let symbols: Int
    /// DEL, and the C0 controls except tab, LF and CR.
    public let controls: Int
    /// Line feeds.
    public let lineEnds: Int
    public let highestByte: UInt8
    /// Which of some symbols occur.
    public let marks: Marks

    /// Symbols that are looked for in all texts, and that few have. The bits are those of the C
    /// function.
    public struct Marks: OptionSet, Sendable {
      public let rawValue: UInt8

      @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

      @inlinable public static var backtick: Marks { Marks(rawValue: 1) }
      @inlinable public static var backslash: Marks { Marks(rawValue: 2) }
      @inlinable public static var at: Marks { Marks(rawValue: 4) }
      @inlinable public static var exclamation: Marks { Marks(rawValue: 8) }
      @inlinable public static var asterisk: Marks { Marks(rawValue: 16) }
    }

    fileprivate init(_ counts: winnow_survey) {
      scalars = counts.scalars
      letters = counts.letters
      digits = counts.digits
      symbols = counts.graphics - counts.letters - counts.digits
      controls = counts.controls
      lineEnds = counts.lines
      highestByte = counts.highest
      marks = Marks(rawValue: counts.marks)
    }
  }

  /// Calls `body` with each code point.
  @inlinable public func forEachCodePoint(_ body: (UInt32) -> Void) {
    guard let base = bytes.baseAddress else { return }
    var index = 0
    while index < bytes.count {
      if base[index] < 0x80 {
        body(UInt32(base[index]))
        index += 1
      } else {
        guard let (point, length) = codePoint(at: index) else { return }
        body(point)
        index += length
      }
    }
  }

  /// Calls `body` with each code point above ASCII.
  @inlinable public func forEachCodePointAboveASCII(_ body: (UInt32) -> Void) {
    guard let base = bytes.baseAddress else { return }
    var index = 0
    while true {
      index += asciiRun(at: index)
      let end = index + wideRun(at: index)
      while index < end {
        body(wideCodePoint(base + index))
        index += 3
      }
      while index < bytes.count, base[index] >= 0x80 {
        guard let (point, length) = codePoint(at: index) else { return }
        body(point)
        index += length
      }
      if index >= bytes.count { return }
    }
  }

  /// Calls `body` with each line, without its LF. The text after the last LF is a line too, even if
  /// it is empty.
  public func forEachLine(_ body: (EncodedText) -> Void) {
    var rest = bytes[...]
    while let base = rest.base.baseAddress {
      let length = winnow_find_byte(base + rest.startIndex, rest.count, 0x0A)
      guard length >= 0 else { break }
      let end = rest.startIndex + length
      body(EncodedText(UnsafeBufferPointer(rebasing: rest[..<end])))
      rest = rest[(end + 1)...]
    }
    body(EncodedText(UnsafeBufferPointer(rebasing: rest)))
  }

  /// The length of the run of ASCII bytes at `index`.
  @usableFromInline func asciiRun(at index: Int) -> Int {
    bytes.baseAddress.map { winnow_ascii_run($0 + index, bytes.count - index) } ?? 0
  }

  /// The length of the run of three-byte characters at `index`, as far as it is found quickly.
  @usableFromInline func wideRun(at index: Int) -> Int {
    bytes.baseAddress.map { winnow_wide_run($0 + index, bytes.count - index) } ?? 0
  }

  /// The code point of the three bytes at `start`.
  @inlinable @inline(__always) func wideCodePoint(_ start: UnsafePointer<UInt8>) -> UInt32 {
    let (second, third) = (UInt32(start[1]), UInt32(start[2]))
    return (UInt32(start[0]) & 0x0F) << 12 | (second & 0x3F) << 6 | third & 0x3F
  }

  /// The multibyte code point at `index` and its length; nil if the text ends inside it.
  @inlinable @inline(__always) func codePoint(at index: Int) -> (UInt32, length: Int)? {
    let lead = UInt32(bytes[index])
    // The common case: three bytes.
    if lead & 0xF0 == 0xE0, index + 3 <= bytes.count, let base = bytes.baseAddress {
      return (wideCodePoint(base + index), 3)
    }
    let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    guard index + length <= bytes.count else { return nil }
    var point = lead & (0xFF >> UInt32(length + 1))
    for offset in 1..<length { point = point << 6 | UInt32(bytes[index + offset]) & 0x3F }
    return (point, length)
  }
}

extension JSONString {
  /// Lends the text for one call.
  @inlinable public func withText<R>(_ body: (EncodedText) -> R) -> R {
    wtf8.withUnsafeBufferPointer { body(EncodedText($0)) }
  }
}

extension EncodedText {
  /// Lends the text of the raw string at `range` (quotes included) for one call. It is decoded only
  /// if it holds escapes.
  ///
  /// - Parameter isPlain: whether it is known to hold none.
  @inlinable static func lend<R>(
    raw bytes: Bytes, _ range: Range<Int>, isPlain: Bool = false, _ body: (EncodedText) -> R
  ) -> R {
    if !isPlain, bytes.hasEscape(in: range) {
      return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: range.count) { room in
        let count = JSONString.decode(bytes, range, into: room)
        return body(EncodedText(UnsafeBufferPointer(rebasing: room[..<count])))
      }
    }
    return bytes.withBuffer { buffer in
      let inner = UnsafeRawBufferPointer(
        rebasing: buffer[range.lowerBound + 1..<range.upperBound - 1])
      return body(EncodedText(inner.bindMemory(to: UInt8.self)))
    }
  }
}

extension Bytes {
  /// The text of the raw string at `range`, quotes included.
  public func text(raw range: Range<Int>) -> String {
    EncodedText.lend(raw: self, range) { String(decoding: $0.bytes, as: UTF8.self) }
  }
}

extension JSONNode {
  /// Lends the text of a string value for one call; nil for any other kind.
  @inlinable public func withText<R>(in bytes: Bytes, _ body: (EncodedText) -> R) -> R? {
    kind == .string ? EncodedText.lend(raw: bytes, range, isPlain: isPlain, body) : nil
  }

  /// Whether another value of the same bytes is a string with the same text as this one.
  public func isSameText(as other: JSONNode, in bytes: Bytes) -> Bool {
    if isPlain, other.isPlain { return bytes.slice(range) == bytes.slice(other.range) }
    return withText(in: bytes) { text in
      other.withText(in: bytes) { text.bytes.elementsEqual($0.bytes) } ?? false
    } ?? false
  }

  /// The text of a string value; nil for any other kind.
  public func text(in bytes: Bytes) -> String? {
    withText(in: bytes) { String(decoding: $0.bytes, as: UTF8.self) }
  }

  /// The value as it is spelled in the record: `1e3`, `"a\n"`.
  public func spelling(in bytes: Bytes) -> String {
    String(decoding: bytes.slice(range), as: UTF8.self)
  }

  /// The text of a string; any other value as it is spelled.
  public func textOrSpelling(in bytes: Bytes) -> String {
    text(in: bytes) ?? spelling(in: bytes)
  }
}
