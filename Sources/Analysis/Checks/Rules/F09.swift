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
  /// Pointers to the record and those of its turns that have a key with a lone surrogate.
  fileprivate var keysWithLoneSurrogate: [JSONPointer] {
    // A key with an escape has this trait too.
    guard traits.contains(.oddKeys) else { return [] }
    func isBroken(_ members: JSONMembers) -> Bool {
      members.all.contains { member in
        bytes.firstOffset(of: UInt8(ascii: "\\"), in: member.key) != nil
          && JSONString(raw: bytes, member.key).hasLoneSurrogate
      }
    }
    return (isBroken(fields) ? [.root] : [])
      + turns.lazy.filter { isBroken($0.members) }.map(\.pointer)
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
