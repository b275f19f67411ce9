import Curation
import JSONLines

extension Rule.Secret {
  func mayBeIn(_ text: CheckedRecord.Text) -> Bool {
    text.survey.digits >= digits && sign.map { text.utf8.contains($0) } ?? true
  }
}

extension CheckedRecord {
  /// All that is found in each text, with one fix a text that masks all of them.
  func secrets(_ wanted: [Rule.Secret]) -> [Spot] {
    texts.flatMap { text -> [Spot] in
      var found: [(range: Range<Int>, name: String)] = []
      for secret in wanted where secret.mayBeIn(text) {
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
  struct Secret: Sendable {
    var name: String
    /// Digits that it has at least; one of no digits has a sign that is looked for first.
    var digits = 0
    var sign: UInt8?
    var expression: RegularExpression?
    var isValid: @Sendable (String) -> Bool = { _ in true }
  }
}
