import Curation
import JSONLines

extension Rule {
  static let h02 = Rule(
    "H02", .warning, "called safe, but with a category of harm or a severity",
    "In PKU-SafeRLHF's form a safe response has no true category and severity 0.",
    mistakes: "A response that is safe though it speaks of a category.", needs: .verdicts
  ) { record in
    guard record.reading.shape == .safetyPair else { return [] }
    return (0..<2).compactMap { side in
      guard record.isSafe(side) == true else { return nil }
      let name: JSONKey = side == 0 ? "response_0_harm_category" : "response_1_harm_category"
      let categories = record.fields[name]?.members(in: record.bytes) ?? []
      if let member = categories.first(where: { record.isTrue($0.value) }) {
        let category = JSONString(raw: record.bytes, member.key).text
        return Spot("safe, but \(category)", at: JSONPointer(key: name))
      }
      let severity: JSONKey =
        side == 0 ? "response_0_severity_level" : "response_1_severity_level"
      guard let level = record.number(severity), level > 0 else { return nil }
      return Spot("safe, but severity \(level)", at: JSONPointer(key: severity))
    }
  }
}
