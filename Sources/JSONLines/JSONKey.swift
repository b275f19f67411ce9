/// A member name that is a literal in the program. Comparing it with a key of a record copies
/// nothing.
public struct JSONKey: Hashable, Sendable, ExpressibleByStringLiteral {
  private let name: StaticString
  /// The filter bit of the name in `JSONMembers`; 0 if it is empty, as no name that is looked up
  /// is.
  @usableFromInline let mark: UInt64

  public init(stringLiteral name: StaticString) {
    self.name = name
    let count = name.utf8CodeUnitCount
    mark = count == 0 ? 0 : JSONMembers.mark(name.utf8Start[0], name.utf8Start[count - 1], count)
  }

  public var text: String { name.description }

  var count: Int { name.utf8CodeUnitCount }

  /// Calls `body` with the UTF-8 of the name.
  func withBytes<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R { name.withUTF8Buffer(body) }

  /// Whether the raw string at `range` (quotes included) decodes to this name.
  public func matches(_ bytes: Bytes, _ range: Range<Int>) -> Bool {
    if range.count == count + 2 {
      return bytes.holds(name.utf8Start, count, at: range.lowerBound + 1)
    }
    // An escape is longer than what it stands for, so only a longer raw key can match.
    return range.count > count + 2 && bytes.hasEscape(in: range)
      && JSONString(raw: bytes, range) == JSONString(self)
  }

  public static func == (a: JSONKey, b: JSONKey) -> Bool {
    a.withBytes { a in b.withBytes { b in a.elementsEqual(b) } }
  }

  public func hash(into hasher: inout Hasher) {
    withBytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

extension JSONString {
  public init(_ key: JSONKey) { self.init(wtf8: key.withBytes { Array($0) }) }
}
