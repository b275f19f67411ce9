public import JSONLines

/// A pattern to be found in the decoded text of records: `中` is found where it is spelled
/// `\u4e2d`, and `n` isn't found in `\n`.
public struct TextPattern: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case literal(String)
    /// A literal that isn't part of a longer word.
    case word(String)
    case expression(RegularExpression)
  }

  public let kind: Kind
  private let wanted: [UInt8]
  /// Whether a record can contain the text only if its bytes contain `wanted` or `\u`.
  private let isPlain: Bool

  public init(_ kind: Kind) {
    self.kind = kind
    switch kind {
    case .literal(let text), .word(let text):
      wanted = Array(text.utf8)
      isPlain =
        !wanted.isEmpty
        && !wanted.contains { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C || $0 == 0x2F }
    case .expression:
      (wanted, isPlain) = ([], false)
    }
  }

  /// Parses what is typed after `/`: a literal, or an expression between slashes, as in
  /// `/colou?r/`, with `i` after it to ignore case. Nil if it is empty.
  ///
  /// - Throws: what is wrong with the expression.
  public init?(typed text: String) throws(RegularExpression.PatternError) {
    let scalars = text.unicodeScalars
    if scalars.first == "/", let end = scalars.dropFirst().lastIndex(of: "/"),
      ["", "i"].contains(String(scalars[end...].dropFirst()))
    {
      let pattern = String(scalars[..<end].dropFirst())
      let ignoresCase = scalars.last == "i"
      self.init(.expression(try RegularExpression(pattern, ignoresCase: ignoresCase)))
    } else {
      if text.isEmpty { return nil }
      self.init(.literal(text))
    }
  }

  private static let escape = Array("\\u".utf8)

  /// Whether the bytes can't contain the pattern, as a search shows that doesn't parse them.
  func isRuledOut(_ bytes: Bytes) -> Bool {
    isPlain && bytes.firstOffset(of: wanted) == nil && bytes.firstOffset(of: Self.escape) == nil
  }

  /// Whether one of a record's values contains the pattern. If the record isn't JSON, its bytes are
  /// searched.
  ///
  /// - Complexity: O(n) in the record's bytes. Most records without a literal cost only one search
  ///   over their bytes.
  public func matches(_ bytes: Bytes) -> Bool {
    if isRuledOut(bytes) { return false }
    guard let root = try? JSONNode.parse(bytes) else {  // an opaque record
      return firstRange(in: Array(bytes)) != nil
    }
    return matches(root, in: bytes)
  }

  /// Whether a value contains the pattern in a string, in a number as it is spelled, or in `true`,
  /// `false` or `null`, at any depth.
  public func matches(_ node: JSONNode, in bytes: Bytes) -> Bool {
    node.firstLeaf(in: bytes) { leaf in
      let text = leaf.string(in: bytes)?.wtf8 ?? Array(bytes.slice(leaf.range))
      return firstRange(in: text) != nil
    }
  }

  /// The byte range of the first match in a decoded text, at or after `start`.
  public func firstRange(in text: [UInt8], from start: Int = 0) -> Range<Int>? {
    switch kind {
    case .expression(let expression): return expression.firstMatch(in: text, from: start)
    case .literal:
      return text.firstOffset(of: wanted, from: start).map { $0..<$0 + wanted.count }
    case .word:
      var from = start
      while let offset = text.firstOffset(of: wanted, from: from) {
        let range = offset..<offset + wanted.count
        if isWhole(range, in: text) { return range }
        from = offset + 1
        if from > text.count { break }
      }
      return nil
    }
  }

  /// The byte ranges of the first matches in a decoded text that aren't empty, in order.
  public func ranges(in text: [UInt8], limit: Int = .max) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    while ranges.count < limit, start <= text.count, let found = firstRange(in: text, from: start) {
      if !found.isEmpty { ranges.append(found) }
      start = max(found.upperBound, found.lowerBound + 1)
    }
    return ranges
  }

  /// Whether neither end of the range is inside a word.
  private func isWhole(_ range: Range<Int>, in text: [UInt8]) -> Bool {
    func isInside(_ place: Int) -> Bool {
      text[..<place].endsInWord && text[place...].beginsInWord
    }
    return !isInside(range.lowerBound) && !isInside(range.upperBound)
  }
}

extension ArraySlice<UInt8> {
  fileprivate var beginsInWord: Bool {
    guard let first, first >= 0x80 else {
      return first.map { Unicode.Scalar($0).isInWord } ?? false
    }
    return Unicode.UTF8.decode(self.prefix(4))?.isInWord ?? false
  }

  fileprivate var endsInWord: Bool {
    let start = indices.suffix(4).last { !self[$0].isContinuation } ?? endIndex
    return self[start...].beginsInWord
  }
}

extension Unicode.UTF8 {
  /// The scalar with which bytes begin; nil if they aren't UTF-8.
  fileprivate static func decode(_ bytes: ArraySlice<UInt8>) -> Unicode.Scalar? {
    var decoder = Unicode.UTF8()
    var bytes = bytes.makeIterator()
    if case .scalarValue(let scalar) = decoder.decode(&bytes) { return scalar }
    return nil
  }
}

extension Unicode.Scalar {
  /// Whether it is a letter, a digit or an underscore, of a script that writes words apart.
  fileprivate var isInWord: Bool {
    switch Script(value) {
    case .han, .kana, .hangul, .thai: return false
    default: break
    }
    switch value {
    case 0x0E80...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF: return false  // Lao, Burmese, Khmer
    default: break
    }
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: return true
    default: return self == "_" || properties.isAlphabetic || properties.numericType != nil
    }
  }
}

extension JSONNode {
  /// Whether `body` returns true for a scalar in this value; stops at the first that does.
  func firstLeaf(in bytes: Bytes, where body: (JSONNode) -> Bool) -> Bool {
    var isFound = false
    switch kind {
    case .object:
      forEachMember(in: bytes) { member in
        isFound = member.value.firstLeaf(in: bytes, where: body)
        return !isFound
      }
    case .array:
      forEachElement(in: bytes) { element in
        isFound = element.firstLeaf(in: bytes, where: body)
        return !isFound
      }
    case .string, .number, .bool, .null: isFound = body(self)
    }
    return isFound
  }
}
