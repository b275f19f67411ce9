import CBytes

/// Finds the records of a file in steps, so that the first can be shown while the rest is still
/// being found.
public struct RecordScanner: Sendable {
  public let container: Container
  /// The records before this byte offset are indexed.
  public private(set) var offset: Int
  public private(set) var isFinished = false
  /// Whether the first line was indexed: unlike the others it doesn't follow a line feed.
  private var hasBegun = false
  /// Where an array or map stops being valid: the rest of the file is one opaque record. Nil if it
  /// doesn't.
  public private(set) var brokenOffset: Int?
  /// What is wrong around the records of an array or map; they are all readable.
  public private(set) var fault: Fault?

  public enum Fault: Hashable, Sendable {
    /// The file ended before the closing bracket of its records.
    case unclosed
    /// A comma at this byte offset is followed by the closing bracket.
    case trailingComma(Int)
    /// Something other than white space, at this byte offset, follows the closing bracket.
    case textBehind(Int)
  }

  /// The key of the list that holds the records, in a wrapper.
  public private(set) var list: JSONString?

  /// - Parameters:
  ///   - container: nil detects it.
  ///   - list: the key of a wrapper's list; nil detects it.
  public init(_ bytes: Bytes, as container: Container? = nil, list: JSONString? = nil) {
    self.container = container ?? Container.detect(bytes)
    offset = Container.firstValueOffset(in: bytes)
    switch self.container {
    case .jsonl, .single: break
    case .array: begin(at: UInt8(ascii: "["), in: bytes)
    case .map: begin(at: UInt8(ascii: "{"), in: bytes)
    case .wrapped:
      let rest = bytes.slice(offset..<bytes.count)
      let root = try? JSONNode.parse(rest)
      let member = root.flatMap { Container.list(in: $0, named: list, rest) }
      self.list = member.map { JSONString(raw: rest, $0.key) }
      offset += member?.value.range.lowerBound ?? 0
      begin(at: UInt8(ascii: "["), in: bytes)
    }
  }

  /// Moves past the opening bracket of the records. If it is missing, the file is one opaque
  /// record.
  private mutating func begin(at bracket: UInt8, in bytes: Bytes) {
    if offset < bytes.count, bytes[offset] == bracket {
      offset += 1
    } else {
      brokenOffset = offset
    }
  }

  /// The bracket that closes the list or map of records.
  private var closing: UInt8 { container == .map ? UInt8(ascii: "}") : UInt8(ascii: "]") }

  /// Adds to `index` the offsets of the records in about the next `budget` bytes.
  public mutating func scan(_ bytes: Bytes, into index: inout RecordIndex, budget: Int = .max) {
    guard !isFinished else { return }
    let limit = budget < bytes.count - offset ? offset + budget : bytes.count
    switch container {
    case .jsonl: scanLines(bytes, into: &index, limit: limit)
    case .array, .wrapped, .map: scanElements(bytes, into: &index, limit: limit)
    case .single:
      if offset < bytes.count { index.append(offset) }
      finish(bytes)
    }
  }

  private mutating func finish(_ bytes: Bytes) {
    offset = bytes.count
    isFinished = true
  }

  /// Scanners for the next stretches of `length` bytes, `count` of them at most. Each has to scan
  /// with a budget of `length`; they may do so at the same time. The last one then goes on after
  /// them.
  ///
  /// Only lines are found without reading what precedes them: for other containers, this scanner
  /// alone.
  public func scanners(for count: Int, of length: Int, in bytes: Bytes) -> [RecordScanner] {
    guard container == .jsonl else { return [self] }
    let stretches = (bytes.count - offset + length - 1) / length
    return (0..<max(1, min(count, stretches, Self.mostAtOnce))).map { place in
      var scanner = self
      scanner.offset += place * length
      scanner.hasBegun = hasBegun || place > 0
      return scanner
    }
  }

  /// The maximum number of stretches that are scanned at the same time.
  private static let mostAtOnce = 8

  /// The byte range of the record that begins at `start`: the value alone, without white space
  /// around it.
  ///
  /// - Parameter next: where the next record begins; nil if that isn't known.
  /// - Complexity: O(length of the record); in lines and arrays O(1), if `next` is known.
  public func range(from start: Int, upTo next: Int? = nil, in bytes: Bytes) -> Range<Int> {
    if let next, container != .map, start != brokenOffset {
      let range = bytes.trimmed(start..<next)
      guard container != .jsonl, bytes[range.upperBound - 1] == UInt8(ascii: ",") else {
        return range
      }
      return bytes.trimmed(start..<range.upperBound - 1)
    }
    switch container {
    case .single: return bytes.trimmed(start..<bytes.count)
    case .jsonl:
      let end = bytes.firstOffset(of: 0x0A, in: start..<bytes.count) ?? bytes.count
      return bytes.trimmed(start..<end)
    case .array, .wrapped, .map:
      if start == brokenOffset { return bytes.trimmed(start..<bytes.count) }
      return start..<(Self.elementEnd(from: start, in: bytes) ?? bytes.count)
    }
  }
}

