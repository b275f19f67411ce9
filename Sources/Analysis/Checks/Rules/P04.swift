import JSONLines

extension Rule {
  static let p04 = Rule(
    "P04", .error, "an empty side",
    "Nothing is preferred to something, or the other way round; or one side is null or isn't there.",
    mistakes: "A refusal to answer that is silence on purpose.", needs: .sides
  ) { record in
    guard let sides = record.sides else { return record.missingSide }
    if record.sidesCallTools { return [] }
    let both = zip([("chosen", sides.chosen), ("rejected", sides.rejected)], record.sidePointers)
    return both.compactMap { side, pointer in
      let (name, text) = side
      // Only a text that begins with white space may be blank.
      if let first = text.first, !first.mayBeginSpace { return nil }
      return String(decoding: text, as: UTF8.self).allSatisfy(\.isWhitespace)
        ? Spot("\(name) is empty", at: pointer) : nil
    }
  }
}

extension CheckedRecord {
  /// A spot for the missing side, if a pair has only one.
  fileprivate var missingSide: [Spot] {
    let both: [JSONKey] = ["chosen", "rejected"]
    let there = both.filter { fields[$0].map { $0.kind != .null } ?? false }
    guard there.count == 1, let lacking = both.first(where: { $0 != there[0] }) else { return [] }
    return fields[lacking] == nil
      ? [Spot("it has \(there[0].text) and no \(lacking.text)")]
      : [Spot("\(lacking.text) is null", at: JSONPointer(key: lacking))]
  }
}
