import CBytes

/// Why bytes aren't valid JSON (RFC 8259), and where.
public struct JSONSyntaxError: Error, Hashable, Sendable {
  public enum Problem: Hashable, Sendable {
    case unexpectedEnd
    case unexpectedByte(UInt8)
    case invalidUTF8
    case invalidEscape
    case controlCharacter(UInt8)
    case invalidNumber
    /// `NaN`, `Infinity` or `-Infinity`, which Python writes.
    case notFinite
    case tooDeep
    case trailingBytes
  }

  public var problem: Problem
  /// Offset of the offending byte in the scanned bytes, from 0.
  public var byteOffset: Int

  public init(_ problem: Problem, byteOffset: Int) {
    self.problem = problem
    self.byteOffset = byteOffset
  }
}

/// Scans JSON without decoding it: finds where values end, and whether they are valid.
///
/// Strict RFC 8259, with valid UTF-8 in strings. A lone surrogate escape such as `\ud800` is
/// accepted, as the grammar allows it. Every read is checked against `end`.
struct JSONScanner {
  /// The deepest nesting that is scanned; deeper values are rejected as `tooDeep`.
  static let depthLimit = 512

  let base: UnsafePointer<UInt8>
  let end: Int
  var offset: Int
  private(set) var problem: JSONSyntaxError.Problem?
  /// Whether some object scanned so far may repeat a key: two of its keys share a filter bit of
  /// `JSONMembers`, or one holds an escape.
  private(set) var mayRepeatKeys = false
  private var hasEscape = false
  /// The places of the keys and values scanned so far; nil if they aren't noted.
  private(set) var notes: JSONTapeNotes?
  /// Whether all strings scanned so far are ASCII; not computed, and always true, if `isChecked`.
  private(set) var isASCII = true
  /// Whether the bytes are known to be valid, so that only the ends of strings have to be found.
  private let isChecked: Bool

  /// Creates a scanner over `bytes` at `offset`. It doesn't retain the bytes, which must outlive
  /// it.
  ///
  /// - Parameter notes: whether to note the places of keys and values for a tape. The caller owns
  ///   the notes.
  init(_ bytes: Bytes, at offset: Int = 0, isChecked: Bool = false, notes: Bool = false) {
    self.isChecked = isChecked
    if notes, bytes.count <= Int(UInt32.max) { self.notes = JSONTapeNotes() }
    base = bytes.base
    end = bytes.count
    self.offset = offset
  }

  var error: JSONSyntaxError? {
    problem.map { JSONSyntaxError($0, byteOffset: offset) }
  }

  @inline(__always) mutating func skipWhitespace() {
    while offset < end, base[offset].isJSONSpace { offset += 1 }
  }

  /// Moves to the next quote, or returns false if there is none before `limit`. The scanner must
  /// not be inside a string.
  @inline(__always) mutating func skipToQuote(before limit: Int) -> Bool {
    while offset < limit, base[offset] != UInt8(ascii: "\"") { offset += 1 }
    return offset < limit
  }

  /// Consumes `byte` if it comes next.
  @inline(__always) mutating func take(_ byte: UInt8) -> Bool {
    guard offset < end, base[offset] == byte else { return false }
    offset += 1
    return true
  }

  @inline(never) private mutating func fail(_ why: JSONSyntaxError.Problem) -> Bool {
    problem = why
    return false
  }

  private mutating func failHere() -> Bool {
    fail(offset < end ? .unexpectedByte(base[offset]) : .unexpectedEnd)
  }

  /// Whether one of Python's numbers that aren't finite comes next.
  private var isNotFinite: Bool {
    let rest = UnsafeBufferPointer(start: base + offset, count: end - offset)
    return ["NaN", "Infinity"].contains { (word: String) in
      guard rest.starts(with: word.utf8) else { return false }
      let next = rest.dropFirst(word.utf8.count).first ?? 0x20
      return next.isJSONSpace || ",]}".utf8.contains(next)
    }
  }

  /// Moves past one value. On failure returns false; `problem` is then the reason and `offset` the
  /// place.
  mutating func value(depth: Int = 0) -> Bool {
    guard notes != nil, offset < end else { return skipValue(depth) }
    let kind = JSONNode.Kind(first: base[offset])
    let place = notes?.append(offset..<offset, kind) ?? 0
    hasEscape = false
    guard skipValue(depth) else { return false }
    notes?.close(place, at: offset, isPlain: kind == .string && !hasEscape)
    if let notes, notes.count > JSONTapeNotes.limit {
      notes.deallocate()
      self.notes = nil
    }
    return true
  }

  private mutating func skipValue(_ depth: Int) -> Bool {
    guard offset < end else { return fail(.unexpectedEnd) }
    switch base[offset] {
    case UInt8(ascii: "\""): return string()
    case UInt8(ascii: "{"): return depth < Self.depthLimit ? object(depth) : fail(.tooDeep)
    case UInt8(ascii: "["): return depth < Self.depthLimit ? array(depth) : fail(.tooDeep)
    case UInt8(ascii: "t"): return word("true")
    case UInt8(ascii: "f"): return word("false")
    case UInt8(ascii: "n"): return word("null")
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
    default: return isNotFinite ? fail(.notFinite) : failHere()
    }
  }

