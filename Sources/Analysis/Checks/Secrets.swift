import Curation
import JSONLines

extension Rule.Secret {
  fileprivate func mayBeIn(_ text: [UInt8]) -> Bool {
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
}

extension CheckedRecord.Text {
  /// All that is found, with one fix that masks all of it.
  func secrets(_ wanted: Rule.Secrets) -> [Spot] {
    var found: [(range: Range<Int>, name: String)] = []
    // As numbers are written that people group.
    let cluster = survey.digits < 2 ? survey.digits : utf8.largestClusterOfDigits(gap: 2)
    for place in wanted.all.indices where wanted.digits[place] <= cluster {
      let secret = wanted.all[place]
      guard secret.mayBeIn(utf8) else { continue }
      for range in secret.expression?.matches(in: utf8) ?? [] {
        let value = String(decoding: utf8[range], as: UTF8.self)
        let isNew = !found.contains { $0.range.overlaps(range) }
        if isNew, secret.isValid(value) { found.append((range, secret.name)) }
      }
    }
    guard !found.isEmpty else { return [] }
    found.sort { $0.range.lowerBound < $1.range.lowerBound }
    var masked: [UInt8] = []
    var end = 0
    for (range, name) in found {
      masked += utf8[end..<range.lowerBound] + Array("[\(name)]".utf8)
      end = range.upperBound
    }
    masked += utf8[end...]
    let fix = Command.mask(pointer, .text(String(decoding: masked, as: UTF8.self)))
    return found.enumerated().map { index, found in
      Spot(found.name, at: pointer, found.range, fix: index == 0 ? fix : nil)
    }
  }
}

extension Rule {
  struct Secrets: Sendable {
    let all: [Secret]
    /// The digits that each has at least: most texts have too few for nearly all.
    let digits: [Int]

    init(_ all: [Secret]) {
      self.all = all
      digits = all.map(\.digits)
    }
  }

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
