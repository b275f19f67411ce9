import JSONLines

extension Rule {
  static let f12 = Rule(
    "F12", .warning, "a whole number outside ±2^53",
    "Readers that hold numbers as doubles change its last digits; write it as a string.",
    mistakes: "Identifiers that nobody calculates with, read by Python alone.", needs: .longNumbers
  ) { record in
    record.numbers(from: 16).compactMap { node, pointer in
      let text = node.spelling(in: record.bytes)
      guard text.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) }),
        Int(text).map({ $0.magnitude > Int.exactLimit }) ?? true
      else { return nil }
      return Spot("\(text) is outside ±2^53", at: pointer)
    }
  }
}
