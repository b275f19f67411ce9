import Curation
import JSONLines

extension Rule {
  /// Rules about JSON itself.
  static let fileRules = [
    f01, f06, f07, f08, f09, f12, f14,
  ]

  private static let f01 = Rule(
    "F01", .error, "not JSON",
    """
    The line can't be parsed, so every trainer ends with an error or leaves it out. Repair it as
    text (`winnow edit --raw`), or remove it.
    """
  ) { record in
    guard let problem = record.reading.problem, problem.problem != .invalidUTF8,
      !record.hasInfinity
    else { return [] }
    return [Spot(problem.text)]
  }

  private static let f06 = Rule(
    "F06", .error, "invalid UTF-8",
    "Bytes that are no text. Python's readers stop there, or replace them with U+FFFD."
  ) { record in
    guard let problem = record.reading.problem, problem.problem == .invalidUTF8 else { return [] }
    return [Spot(problem.text)]
  }

  private static let f07 = Rule(
    "F07", .warning, "an object has a key twice",
    "Most readers keep the last value and say nothing; the first is lost."
  ) { record in
    guard let root = record.root, root.hasDuplicatesInside(record.bytes) else { return [] }
    var spots: [Spot] = []
    record.forEachObject(root, .root) { node, pointer in
      if node.hasDuplicateMembers(in: record.bytes) {
        spots.append(Spot("a key stands twice in this object", at: pointer))
      }
    }
    return spots
  }

  private static let f08 = Rule(
    "F08", .warning, "NaN, Infinity, or a number too large",
    """
    Python writes NaN and Infinity, JSON has no such numbers, and other readers refuse the line. A
    number like 1e400 becomes infinite without a word.
    """
  ) { record in
    if record.hasInfinity { return [Spot(record.reading.problem?.text ?? "NaN or Infinity")] }
    // Shorter numbers are finite: 1e400 is the least way to write one that isn't.
    return record.numbers(from: 5).compactMap { node, pointer in
      let text = String(decoding: record.bytes.slice(node.range), as: UTF8.self)
      return Double(text)?.isInfinite == true ? Spot("\(text) is infinite", at: pointer) : nil
    }
  }

  private static let f09 = Rule(
    "F09", .warning, "a lone surrogate",
    "An escape like \\ud800 without its other half is no character; writing it as UTF-8 fails."
  ) { record in
    record.texts.compactMap { text in
      guard text.survey.highestByte >= 0xED, let start = text.utf8.firstLoneSurrogate else { return nil }
      return Spot("half of a surrogate pair", at: text.pointer, start..<start + 3)
    }
  }

  private static let f12 = Rule(
    "F12", .warning, "a whole number outside ±2^53",
    "Readers that hold numbers as doubles change its last digits; write it as a string."
  ) { record in
    record.numbers(from: 16).compactMap { node, pointer in
      let text = String(decoding: record.bytes.slice(node.range), as: UTF8.self)
      guard text.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) }),
        Int(text).map({ abs($0) > 9_007_199_254_740_992 }) ?? true
      else { return nil }
      return Spot("\(text) is outside ±2^53", at: pointer)
    }
  }

  private static let f14 = Rule(
    "F14", .warning, "a raw line separator in a string",
    """
    U+2028, U+2029 and U+0085 may stand in JSON strings, but Python's splitlines() cuts the line
    there. Written as escapes they are harmless.
    """
  ) { record in
    record.bytes.firstLineSeparator.map { [Spot("a raw line separator at byte \($0 + 1)")] } ?? []
  }
}

extension CheckedRecord {
  fileprivate var hasInfinity: Bool {
    guard case .unexpectedByte(let byte)? = reading.problem?.problem else { return false }
    return byte == UInt8(ascii: "N") || byte == UInt8(ascii: "I")
  }

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

  /// Numbers that stand among a record's parts and fields.
  ///
  /// - Parameter length: shorter ones are left out.
  fileprivate func numbers(from length: Int) -> [(JSONNode, JSONPointer)] {
    reading.parts.compactMap { part in
      part.node.kind == .number && part.node.range.count >= length ? (part.node, part.pointer) : nil
    }
  }
}

extension JSONNode {
  /// Whether an object in this value has a key twice.
  fileprivate func hasDuplicatesInside(_ bytes: Bytes) -> Bool {
    var isFound = false
    switch kind {
    case .object:
      if hasDuplicateMembers(in: bytes) { return true }
      forEachMember(in: bytes) { member in
        isFound = member.value.hasDuplicatesInside(bytes)
        return !isFound
      }
    case .array:
      forEachElement(in: bytes) { element in
        isFound = element.hasDuplicatesInside(bytes)
        return !isFound
      }
    default: break
    }
    return isFound
  }
}

extension Bytes {
  /// Offset of the first U+2028, U+2029 or U+0085 that isn't written as an escape.
  fileprivate var firstLineSeparator: Int? {
    for (lead, tails) in [
      (0xE2, [[0x80, 0xA8], [0x80, 0xA9]]), (0xC2, [[0x85]]),
    ] as [(UInt8, [[UInt8]])] {
      var start = 0
      while let offset = firstOffset(of: lead, in: start..<count) {
        start = offset + 1
        if tails.contains(where: { self[start...].starts(with: $0) }) { return offset }
      }
    }
    return nil
  }
}

extension [UInt8] {
  /// Where half a surrogate pair stands in WTF-8.
  fileprivate var firstLoneSurrogate: Int? {
    guard count > 2 else { return nil }
    return (0..<count - 2).first { self[$0] == 0xED && self[$0 + 1] >= 0xA0 }
  }
}
