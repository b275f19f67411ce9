/// Writes a record's current value so that only the parts that differ from the dataset's bytes
/// change.
///
/// The result depends only on the dataset's bytes and the value, never on how the value came about,
/// so an edit and its undo leave no trace. Both trees are walked together:
///
///     base   {"q": "2+2?", "a" : "fi\u0076e", "score": 2.50}
///     value  {"q": "2+2?", "a": "four",       "score": 2.50}
///     out    {"q": "2+2?", "a" : "four", "score": 2.50}
///              ^ equal: its bytes   ^ keeps "f", writes the rest; key and spacing stay
public func rewrite(
  _ base: Bytes, as value: JSONValue
) throws(JSONSyntaxError) -> [UInt8] {
  let node = try JSONNode.parse(base)
  var rewriter = Rewriter(base, node)
  rewriter.output += base.slice(0..<node.range.lowerBound)
  rewriter.emit(node, JSONValue(node, in: base), as: value)
  rewriter.output += base.slice(node.range.upperBound..<base.count)
  return rewriter.output
}

/// One pass over the dataset's bytes and the value that replaces theirs.
struct Rewriter {
  let base: Bytes
  /// The style of the record, for values that replace no old one of their kind.
  let style: JSONStyle
  var output: [UInt8] = []

  init(_ base: Bytes, _ root: JSONNode) {
    self.base = base
    var style = StringHabits(base, root.range).applied(to: .compact)
    let spacing = Spacing.firstSeen(in: base, root)
    if let colon = spacing.colon { style.colon = colon }
    // A comma followed by a line break belongs to a pretty-printed level, not to new values.
    if let comma = spacing.comma, !comma.contains(0x0A) { style.comma = comma }
    self.style = style
    output.reserveCapacity(base.count + 64)
  }

  mutating func copy(_ range: Range<Int>) {
    base.slice(range).withContiguousStorageIfAvailable { output += $0 }
  }

  /// Writes `value` in the place of `node`, whose value is `old`.
  mutating func emit(_ node: JSONNode, _ old: JSONValue, as value: JSONValue) {
    switch (old, value) {
    case _ where old == value: copy(node.range)
    case (.string(let old), .string(let new)): emitString(node, old, as: new)
    case (.array(let elements), .array(let new)) where !elements.isEmpty && !new.isEmpty:
      emitArray(node, elements, as: new)
    case (.object(let members), .object(let new))
    where !members.isEmpty && !new.isEmpty && !old.hasDuplicateMembers
      && !value.hasDuplicateMembers:
      emitObject(node, members, as: new)
    default: output += JSONWriter.bytes(value, style)
    }
  }

  /// Keeps the bytes of the common head and tail, and writes the middle in the string's own style.
  private mutating func emitString(_ node: JSONNode, _ old: JSONString, as new: JSONString) {
    let inside = node.contents
    if inside.count == old.wtf8.count {
      // Without an escape, the text's bytes are those of the string.
      let middle = old.wtf8.difference(to: new.wtf8)
      copy(node.range.lowerBound..<inside.lowerBound + middle.old.lowerBound)
      emit(new.wtf8[middle.new], in: node)
      copy(inside.lowerBound + middle.old.upperBound..<node.range.upperBound)
      return
    }
    var reader = RawStringReader(base, node.range)
    var spelled: [RawStringReader.Character] = []
    while let character = reader.next() { spelled.append(character) }
    let points = new.codePoints
    let shorter = min(spelled.count, points.count)
    var head = 0
    while head < shorter, spelled[head].codePoint == points[head] { head += 1 }
    var tail = 0
    while tail < shorter - head,
      spelled[spelled.count - 1 - tail].codePoint == points[points.count - 1 - tail]
    { tail += 1 }

    let headEnd = head == 0 ? inside.lowerBound : spelled[head - 1].range.upperBound
    let tailStart =
      tail == 0 ? inside.upperBound : spelled[spelled.count - tail].range.lowerBound
    var middle = JSONString(wtf8: [])
    for point in points[head..<points.count - tail] { middle.append(point) }
    copy(node.range.lowerBound..<headEnd)
    emit(middle.wtf8[...], in: node)
    copy(tailStart..<node.range.upperBound)
  }

  /// Writes a part of a text in the style of the string that it gets into.
  private mutating func emit(_ text: ArraySlice<UInt8>, in node: JSONNode) {
    if text.isEmpty { return }
    var writer = JSONWriter(StringHabits(base, node.range).applied(to: style))
    writer.append(contentOf: text)
    output += writer.bytes
  }
}

extension [UInt8] {
  /// Where this text and another one differ, between what they begin and end with in common, by
  /// whole code points.
  fileprivate func difference(to new: [UInt8]) -> (old: Range<Int>, new: Range<Int>) {
    func isInside(_ place: Int) -> Bool { place < count && self[place].isContinuation }
    let shorter = Swift.min(count, new.count)
    var head = 0
    while head < shorter, self[head] == new[head] { head += 1 }
    while isInside(head) || head < new.count && new[head].isContinuation { head -= 1 }
    var tail = 0
    while tail < shorter - head, self[count - 1 - tail] == new[new.count - 1 - tail] { tail += 1 }
    while tail > 0, isInside(count - tail) { tail -= 1 }
    return (head..<count - tail, head..<new.count - tail)
  }
}
