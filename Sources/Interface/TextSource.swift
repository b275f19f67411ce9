import Console
import JSONLines

/// A text in a record, read in place. It may have a hundred megabytes, of which only what is shown
/// is decoded.
///
/// Lines are laid out from fixed anchors, one for each multiple of `stretch` bytes: after the first
/// line break soon after the multiple, or else at the first character, where a line then ends too.
/// So the layout above any place can be recomputed from at most one stretch before it: scrolling
/// back is as cheap as scrolling forward, and nothing has to be kept.
struct TextSource: Hashable, Sendable {
  enum Spelling: Hashable, Sendable {
    /// The content of a JSON string, with its escapes.
    case jsonString
    /// UTF-8 without escapes, valid or not.
    case plain
  }

  /// The approximate number of bytes from one anchor to the next.
  static let stretch = 8 << 10
  /// How many bytes after a multiple to look for a line break.
  private static let reach = 2 << 10

  let bytes: Bytes
  /// The text's byte range, without a string's quotes.
  let range: Range<Int>
  let spelling: Spelling

  /// Makes the text of a value: a string's content, or any other value's JSON.
  init(_ node: JSONNode, in bytes: Bytes) {
    self.bytes = bytes
    if node.kind == .string {
      range = node.contents
      spelling = .jsonString
    } else {
      range = node.range
      spelling = .plain
    }
  }

  init(plain bytes: Bytes) {
    self.bytes = bytes
    range = 0..<bytes.count
    spelling = .plain
  }

  /// Returns a range of this text without white space at its ends. Both bounds must be the
  /// beginnings of characters.
  func trimmed(to stretch: Range<Int>) -> TextSource {
    var low = stretch.lowerBound
    var high = low
    var offset = low
    while offset < stretch.upperBound, let (element, next) = element(at: offset) {
      if case .codePoint(let point) = element, [0x20, 0x0A, 0x0D, 0x09].contains(point) {
        if high == low { (low, high) = (next, next) }
      } else {
        high = next
      }
      offset = next
    }
    return TextSource(bytes, low..<high, spelling)
  }

  private init(_ bytes: Bytes, _ range: Range<Int>, _ spelling: Spelling) {
    (self.bytes, self.range, self.spelling) = (bytes, range, spelling)
  }

  init(_ text: String) {
    self.init(plain: Bytes(text))
  }

  /// A unit of text: a code point, which may be a lone surrogate, or a byte that isn't valid UTF-8.
  enum Element: Hashable {
    case codePoint(UInt32)
    case invalid(UInt8)

    /// The length in the decoded text's UTF-8.
    fileprivate var byteCount: Int {
      switch self {
      case .codePoint(let point): point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
      case .invalid: 1
      }
    }
  }

  /// Returns the element that begins at `offset`, and the offset of the next; nil at the end.
  func element(at offset: Int) -> (Element, next: Int)? {
    guard offset < range.upperBound else { return nil }
    switch spelling {
    case .jsonString:
      let whole = range.lowerBound - 1..<range.upperBound + 1
      var reader = RawStringReader(bytes, whole, from: offset)
      return reader.next().map { (.codePoint($0.codePoint), $0.range.upperBound) }
    case .plain: return plainElement(at: offset)
    }
  }

  private func plainElement(at offset: Int) -> (Element, next: Int) {
    let byte = bytes[offset]
    if byte < 0x80 { return (.codePoint(UInt32(byte)), offset + 1) }
    let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
    let end = min(offset + length, range.upperBound)
    let piece = Array(bytes.slice(offset..<end))
    guard let text = String(validating: piece, as: UTF8.self),
      let scalar = text.unicodeScalars.first, text.unicodeScalars.count == 1
    else { return (.invalid(byte), offset + 1) }
    return (.codePoint(scalar.value), end)
  }

