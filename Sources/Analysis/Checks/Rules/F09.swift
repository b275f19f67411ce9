import Curation
import JSONLines

extension Rule {
  static let f09 = Rule(
    "F09", .warning, "a lone surrogate",
    "An escape like \\ud800 without its other half is no character; writing it as UTF-8 fails.",
    mistakes:
      "A text about Unicode that shows half a pair on purpose; writing it out fails all the same."
  ) { record in
    guard record.bytes.mayHaveSurrogateEscape else { return [] }
    return record.keysWithLoneSurrogate.map { Spot("half of a surrogate pair in a key", at: $0) }
      + record.texts.compactMap { text in
        guard text.characters.kinds.contains(.loneSurrogate),
          let start = text.utf8.firstLoneSurrogate
        else { return nil }
        return Spot("half of a surrogate pair", at: text.pointer, start..<start + 3)
      } + record.fieldsWithLoneSurrogate.map { Spot("half of a surrogate pair", at: $0) }
  }
}

extension CheckedRecord {
  /// Pointers to objects that have a key with a lone surrogate.
  fileprivate var keysWithLoneSurrogate: [JSONPointer] {
    // A key with an escape has this trait too.
    guard traits.contains(.oddKeys), let root else { return [] }
    var found: [JSONPointer] = []
    func look(at node: JSONNode, _ pointer: JSONPointer) {
      var isBroken = false
      node.forEachMember(in: bytes) { member in
        let key = JSONString(raw: bytes, member.key)
        if key.hasLoneSurrogate, !isBroken {
          found.append(pointer)
          isBroken = true
        }
        look(at: member.value, pointer.appending(key))
        return true
      }
      for (index, element) in node.elements(in: bytes).enumerated() {
        look(at: element, pointer.appending(index))
      }
    }
    look(at: root, .root)
    return found
  }

  /// Pointers to strings with a lone surrogate that are neither prompt nor answer.
  fileprivate var fieldsWithLoneSurrogate: [JSONPointer] {
    reading.parts.indices.flatMap { place -> [JSONPointer] in
      guard !reading.isText(at: place) else { return [] }
      let part = reading.parts[place]
      var isBroken = false
      part.node.forEachString(in: bytes) { node in
        let text = node.string(in: bytes)
        isBroken = isBroken || text?.hasLoneSurrogate ?? false
      }
      return isBroken ? [part.pointer] : []
    }
  }
}
