import Curation
import JSONLines

extension Rule {
  static let f07 = Rule(
    "F07", .warning, "an object has a key twice",
    "Most readers keep the last value and say nothing; the first is lost.",
    mistakes: "Never: even where both values are equal, readers differ in which they keep.",
    needs: .oddKeys
  ) { record in
    guard let root = record.root else { return [] }
    var spots: [Spot] = []
    record.forEachObject(root, .root) { node, pointer in
      if node.hasDuplicateMembers(in: record.bytes) {
        spots.append(Spot("a key stands twice in this object", at: pointer))
      }
    }
    return spots
  }
}

extension CheckedRecord {
  fileprivate func forEachObject(
    _ node: JSONNode, _ pointer: JSONPointer, _ body: (JSONNode, JSONPointer) -> Void
  ) {
    switch node.kind {
    case .object:
      body(node, pointer)
      node.forEachMember(in: bytes) { member in
        if member.value.kind == .object || member.value.kind == .array {
          let key = JSONString(raw: bytes, member.key)
          forEachObject(member.value, pointer.appending(key), body)
        }
        return true
      }
    case .array:
      var index = 0
      node.forEachElement(in: bytes) { element in
        if element.kind == .object || element.kind == .array {
          forEachObject(element, pointer.appending(index), body)
        }
        index += 1
        return true
      }
    default: break
    }
  }
}
