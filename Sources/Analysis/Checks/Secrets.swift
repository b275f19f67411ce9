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
  /// All that is found. In JSON that stands in a string its escapes are no letters.
  func secrets(_ wanted: Rule.Secrets) -> [Spot] {
    var found: [(range: Range<Int>, name: String)] = []
    let utf8 = withoutEscapes
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
    found.sort { $0.range.lowerBound < $1.range.lowerBound }
    return found.map { Spot($0.name, at: pointer, $0.range, mask: "[\($0.name)]") }
  }

  /// The text; where it is JSON, blanks in the place of its escapes, so that a `\n` before a word is
  /// none of its letters.
  private var withoutEscapes: [UInt8] {
    guard let first = utf8.first, first == UInt8(ascii: "{") || first == UInt8(ascii: "["),
      utf8.firstOffset(of: UInt8(ascii: "\\")) != nil, (try? JSONNode.parse(Bytes(utf8))) != nil
    else { return utf8 }
    var text = utf8
    var place = 0
    while let escape = text.firstOffset(of: UInt8(ascii: "\\"), from: place) {
      let length = text[escape + 1] == UInt8(ascii: "u") ? 6 : 2
      for offset in escape..<escape + length { text[offset] = 0x20 }
      place = escape + length
    }
    return text
  }

  /// The text without what findings in it would have masked.
  fileprivate func masked(_ findings: [Finding]) -> JSONValue {
    var masked: [UInt8] = []
    var end = 0
    for finding in findings.sorted(by: { $0.range?.lowerBound ?? 0 < $1.range?.lowerBound ?? 0 }) {
      guard let range = finding.range, let mask = finding.mask, range.upperBound > end else {
        continue
      }
      // Of two that overlap, the second's mask would say where the first ends.
      if range.lowerBound >= end { masked += utf8[end..<range.lowerBound] + Array(mask.utf8) }
      end = range.upperBound
    }
    return .string(JSONString(wtf8: masked + utf8[end...]))
  }
}

extension CheckedRecord {
  /// The findings, the first of each text with the fix that masks all of that text, whichever rules
  /// found it: a journal holds new texts whole, and what is masked last would stand in it.
  func masking(_ findings: [Finding]) -> [Finding] {
    var findings = findings
    let places = findings.indices.filter { findings[$0].mask != nil }
    let texts = Dictionary(textsAndAsides.map { ($0.pointer, $0) }) { first, _ in first }
    for (pointer, places) in Dictionary(grouping: places, by: { findings[$0].pointer }) {
      guard let pointer, let text = texts[pointer] else { continue }
      findings[places[0]].fix = .mask(pointer, text.masked(places.map { findings[$0] }))
    }
    return findings
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
