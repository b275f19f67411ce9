import CBytes

/// A read-only stretch of bytes that keeps its storage alive: a record in a mapped file, or the
/// bytes that an edit produced.
///
/// Indices count from 0 in every slice. Slicing copies nothing. Only this type, the scanner and the
/// tape hold raw pointers; everything above them is bounds-checked.
public struct Bytes: @unchecked Sendable {
  // Sendable, because the storage isn't written once a `Bytes` refers to it, and `owner` keeps it
  // allocated.
  @usableFromInline let owner: AnyObject?
  @usableFromInline let base: UnsafePointer<UInt8>
  public let count: Int

  /// Bytes in storage that another object owns.
  ///
  /// - Parameters:
  ///   - buffer: must stay valid and unchanged as long as `owner` lives.
  ///   - owner: the object that frees the storage when it goes.
  public init(lentBy owner: AnyObject, _ buffer: UnsafeRawBufferPointer) {
    self.owner = owner
    if let start = buffer.baseAddress {
      base = start.assumingMemoryBound(to: UInt8.self)
      count = buffer.count
    } else {
      base = Bytes.nothing.base
      count = 0
    }
  }

  public init(_ array: [UInt8]) {
    let box = Allocation(array)
    owner = box
    base = UnsafePointer(box.start)
    count = array.count
  }

  public init(_ text: String) {
    self.init(Array(text.utf8))
  }

  public static let nothing = Bytes([])

  init(owner: AnyObject?, base: UnsafePointer<UInt8>, count: Int) {
    self.owner = owner
    self.base = base
    self.count = count
  }

  /// Lends the bytes as a buffer for one call.
  @inlinable public func withBuffer<R, E>(
    _ body: (UnsafeRawBufferPointer) throws(E) -> R
  ) throws(E) -> R {
    try body(UnsafeRawBufferPointer(start: base, count: count))
  }

  /// The bytes of `range`, sharing this storage; their first index is 0 again.
  public func slice(_ range: Range<Int>) -> Bytes {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "slice outside the bytes")
    return Bytes(owner: owner, base: base + range.lowerBound, count: range.count)
  }

  /// The same bytes behind a new owner object, so that threads slicing one file don't contend for
  /// its reference count.
  public var apart: Bytes { Bytes(owner: Keeper(owner), base: base, count: count) }

  /// A 64-bit hash of the bytes, stable across runs of the program but not collision-resistant.
  public var fingerprint: UInt64 { winnow_fingerprint(base, count) }

  /// Whether the `length` bytes at `wanted` occur at `offset`.
  @inline(__always) func holds(
    _ wanted: UnsafePointer<UInt8>, _ length: Int, at offset: Int
  ) -> Bool {
    precondition(offset >= 0 && length <= count - offset, "range outside the bytes")
    return memcmp(base + offset, wanted, length) == 0
  }

  /// Whether the raw string at `range` contains a backslash.
  @usableFromInline func hasEscape(in range: Range<Int>) -> Bool {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "range outside the bytes")
    return winnow_find_byte(base + range.lowerBound, range.count, UInt8(ascii: "\\")) >= 0
  }

  /// Offset of the first `byte` in `range`, or nil.
  public func firstOffset(of byte: UInt8, in range: Range<Int>) -> Int? {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "range outside the bytes")
    let hit = winnow_find_byte(base + range.lowerBound, range.count, byte)
    return hit < 0 ? nil : range.lowerBound + hit
  }

  /// Offset of the first occurrence of `needle` at or after `start`, or nil.
  public func firstOffset(of needle: [UInt8], from start: Int = 0) -> Int? {
    precondition(start >= 0 && start <= count, "start outside the bytes")
    let hit = winnow_find(base + start, count - start, needle, needle.count)
    return hit < 0 ? nil : start + hit
  }
}

extension Bytes: RandomAccessCollection {
  public var startIndex: Int { 0 }
  public var endIndex: Int { count }

  @inlinable public subscript(offset: Int) -> UInt8 {
    precondition(offset >= 0 && offset < count, "offset outside the bytes")
    return base[offset]
  }

  public func withContiguousStorageIfAvailable<R>(
    _ body: (UnsafeBufferPointer<UInt8>) throws -> R
  ) rethrows -> R? {
    try body(UnsafeBufferPointer(start: base, count: count))
  }
}

extension Bytes: Hashable {
  public static func == (a: Bytes, b: Bytes) -> Bool {
    a.count == b.count && (a.base == b.base || memcmp(a.base, b.base, a.count) == 0)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(bytes: UnsafeRawBufferPointer(start: base, count: count))
  }
}

extension Bytes {
  /// The record on one line: without the line ends between its values and the indentation after
  /// them. All other bytes are kept; in one that isn't JSON, a line feed becomes a blank.
  public var onOneLine: [UInt8] {
    guard contains(0x0A) else { return Array(self) }
    guard (try? JSONNode.parse(self)) != nil else { return map { $0 == 0x0A ? 0x20 : $0 } }
    var line: [UInt8] = []
    line.reserveCapacity(count)
    var (isInString, isEscaped, isIndentation) = (false, false, false)
    for byte in self {
      let isLineEnd = byte == 0x0A || byte == 0x0D
      if isInString {
        isInString = isEscaped || byte != UInt8(ascii: "\"")
        isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
        line.append(byte)
        continue
      }
      isIndentation = isLineEnd || isIndentation && (byte == 0x20 || byte == 0x09)
      if isIndentation { continue }
      isInString = byte == UInt8(ascii: "\"")
      line.append(byte)
    }
    return line
  }
}

/// Keeps an owner alive.
private final class Keeper {
  private let owner: AnyObject?

  init(_ owner: AnyObject?) { self.owner = owner }
}

/// The storage of bytes that came from an array.
private final class Allocation {
  let start: UnsafeMutablePointer<UInt8>

  init(_ array: [UInt8]) {
    start = .allocate(capacity: Swift.max(array.count, 1))
    array.withUnsafeBufferPointer { source in
      if let first = source.baseAddress { start.update(from: first, count: source.count) }
    }
  }

  deinit { start.deallocate() }
}
