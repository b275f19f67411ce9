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
  /// Whether a byte occurs at least `times` times between bytes that satisfy `isBeside`.
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
  /// All secrets in the text. If the text is JSON, its escapes aren't taken for letters.
  func secrets(_ wanted: Rule.Secrets) -> [Spot] {
    guard wanted.mayBe(in: survey) else { return [] }
    var found: [(range: Range<Int>, name: String)] = []
    let whole = withoutEscapes
    var utf8 = whole
    // What touches a secret may be seen for one only when that is masked.
    var known = -1
    while known < found.count {
      known = found.count
      // Numbers may be written in groups, with up to two characters between them.
      let cluster = survey.digits < 2 ? survey.digits : utf8.largestClusterOfDigits(gap: 2)
      for place in wanted.all.indices
      where wanted.digits[place] <= cluster && survey.marks.isSuperset(of: wanted.marks[place]) {
        let secret = wanted.all[place]
        guard secret.mayBeIn(utf8) else { continue }
        var end = 0
        while let range = secret.expression?.firstMatch(in: utf8, from: end) {
          end = range.upperBound
          guard utf8[range] == whole[range],
            secret.isValid(String(decoding: utf8[range], as: UTF8.self))
          else { continue }
          found.append((range, secret.name))
          for offset in range { utf8[offset] = UInt8(ascii: "]") }
        }
      }
    }
    found.sort { $0.range.lowerBound < $1.range.lowerBound }
    return found.map { Spot($0.name, at: pointer, $0.range, mask: "[\($0.name)]") }
  }

  /// The text; if it is JSON, with escapes replaced by spaces or by the letter that they are, so
  /// that the letter of a `\n` isn't part of the next word.
  private var withoutEscapes: [UInt8] {
    guard survey.marks.contains(.backslash), let first = utf8.first,
      first == UInt8(ascii: "{") || first == UInt8(ascii: "["),
      (try? JSONNode.parse(Bytes(utf8))) != nil
    else { return utf8 }
    var text = utf8
    var place = 0
    while let escape = text.firstOffset(of: UInt8(ascii: "\\"), from: place) {
      let isCode = text[escape + 1] == UInt8(ascii: "u")
      let end = escape + (isCode ? 6 : 2)
      let code = String(decoding: text[(escape + 2)..<end], as: UTF8.self)
      // A letter fills its escape, so that it is masked with its word.
      let letter = UInt8(code, radix: 16).flatMap { $0.isASCIILetter ? $0 : nil }
      for offset in escape..<end { text[offset] = letter ?? 0x20 }
      place = end
    }
    return text
  }

  /// The text with the masks of the findings in it applied. If it is JSON, it stays so.
  fileprivate func masked(_ masks: [(range: Range<Int>, mask: [UInt8])]) -> JSONString {
    var masked = replaced(masks)
    if (try? JSONNode.parse(Bytes(masked))) == nil, let root = try? JSONNode.parse(Bytes(utf8)),
      root.kind == .object || root.kind == .array
    {
      masked = replaced(masks.map { inside(root, $0.0, $0.1) })
    }
    return JSONString(wtf8: masked)
  }

  /// The text with all masked that some rules find in it, also what they find only once what it
  /// touches is masked.
  fileprivate func masked(
    _ masks: [(range: Range<Int>, mask: [UInt8])], by rules: [Rule], in record: CheckedRecord
  ) -> JSONValue {
    var (text, masks) = (self, masks)
    for _ in 0..<Self.mostRounds {
      let masked = text.masked(masks)
      text = CheckedRecord.Text(masked, at: pointer, isAside ? nil : role, response)
      let spots = rules.flatMap { rule -> [Spot] in
        guard case .atTexts(let texts, let look) = rule.look, !texts.isDisjoint(with: text.kind)
        else { return [] }
        return look(text, record)
      }
      masks = spots.compactMap { Self.mask($0.mask, of: $0.range) }
      if masks.isEmpty { return .string(masked) }
    }
    return .string(JSONString(wtf8: text.utf8))
  }

  private static let mostRounds = 10

  fileprivate static func mask(
    _ mask: String?, of range: Range<Int>?
  ) -> (range: Range<Int>, mask: [UInt8])? {
    guard let mask, let range else { return nil }
    return (range, Array(mask.utf8))
  }

  private func replaced(_ masks: [(range: Range<Int>, mask: [UInt8])]) -> [UInt8] {
    var masked: [UInt8] = []
    var end = 0
    for (range, mask) in masks.sorted(by: { $0.range.lowerBound < $1.range.lowerBound })
    where range.upperBound > end {
      // If two overlap, the mask of the second would reveal where the first ends.
      if range.lowerBound >= end { masked += utf8[end..<range.lowerBound] + mask }
      end = range.upperBound
    }
    return masked + utf8[end...]
  }

  /// A mask in a text that is JSON: for a number, the whole of it and a string.
  private func inside(
    _ root: JSONNode, _ range: Range<Int>, _ mask: [UInt8]
  ) -> (Range<Int>, [UInt8]) {
    let bytes = Bytes(utf8)
    func number(in node: JSONNode) -> JSONNode? {
      guard node.range.lowerBound <= range.lowerBound, range.upperBound <= node.range.upperBound
      else { return nil }
      if node.kind == .number { return node }
      return (node.members(in: bytes).map(\.value) + node.elements(in: bytes)).lazy
        .compactMap(number).first
    }
    let quote = [UInt8(ascii: "\"")]
    return number(in: root).map { ($0.range, quote + mask + quote) } ?? (range, mask)
  }
}

