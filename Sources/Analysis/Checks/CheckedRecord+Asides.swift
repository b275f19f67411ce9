import Curation
import JSONLines

extension CheckedRecord {
  /// Strings that are neither prompt nor answer: arguments of calls, turns of whom nobody knows, fields
  /// beside, and all of a record of unknown shape. Without those that are seen to hold nothing personal.
  var asides: [Text] {
    var found: [Text] = []
    for place in reading.parts.indices where !reading.parts[place].isText {
      addAsides(in: reading.parts[place].node, reading.parts[place].pointer, 0, to: &found)
    }
    return found
  }

  /// More of one record aren't looked at.
  private static let mostAsides = 1000

  private func addAsides(
    in node: JSONNode, _ pointer: JSONPointer, _ depth: Int, to found: inout [Text]
  ) {
    guard found.count < Self.mostAsides, depth < 32 else { return }
    switch node.kind {
    case .string:
      guard node.mayBePersonal(in: bytes), let text = node.string(in: bytes) else { return }
      found.append(Text(aside: text, at: pointer))
    case .object:
      for member in node.members(in: bytes, limit: Self.mostAsides) {
        let key = JSONString(raw: bytes, member.key)
        addAsides(in: member.value, pointer.appending(key), depth + 1, to: &found)
      }
    case .array:
      let elements = node.elements(in: bytes, limit: Self.mostAsides)
      for (index, element) in elements.enumerated() {
        addAsides(in: element, pointer.appending(index), depth + 1, to: &found)
      }
    case .number, .bool, .null: return
    }
  }
}

extension Part {
  /// Whether it is what people or models wrote.
  var isText: Bool { role != .field && role != .label && node.kind == .string }
}

extension JSONNode {
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
