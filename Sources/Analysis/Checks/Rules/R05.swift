import Curation
import JSONLines

extension Rule {
  static let r05 = Rule(
    "R05", .error, "the same response twice",
    "One text under two ranks is preferred to itself.",
    mistakes: "Samples of one model that happen to be equal: keep one.", needs: .ranks
  ) { record in
    guard record.reading.shape == .ranked else { return [] }
    var seen: [CheckedRecord.Text] = []
    return record.texts.compactMap { text in
      guard let response = text.response else { return nil }
      guard seen.contains(where: { $0.fingerprint == text.fingerprint && $0.utf8 == text.utf8 })
      else {
        seen.append(text)
        return nil
      }
      let pointer = record.reading.responses[response].pointer
      return Spot("this text stands here a second time", at: pointer)
    }
  }
}