// MARK: - Lines

extension RecordScanner {
  /// Only LF ends a line; U+2028, U+0085 and CR do not.
  private mutating func scanLines(_ bytes: Bytes, into index: inout RecordIndex, limit: Int) {
    if !hasBegun { appendRecord(in: bytes, lineStart: offset, into: &index) }
    hasBegun = true
    bytes.withContiguousStorageIfAvailable { buffer in
      guard let base = buffer.baseAddress else { return }
      while offset < limit {
        if offset + 64 <= limit {
          var mask = winnow_mask64(base + offset, 0x0A)
          while mask != 0 {
            let next = offset + mask.trailingZeroBitCount + 1
            mask &= mask - 1
            if next < bytes.count, base[next] > 0x20 {
              index.append(next)
            } else {
              appendRecord(in: bytes, lineStart: next, into: &index)
            }
          }
          offset += 64
        } else {
          let next = offset + 1
          if base[offset] == 0x0A { appendRecord(in: bytes, lineStart: next, into: &index) }
          offset = next
        }
      }
    }
    if offset >= bytes.count { finish(bytes) }
  }

  /// Adds the record of the line at `lineStart`, unless the line is blank.
  private func appendRecord(in bytes: Bytes, lineStart: Int, into index: inout RecordIndex) {
    var start = lineStart
    while start < bytes.count, bytes[start] != 0x0A {
      if !bytes[start].isJSONSpace {
        index.append(start)
        return
      }
      start += 1
    }
  }
}

// MARK: - Elements

extension RecordScanner {
  private mutating func scanElements(_ bytes: Bytes, into index: inout RecordIndex, limit: Int) {
    if let brokenOffset {
      if brokenOffset < bytes.count { index.append(brokenOffset) }
      return finish(bytes)
    }
    var scanner = JSONScanner(bytes, at: offset)
    while scanner.offset < limit {
      scanner.skipWhitespace()
      var start = scanner.offset
      // The end comes here in an empty array, after a trailing comma, or if the bracket is missing.
      if start == bytes.count { break }
      if scanner.take(closing) {
        let last = bytes.trimmed(0..<start).upperBound - 1
        if last >= 0, bytes[last] == UInt8(ascii: ",") { fault = .trailingComma(last) }
        return close(scanner, bytes)
      }
      if container == .map, scanner.key() { start = scanner.offset }
      index.append(start)
      guard let end = Self.elementEnd(from: start, in: bytes) else {
        brokenOffset = start
        return finish(bytes)
      }
      scanner.offset = end
      scanner.skipWhitespace()
      if scanner.take(UInt8(ascii: ",")) { continue }
      if scanner.offset == bytes.count { break }
      if scanner.take(closing) { return close(scanner, bytes) }
      index.append(scanner.offset)
      brokenOffset = scanner.offset
      return finish(bytes)
    }
    offset = scanner.offset
    if offset == bytes.count {
      fault = .unclosed
      finish(bytes)
    }
  }

  /// Ends the list or map whose closing bracket was just taken.
  private mutating func close(_ scanner: JSONScanner, _ bytes: Bytes) {
    var scanner = scanner
    scanner.skipWhitespace()
    // The rest of a wrapper object was parsed already.
    if container != .wrapped, scanner.offset < bytes.count { fault = .textBehind(scanner.offset) }
    finish(bytes)
  }

  /// The offset after the element at `start`, or nil if it is invalid. An element that is nested
  /// too deep ends at its closing bracket.
  private static func elementEnd(from start: Int, in bytes: Bytes) -> Int? {
    var scanner = JSONScanner(bytes, at: start)
    if scanner.value() { return scanner.offset }
    guard scanner.error?.problem == .tooDeep else { return nil }
    return bracketedEnd(from: start, in: bytes)
  }

  /// The offset after the bracket that closes the one at `start`, or nil. Only strings and brackets
  /// are looked at, for values that are nested too deep to be parsed.
  static func bracketedEnd(from start: Int, in bytes: Bytes) -> Int? {
    var scanner = JSONScanner(bytes, at: start)
    var depth = 0
    while scanner.offset < bytes.count {
      switch bytes[scanner.offset] {
      case UInt8(ascii: "\""):
        guard scanner.string() else { return nil }
        continue
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      default: break
      }
      scanner.offset += 1
      if depth == 0 { return scanner.offset }
    }
    return nil
  }
}

extension JSONScanner {
  /// Moves past a member's key, its colon, and the white space around the colon.
  fileprivate mutating func key() -> Bool {
    guard offset < end, base[offset] == UInt8(ascii: "\""), string() else { return false }
    skipWhitespace()
    guard take(UInt8(ascii: ":")) else { return false }
    skipWhitespace()
    return true
  }
}

extension RecordScanner {
  /// The offset of the first quote at or after `end`, where the next member of a map begins with
  /// its key.
  public static func memberStart(after end: Int, in bytes: Bytes) -> Int {
    var offset = end
    while offset < bytes.count, bytes[offset] != UInt8(ascii: "\"") { offset += 1 }
    return offset
  }
}