  private mutating func object(_ depth: Int) -> Bool {
    offset += 1
    skipWhitespace()
    if take(UInt8(ascii: "}")) { return true }
    var marks: UInt64 = 0
    while true {
      guard offset < end, base[offset] == UInt8(ascii: "\"") else { return failHere() }
      let start = offset
      hasEscape = false
      guard string() else { return false }
      let mark = JSONMembers.mark(ofPlain: base, start..<offset)
      if hasEscape || marks & mark != 0 { mayRepeatKeys = true }
      marks |= mark
      let bit = hasEscape ? JSONTape.Entry.escaped : UInt8(mark.trailingZeroBitCount)
      _ = notes?.append(start..<offset, nil, bit: bit)
      skipWhitespace()
      guard take(UInt8(ascii: ":")) else { return failHere() }
      skipWhitespace()
      guard value(depth: depth + 1) else { return false }
      skipWhitespace()
      if take(UInt8(ascii: "}")) { return true }
      guard take(UInt8(ascii: ",")) else { return failHere() }
      skipWhitespace()
    }
  }

  private mutating func array(_ depth: Int) -> Bool {
    offset += 1
    skipWhitespace()
    if take(UInt8(ascii: "]")) { return true }
    while true {
      guard value(depth: depth + 1) else { return false }
      skipWhitespace()
      if take(UInt8(ascii: "]")) { return true }
      guard take(UInt8(ascii: ",")) else { return failHere() }
      skipWhitespace()
    }
  }

  /// Moves past a string. The scanner must be at its opening quote.
  mutating func string() -> Bool {
    offset += 1
    while isChecked {
      offset += winnow_quote_run(base + offset, end - offset)
      guard offset < end else { return fail(.unexpectedEnd) }
      if take(UInt8(ascii: "\"")) { return true }
      offset = min(offset + 2, end)
    }
    while true {
      offset += winnow_plain_run(base + offset, end - offset)
      guard offset < end else { return fail(.unexpectedEnd) }
      let byte = base[offset]
      if byte == UInt8(ascii: "\"") {
        offset += 1
        return true
      }
      if byte == UInt8(ascii: "\\") {
        guard escape() else { return false }
      } else if byte < 0x20 {
        return fail(.controlCharacter(byte))
      } else {
        isASCII = false
        // Characters above ASCII come in long runs.
        while offset < end, base[offset] >= 0x80 {
          let lead = base[offset]
          let run = lead > 0xE0 ? winnow_wide_run(base + offset, end - offset) : 0
          offset += run
          guard run > 0 || multibyte(lead) else { return fail(.invalidUTF8) }
        }
      }
    }
  }

  private mutating func escape() -> Bool {
    hasEscape = true
    guard offset + 1 < end else { return fail(.unexpectedEnd) }
    switch base[offset + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      offset += 2
      return true
    case UInt8(ascii: "u"):
      guard offset + 6 <= end else { return fail(.invalidEscape) }
      for index in 2..<6 where hexDigit(base[offset + index]) == nil {
        return fail(.invalidEscape)
      }
      offset += 6
      return true
    default:
      return fail(.invalidEscape)
    }
  }

  /// Moves past a well-formed UTF-8 sequence of two to four bytes (Unicode 15, table 3-7).
  @inline(__always) private mutating func multibyte(_ lead: UInt8) -> Bool {
    let length: Int
    switch lead {
    case 0xC2...0xDF: length = 2
    case 0xE0...0xEF: length = 3
    case 0xF0...0xF4: length = 4
    default: return false
    }
    guard offset + length <= end else { return false }
    let second = base[offset + 1]
    let low: UInt8 = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80
    let high: UInt8 = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF
    guard second >= low, second <= high else { return false }
    if length > 2 { guard base[offset + 2].isContinuation else { return false } }
    if length > 3 { guard base[offset + 3].isContinuation else { return false } }
    offset += length
    return true
  }

  private mutating func number() -> Bool {
    _ = take(UInt8(ascii: "-"))
    if !take(UInt8(ascii: "0")) {
      guard digits() else { return fail(isNotFinite ? .notFinite : .invalidNumber) }
    }
    if take(UInt8(ascii: ".")) { guard digits() else { return fail(.invalidNumber) } }
    if offset < end, base[offset] | 0x20 == UInt8(ascii: "e") {
      offset += 1
      if offset < end, base[offset] == UInt8(ascii: "+") || base[offset] == UInt8(ascii: "-") {
        offset += 1
      }
      guard digits() else { return fail(.invalidNumber) }
    }
    return true
  }

  @inline(__always) private mutating func digits() -> Bool {
    let start = offset
    while offset < end, base[offset] &- UInt8(ascii: "0") < 10 { offset += 1 }
    return offset > start
  }

  private mutating func word(_ word: StaticString) -> Bool {
    for index in 0..<word.utf8CodeUnitCount {
      guard offset < end, base[offset] == word.utf8Start[index] else { return failHere() }
      offset += 1
    }
    return true
  }
}

extension UInt8 {
  /// Whether it is JSON's white space: a blank, a line feed, a carriage return or a tab.
  @inlinable @inline(__always) public var isJSONSpace: Bool {
    self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09
  }
}

@inline(__always) func hexDigit(_ byte: UInt8) -> UInt16? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte - UInt8(ascii: "0"))
  case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte - UInt8(ascii: "a") + 10)
  case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte - UInt8(ascii: "A") + 10)
  default: nil
  }
}
