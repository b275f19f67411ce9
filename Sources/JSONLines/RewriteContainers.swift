/// The text around the children of an object or array: before the first, between each two, and
/// after the last.
struct Spacing {
  /// From the opening bracket to the first child, the bracket included.
  var opening: Range<Int>
  /// `gaps[i]` is from the end of child i to the start of child i + 1, its comma included.
  var gaps: [Range<Int>]
  /// From the last child to the end, the closing bracket included.
  var closing: Range<Int>

  /// The spacing of a container with its children (members with their keys) at `children`.
  init(_ container: Range<Int>, children: [Range<Int>]) {
    opening = container.lowerBound..<(children.first?.lowerBound ?? container.upperBound)
    closing = (children.last?.upperBound ?? container.upperBound)..<container.upperBound
    gaps = zip(children, children.dropFirst()).map { $0.upperBound..<$1.lowerBound }
  }

  /// The first colon and the first comma in a value, with the white space around them; nil if there
  /// is none. Only the first two children of each container are searched.
  static func firstSeen(in bytes: Bytes, _ root: JSONNode) -> (colon: [UInt8]?, comma: [UInt8]?) {
    var colon: [UInt8]?
    var comma: [UInt8]?
    func visit(_ node: JSONNode) {
      switch node.kind {
      case .object:
        let members = node.members(in: bytes, limit: 2)
        if colon == nil, let first = members.first {
          colon = Array(bytes.slice(first.key.upperBound..<first.value.range.lowerBound))
        }
        if comma == nil, members.count == 2 {
          comma = Array(bytes.slice(members[0].value.range.upperBound..<members[1].key.lowerBound))
        }
        for member in members where colon == nil || comma == nil { visit(member.value) }
      case .array:
        let elements = node.elements(in: bytes, limit: 2)
        if comma == nil, elements.count == 2 {
          comma = Array(bytes.slice(elements[0].range.upperBound..<elements[1].range.lowerBound))
        }
        for element in elements where colon == nil || comma == nil { visit(element) }
      default: break
      }
    }
    visit(root)
    return (colon, comma)
  }
}

extension Rewriter {
  /// Writes the elements in their new order and leaves the separators where they are. Each element
  /// is written over the old one that `sources(of:in:)` assigns to it, and keeps the bytes that
  /// both share.
  mutating func emitArray(_ node: JSONNode, _ old: [JSONValue], as new: [JSONValue]) {
    let nodes = node.elements(in: base)
    let spacing = Spacing(node.range, children: nodes.map(\.range))
    let sources = Self.sources(of: new, in: old)
    copy(spacing.opening)
    for (index, value) in new.enumerated() {
      if index > 0 { emitGap(spacing, index - 1) }
      if let source = sources[index] {
        emit(nodes[source], old[source], as: value)
      } else if let like = model(for: value, among: nodes) {
        emit(nodes[like], old[like], as: value)
      } else {
        output += JSONWriter.bytes(value, style)
      }
    }
    copy(spacing.closing)
  }

  /// The first element that stands on several lines, which a new object is laid out like; nil if
  /// there is none.
  private func model(for value: JSONValue, among nodes: [JSONNode]) -> Int? {
    guard case .object = value else { return nil }
    return nodes.firstIndex { node in
      node.kind == .object && base.slice(node.range).contains(0x0A)
    }
  }

  /// For each new element, the index of the old one that it is written over, or nil. Equal elements
  /// are paired first (at the head, at the tail, then anywhere), then the rest in order.
  static func sources(of new: [JSONValue], in old: [JSONValue]) -> [Int?] {
    var sources = [Int?](repeating: nil, count: new.count)
    var isUsed = [Bool](repeating: false, count: old.count)
    func pair(_ newIndex: Int, _ oldIndex: Int) {
      sources[newIndex] = oldIndex
      isUsed[oldIndex] = true
    }
    var head = 0
    while head < min(old.count, new.count), old[head] == new[head] {
      pair(head, head)
      head += 1
    }
    var tail = 0
    while tail < min(old.count, new.count) - head,
      old[old.count - 1 - tail] == new[new.count - 1 - tail]
    {
      pair(new.count - 1 - tail, old.count - 1 - tail)
      tail += 1
    }
    var places: [JSONValue: [Int]] = [:]
    for index in old.indices.reversed() where !isUsed[index] {
      places[old[index], default: []].append(index)
    }
    for index in new.indices where sources[index] == nil {
      if let place = places[new[index]]?.popLast() { pair(index, place) }
    }
    var rest = old.indices.filter { !isUsed[$0] }[...]
    for index in new.indices where sources[index] == nil {
      guard let place = rest.popFirst() else { break }
      pair(index, place)
    }
    return sources
  }

  /// Writes members with the key, colon and preceding gap that they had. A new member takes its
  /// spacing from the member before it.
  mutating func emitObject(
    _ node: JSONNode, _ values: [JSONValue.Member], as new: [JSONValue.Member]
  ) {
    let members = node.members(in: base)
    let spacing = Spacing(
      node.range, children: members.map { $0.key.lowerBound..<$0.value.range.upperBound })
    let keys = members.map { JSONString(raw: base, $0.key) }
    let places = Dictionary(uniqueKeysWithValues: zip(keys, members.indices))
    var neighbour = 0
    copy(spacing.opening)
    for (index, member) in new.enumerated() {
      let place = places[member.key]
      if index > 0 { emitGap(spacing, (place ?? neighbour + 1) - 1) }
      if let place {
        neighbour = place
        let old = members[place]
        copy(old.key.lowerBound..<old.value.range.lowerBound)
        emit(old.value, values[place].value, as: member.value)
      } else {
        let like = members[neighbour]
        var writer = JSONWriter(style)
        writer.append(member.key)
        output += writer.bytes
        copy(like.key.upperBound..<like.value.range.lowerBound)
        output += JSONWriter.bytes(member.value, style)
      }
    }
    copy(spacing.closing)
  }

  /// Writes the gap at `index`, or the nearest one. A container with one child has no gap: then a
  /// comma and the white space before that child, if there is any, else the record's own comma.
  private mutating func emitGap(_ spacing: Spacing, _ index: Int) {
    if !spacing.gaps.isEmpty {
      copy(spacing.gaps[min(max(index, 0), spacing.gaps.count - 1)])
    } else if spacing.opening.count > 1 {
      output.append(UInt8(ascii: ","))
      copy(spacing.opening.lowerBound + 1..<spacing.opening.upperBound)
    } else {
      output += style.comma
    }
  }
}
