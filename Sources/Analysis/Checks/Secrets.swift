import Curation
import JSONLines

extension Rule.Secret {
  /// - Parameter cluster: how many digits stand near each other in the text.
  fileprivate func mayBeIn(_ text: [UInt8], _ cluster: Int) -> Bool {
    guard cluster >= digits else { return false }
    switch sign {
    case nil: return true
    case .byte(let byte, let times, let isBeside): return text.has(byte, times, between: isBeside)
    case .either(let beginnings):
      return beginnings.contains { text.firstOffset(of: Array($0.utf8)) != nil }
    }
  }
}

extension [UInt8] {
  /// Whether a byte stands there so often between bytes of a kind.
  fileprivate func has(_ byte: UInt8, _ times: Int, between isBeside: (UInt8) -> Bool) -> Bool {
    var (from, found) = (1, 0)
    while from < count, let place = firstOffset(of: byte, from: from), place + 1 < count {
      if isBeside(self[place - 1]), isBeside(self[place + 1]) { found += 1 }
      if found == times { return true }
      from = place + 1
    }
    return false
  }

  /// How many digits stand near each other at most: no more than two other bytes from one to the next,
  /// as numbers are written that people group.
  fileprivate var largestClusterOfDigits: Int {
    var (most, count, lastPlace) = (0, 0, -3)
    withUnsafeBufferPointer { bytes in
      for place in 0..<bytes.count where bytes[place] &- 0x30 < 10 {
        count = place - lastPlace <= 3 ? count + 1 : 1
        most = Swift.max(most, count)
        lastPlace = place
      }
    }
    return most
  }
}

extension CheckedRecord {
  /// All that is found in each text, with one fix a text that masks all of them.
  func secrets(_ wanted: [Rule.Secret]) -> [Spot] {
    texts.flatMap { text -> [Spot] in
      var found: [(range: Range<Int>, name: String)] = []
      let cluster = text.survey.digits < 2 ? text.survey.digits : text.utf8.largestClusterOfDigits
      for secret in wanted where secret.mayBeIn(text.utf8, cluster) {
        for range in secret.expression?.matches(in: text.utf8) ?? [] {
          let value = String(decoding: text.utf8[range], as: UTF8.self)
          let isNew = !found.contains { $0.range.overlaps(range) }
          if isNew, secret.isValid(value) { found.append((range, secret.name)) }
        }
      }
      guard !found.isEmpty else { return [] }
      found.sort { $0.range.lowerBound < $1.range.lowerBound }
      var masked: [UInt8] = []
      var end = 0
      for (range, name) in found {
        masked += text.utf8[end..<range.lowerBound] + Array("[\(name)]".utf8)
        end = range.upperBound
      }
      masked += text.utf8[end...]
      let fix = Command.mask(text.pointer, .text(String(decoding: masked, as: UTF8.self)))
      return found.enumerated().map { index, found in
        Spot(found.name, at: text.pointer, found.range, fix: index == 0 ? fix : nil)
      }
    }
  }
}

extension Rule {
  final class Secret: Sendable {
    let name: String
    /// Digits that it has at least, near each other.
    let digits: Int
    /// What it can't be without, and what is quickly looked for.
    let sign: Sign?
    let expression: RegularExpression?
    let isValid: @Sendable (String) -> Bool

    init(
      name: String, digits: Int = 0, sign: Sign? = nil, expression: RegularExpression?,
      isValid: @escaping @Sendable (String) -> Bool = { _ in true }
    ) {
      self.name = name
      self.digits = digits
      self.sign = sign
      self.expression = expression
      self.isValid = isValid
    }

    enum Sign: Sendable {
      /// So often at least, and each between bytes of a kind.
      case byte(UInt8, Int, between: @Sendable (UInt8) -> Bool)
      case either([String])
    }

    /// The terms without which it isn't there.
    var beginnings: [String] {
      if case .either(let beginnings) = sign { beginnings } else { [] }
    }
  }
}
