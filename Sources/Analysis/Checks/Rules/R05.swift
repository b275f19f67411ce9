import Curation
import JSONLines

extension Rule {
  static let r05 = Rule(
    "R05", .error, "the same response twice",
    "One text under two ranks is preferred to itself.",
    mistakes: "Samples of one model that happen to be equal: keep one.", needs: .ranks
  ) { record in
    guard record.reading.shape == .ranked else { return [] }
    var seen: [(fingerprint: UInt64, text: [UInt8])] = []
    return zip(record.responses, record.reading.responses).compactMap { text, response in
      let fingerprint = text.withUnsafeBufferPointer { EncodedText($0).fingerprint }
      let isNew = !seen.contains { $0.fingerprint == fingerprint && $0.text == text }
      if isNew {
        seen.append((fingerprint, text))
        return nil
      }
      return Spot("this text stands here a second time", at: response.pointer)
    }
  }
}
