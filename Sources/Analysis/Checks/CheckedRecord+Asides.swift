import Curation
import JSONLines

extension CheckedRecord {
  /// The strings that are neither prompt nor answer: arguments of calls, turns with an unknown
  /// role, other fields, the second copy of a turn that both sides of a pair share, and everything
  /// in a record of unknown shape. Those that can't hold anything personal are left out.
  static func asides(
    _ root: JSONNode?, _ reading: RecordReading, in bytes: Bytes
  ) -> [Text] {
    guard let root else { return [] }
    var texts: [Int] = []
    texts.reserveCapacity(reading.parts.count)
    for place in reading.parts.indices where reading.isText(at: place) {
      texts.append(reading.parts[place].node.range.lowerBound)
    }
    texts.sort()
    var next = 0
    var found: [JSONNode] = []
    root.forEachString(in: bytes) { node in
      let start = node.range.lowerBound
      // Both are in the order of the record.
      while next < texts.count, texts[next] < start { next += 1 }
      if next == texts.count || texts[next] != start, node.mayBePersonal(in: bytes) {
        found.append(node)
      }
    }
    if found.isEmpty { return [] }
    var asides: [Text] = []
    root.forEachPointer(to: found, in: bytes) { node, pointer in
      if let text = node.string(in: bytes) { asides.append(Text(text, at: pointer, nil)) }
    }
    return asides
  }

  var textsAndAsides: [Text] { texts + asides }

  /// Calls `body` with each of `textsAndAsides`.
  func forEachText(_ body: (Text) -> Void) {
    for text in texts { body(text) }
    for text in asides { body(text) }
  }
}

extension RecordReading {
  /// The parts that are text by people or models.
  var textParts: [Part] { parts.indices.filter(isText).map { parts[$0] } }

  /// Whether a part is text by people or models. By its index, as passing it along would copy it.
  func isText(at place: Int) -> Bool {
    parts[place].role != .field && parts[place].role != .label && parts[place].node.kind == .string
  }
}

extension JSONNode {
  /// Calls `body` with each of some values in this one, which are in order, and its pointer.
  ///
  /// - Complexity: O(n) in the node's bytes, however many there are.
  fileprivate func forEachPointer(
    to values: [JSONNode], in bytes: Bytes, _ body: (JSONNode, JSONPointer) -> Void
  ) {
    var next = 0
    func look(in node: JSONNode, _ pointer: () -> JSONPointer) {
      guard next < values.count, node.range.contains(values[next].range.lowerBound) else { return }
      if node.range == values[next].range {
        body(node, pointer())
        next += 1
        return
      }
      let here = pointer()
      node.forEachMember(in: bytes) { member in
        look(in: member.value) { here.appending(JSONString(raw: bytes, member.key)) }
        return next < values.count
      }
      var index = 0
      node.forEachElement(in: bytes) { element in
        look(in: element) { here.appending(index) }
        index += 1
        return next < values.count
      }
    }
    look(in: self) { .root }
  }

  /// Whether a string may contain something personal or secret, as far as its characters tell. Most
  /// strings are identifiers and labels, and too short. UUIDs and hashes are excluded, as they
  /// contain numbers by chance.
  fileprivate func mayBePersonal(in bytes: Bytes) -> Bool {
    var (digits, hex, letters, dashes) = (0, 0, 0, 0)
    let text = range.dropFirst().dropLast()
    for offset in text {
      let byte = bytes[offset]
      if byte.isASCIIDigit {
        digits += 1
      } else if byte.isHexDigit {
        hex += 1
      } else if byte.isASCIILetter {
        letters += 1
      } else if byte == UInt8(ascii: "-") {
        dashes += 1
      } else {
        // A symbol or a space: an address, or words.
        return text.count >= 6
      }
    }
    if letters > 0 { return text.count >= 15 }  // a key or an account
    // More than a third of a hash's digits are letters, but hardly any of an account number's.
    return digits >= (dashes > 0 ? 10 : 11) && hex * 6 < digits
  }
}
