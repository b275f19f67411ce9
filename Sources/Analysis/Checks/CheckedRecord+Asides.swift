import Curation
import JSONLines

extension CheckedRecord {
  /// Strings that are neither prompt nor answer: arguments of calls, turns of whom nobody knows, fields
  /// beside, the other place of a turn that both sides of a pair share, all of a record of unknown shape.
  /// Without those that are seen to hold nothing personal.
  static func asides(
    _ root: JSONNode?, _ reading: RecordReading, in bytes: Bytes
  ) -> [Text] {
    guard let root else { return [] }
    let parts = reading.parts
    let texts = parts.indices.filter { parts[$0].isText }.map { parts[$0].node.range.lowerBound }
      .sorted()
    var next = 0
    var found: [Text] = []
    root.forEachString(in: bytes) { node in
      let start = node.range.lowerBound
      // Both go through the record from its beginning.
      while next < texts.count, texts[next] < start { next += 1 }
      guard found.count < mostAsides, next == texts.count || texts[next] != start,
        node.mayBePersonal(in: bytes), let text = node.string(in: bytes)
      else { return }
      found.append(Text(aside: text, at: root.pointer(to: start, in: bytes)))
    }
    return found
  }

  var textsAndAsides: [Text] { texts + asides }

  /// More of one record aren't looked at.
  private static let mostAsides = 1000
}

extension Part {
  /// Whether it is what people or models wrote.
  var isText: Bool { role != .field && role != .label && node.kind == .string }
}

extension JSONNode {
  /// Where in this value the one stands that begins at a byte.
  fileprivate func pointer(to offset: Int, in bytes: Bytes) -> JSONPointer {
    var (node, pointer) = (self, JSONPointer.root)
    while node.range.lowerBound < offset {
      var next: (node: JSONNode, pointer: JSONPointer)?
      var index = 0
      node.forEachMember(in: bytes) { member in
        guard member.value.range.contains(offset) else { return true }
        next = (member.value, pointer.appending(JSONString(raw: bytes, member.key)))
        return false
      }
      node.forEachElement(in: bytes) { element in
        guard element.range.contains(offset) else {
          index += 1
          return true
        }
        next = (element, pointer.appending(index))
        return false
      }
      guard let next else { return pointer }
      (node, pointer) = next
    }
    return pointer
  }

  /// Whether a string may hold something personal or secret, told by what its characters are: most are
  /// identifiers and labels, which are too short. A UUID or a hash isn't looked into, as numbers stand in
  /// it by chance.
  fileprivate func mayBePersonal(in bytes: Bytes) -> Bool {
    var (digits, hex, letters, dashes) = (0, 0, 0, 0)
    let text = range.dropFirst().dropLast()
    for offset in text {
      let byte = bytes[offset]
      if byte &- 0x30 < 10 {
        digits += 1
      } else if byte.isHexDigit {
        hex += 1
      } else if byte.isASCIILetter {
        letters += 1
      } else if byte == UInt8(ascii: "-") {
        dashes += 1
      } else {
        // A mark, a blank: an address, or words.
        return text.count >= 6
      }
    }
    if letters > 0 { return text.count >= 15 }  // a key, an account
    // Of a hash more than a third of the digits are letters, of an account number hardly any.
    return digits >= (dashes > 0 ? 10 : 11) && hex * 6 < digits
  }
}