  /// Converts a range of UTF-8 bytes of the decoded text to offsets in the source; nil if the text
  /// is too short, or too long to be scanned.
  func stretch(_ range: Range<Int>) -> Range<Int>? {
    guard self.range.count <= Self.scanLimit else { return nil }
    var length = 0
    var start: Int?
    var offset = self.range.lowerBound
    while length < range.upperBound, let (element, next) = element(at: offset) {
      length += element.byteCount
      if length > range.lowerBound { start = start ?? offset }
      offset = next
    }
    return start.map { $0..<offset }
  }

  /// Converts an offset in the source to one in the decoded text's UTF-8; nil if the text is too
  /// long to be scanned.
  func decodedOffset(of target: Int) -> Int? {
    guard range.count <= Self.scanLimit else { return nil }
    var length = 0
    var offset = range.lowerBound
    while offset < target, let (element, next) = element(at: offset) {
      length += element.byteCount
      offset = next
    }
    return length
  }

  private static let scanLimit = 1 << 20

  /// The number of Unicode scalars in the text.
  ///
  /// - Complexity: O(length of the text).
  var scalarCount: Int {
    var count = 0
    var offset = range.lowerBound
    while let (_, next) = element(at: offset) { (count, offset) = (count + 1, next) }
    return count
  }

  /// Returns the anchor at or before `offset`, which is the beginning of a character.
  func anchor(before offset: Int) -> Int {
    let index = (offset - range.lowerBound) / Self.stretch
    let boundary = boundary(at: range.lowerBound + index * Self.stretch)
    // The boundary may come after the multiple, so `offset` may belong to the previous stretch.
    if boundary > offset, index > 0 {
      return self.boundary(at: range.lowerBound + (index - 1) * Self.stretch)
    }
    return boundary
  }

  /// Returns the anchor after `offset`, or the end of the text.
  func anchor(after offset: Int) -> Int {
    let index = (offset - range.lowerBound) / Self.stretch
    // The boundary of a multiple may come after it.
    for multiple in [index, index + 1] where multiple > 0 {
      let place = min(range.lowerBound + multiple * Self.stretch, range.upperBound)
      let boundary = boundary(at: place)
      if boundary > offset { return boundary }
    }
    return range.upperBound
  }

  /// Returns the end of the first line break within reach of `place`, or else the first beginning
  /// of a character at or after it.
  private func boundary(at place: Int) -> Int {
    let start = characterStart(at: place)
    guard start > range.lowerBound, start < range.upperBound else { return start }
    let end = min(range.upperBound, start + Self.reach)
    guard spelling == .jsonString else {
      return bytes.firstOffset(of: 0x0A, in: start..<end).map { $0 + 1 } ?? start
    }
    var from = start
    while let found = bytes.firstOffset(of: UInt8(ascii: "\\"), in: from..<end), found + 1 < end {
      if bytes[found + 1] == UInt8(ascii: "n") { return found + 2 }
      from = found + 2  // skips the whole escape, so that `\\n` isn't read as `\n`
      if from >= end { break }
    }
    return start
  }

  /// Returns the first beginning of a character at or after `place`.
  private func characterStart(at place: Int) -> Int {
    guard place > range.lowerBound, place < range.upperBound else { return place }
    var offset = place
    if spelling == .jsonString {
      for start in max(range.lowerBound, place - 11)..<place where isEscape(at: start) {
        var end = start + (bytes[start + 1] == UInt8(ascii: "u") ? 6 : 2)
        // The two escapes of a surrogate pair form one character.
        if let (element, next) = element(at: start), case .codePoint(0x10000...) = element {
          end = next
        }
        if end > place { return min(end, range.upperBound) }
      }
    }
    while offset < range.upperBound, offset < place + 4, bytes[offset].isContinuation {
      offset += 1
    }
    return offset
  }

  /// Whether an escape begins at `start`: a backslash that follows an even number of backslashes.
  private func isEscape(at start: Int) -> Bool {
    guard bytes[start] == UInt8(ascii: "\\"), start + 1 < range.upperBound else { return false }
    var before = start
    while before > range.lowerBound, bytes[before - 1] == UInt8(ascii: "\\") { before -= 1 }
    return (start - before) % 2 == 0
  }
}
