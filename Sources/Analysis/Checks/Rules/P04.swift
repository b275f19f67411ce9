import JSONLines

extension Rule {
  static let p04 = Rule(
    "P04", .error, "an empty side",
    "Nothing is preferred to something, or the other way round.",
    mistakes: "A refusal to answer that is silence on purpose.", needs: .sides
  ) { record in
    guard let sides = record.sides else { return [] }
    let both: [(JSONKey, [UInt8])] = [("chosen", sides.chosen), ("rejected", sides.rejected)]
    return both.compactMap { name, text in
      // Only a text that begins with white space may be nothing else.
      if let first = text.first, !first.mayBeginSpace { return nil }
      return String(decoding: text, as: UTF8.self).allSatisfy(\.isWhitespace)
        ? Spot("\(name.text) is empty", at: JSONPointer(key: name)) : nil
    }
  }
}
