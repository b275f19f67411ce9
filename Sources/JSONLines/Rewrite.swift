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
  rewriter.emit(node, as: value)
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

  /// Writes `value` in the place of `node`.
  mutating func emit(_ node: JSONNode, as value: JSONValue) {
    let old = JSONValue(node, in: base)
    switch (old, value) {
    case _ where old == value: copy(node.range)
    case (.string, .string(let new)): emitString(node, as: new)
    case (.array(let elements), .array(let new)) where !elements.isEmpty && !new.isEmpty:
      emitArray(node, elements, as: new)
    case (.object(let members), .object(let new))
    where !members.isEmpty && !new.isEmpty && !old.hasDuplicateMembers
      && !value.hasDuplicateMembers:
      emitObject(node, as: new)
    default: output += JSONWriter.bytes(value, style)
    }
  }

  /// Keeps the bytes of the common head and tail, and writes the middle in the string's own style.
  private mutating func emitString(_ node: JSONNode, as new: JSONString) {
    var reader = RawStringReader(base, node.range)
    var old: [RawStringReader.Character] = []
    while let character = reader.next() { old.append(character) }
    let points = new.codePoints
    let shorter = min(old.count, points.count)
    var head = 0
    while head < shorter, old[head].codePoint == points[head] { head += 1 }
    var tail = 0
    while tail < shorter - head,
      old[old.count - 1 - tail].codePoint == points[points.count - 1 - tail]
    { tail += 1 }

    let headEnd = head == 0 ? node.range.lowerBound + 1 : old[head - 1].range.upperBound
    let tailStart = tail == 0 ? node.range.upperBound - 1 : old[old.count - tail].range.lowerBound
    var middle = JSONString(wtf8: [])
    for point in points[head..<points.count - tail] { middle.append(point) }
    copy(node.range.lowerBound..<headEnd)
    var writer = JSONWriter(StringHabits(base, node.range).applied(to: style))
    writer.append(contentOf: middle.wtf8[...])
    output += writer.bytes
    copy(tailStart..<node.range.upperBound)
  }
}
