import CBytes

/// Bytes that are mostly few: up to 23 are held in place, without an allocation.
struct ShortBytes: Hashable, Sendable {
  /// The bytes in memory order, zeros after them, and their number in the last byte; `spilled`
  /// there if they are in `long`.
  private var words: (UInt64, UInt64, UInt64) = (0, 0, 0)
  private var long: [UInt8]?

  private static let capacity = 23
  private static let spilled: UInt8 = 0xFF

  init() {}

  init(_ bytes: some Collection<UInt8>) {
    Array(bytes).withUnsafeBufferPointer { append($0) }
  }

  var count: Int { long?.count ?? Int(withUnsafeBytes(of: words) { $0[Self.capacity] }) }
  var isEmpty: Bool { count == 0 }

  /// All of the bytes.
  var array: [UInt8] { withBytes { Array($0) } }

  func withBytes<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
    if let long { return long.withUnsafeBufferPointer(body) }
    return withUnsafeBytes(of: words) { all in
      body(UnsafeBufferPointer(rebasing: all.bindMemory(to: UInt8.self)[..<count]))
    }
  }

  mutating func append(_ byte: UInt8) {
    let old = count
    guard long == nil, old < Self.capacity else {
      return withUnsafePointer(to: byte) { append(UnsafeBufferPointer(start: $0, count: 1)) }
    }
    withUnsafeMutableBytes(of: &words) { all in
      all[old] = byte
      all[Self.capacity] = UInt8(old + 1)
    }
  }

  mutating func append(_ more: UnsafeBufferPointer<UInt8>) {
    let old = count
    guard let source = more.baseAddress, !more.isEmpty else { return }
    guard long == nil, old + more.count <= Self.capacity else {
      var bytes = long ?? array
      bytes.append(contentsOf: more)
      (words, long) = ((0, 0, UInt64(Self.spilled) << 56), bytes)
      return
    }
    withUnsafeMutableBytes(of: &words) { all in
      if let base = all.baseAddress { memcpy(base + old, source, more.count) }
      all[Self.capacity] = UInt8(old + more.count)
    }
  }

  static func == (a: ShortBytes, b: ShortBytes) -> Bool { a.words == b.words && a.long == b.long }

  func hash(into hasher: inout Hasher) {
    withBytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    hasher.combine(count)
  }
}