extension CheckedRecord {
  /// Gives the first finding in each text a fix that masks everything found in that text by any
  /// of some rules. Masking one after the other would write the unmasked rest to the journal, which
  /// records new texts in full.
  func masking(_ findings: [Finding], by rules: [Rule]) -> [Finding] {
    var findings = findings
    let places = findings.indices.filter { findings[$0].mask != nil }
    let texts = Dictionary(grouping: textsAndAsides, by: \.pointer)
    for (pointer, places) in Dictionary(grouping: places, by: { findings[$0].pointer }) {
      // Where an object repeats a key, a pointer names no single text, and can't be edited.
      guard let pointer, let all = texts[pointer], all.count == 1, let text = all.first else {
        for place in places { findings[place].mask = nil }
        continue
      }
      let masks = places.compactMap {
        CheckedRecord.Text.mask(findings[$0].mask, of: findings[$0].range)
      }
      findings[places[0]].fix = .mask(pointer, text.masked(masks, by: rules, in: self))
    }
    return findings
  }
}

extension Rule {
  struct Secrets: Sendable {
    let all: [Secret]
    /// The minimum number of digits of each: most texts have too few for nearly all.
    let digits: [Int]
    /// The symbols that each contains.
    let marks: [EncodedText.Survey.Marks]

    init(_ all: [Secret]) {
      self.all = all
      digits = all.map(\.digits)
      marks = all.map(\.marks)
      marksWithoutDigits = all.filter { $0.digits == 0 }.map(\.marks)
    }

    /// The symbols that each of those contains that need no digits.
    private let marksWithoutDigits: [EncodedText.Survey.Marks]

    /// Whether a text has what one of them needs, as far as its survey tells.
    func mayBe(in survey: EncodedText.Survey) -> Bool {
      survey.digits > 0 || marksWithoutDigits.contains { survey.marks.isSuperset(of: $0) }
    }
  }

  final class Secret: Sendable {
    let name: String
    /// The minimum number of digits that it has, close to each other.
    let digits: Int
    /// The symbols that it contains.
    let marks: EncodedText.Survey.Marks
    /// A necessary part that is quickly searched for; nil if there is none.
    let sign: Sign?
    let expression: RegularExpression?
    let isValid: @Sendable (String) -> Bool

    init(
      name: String, digits: Int = 0, marks: EncodedText.Survey.Marks = [], sign: Sign? = nil,
      expression: RegularExpression?,
      isValid: @escaping @Sendable (String) -> Bool = { _ in true }
    ) {
      self.name = name
      self.digits = digits
      self.marks = marks
      self.sign = sign
      self.expression = expression
      self.isValid = isValid
    }

    enum Sign: Sendable {
      /// A byte that occurs at least so often between bytes of a certain kind.
      case byte(UInt8, Int, between: @Sendable (UInt8) -> Bool)
      case either([String])
    }

    /// The terms of which it must contain one; empty if it needs none.
    var beginnings: [String] {
      if case .either(let beginnings) = sign { beginnings } else { [] }
    }
  }
}
