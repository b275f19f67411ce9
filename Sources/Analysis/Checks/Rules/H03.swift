import Curation
import JSONLines

extension Rule {
  static let h03 = Rule(
    "H03", .warning, "the safer response is the unsafe one",
    "safer_response_id names a response that is unsafe while the other one is safe.",
    mistakes: "A slip of the safety label rather than of the choice.", needs: .verdicts
  ) { record in
    guard record.reading.shape == .safetyPair else { return [] }
    for name in ["safer_response_id", "better_response_id"] as [JSONKey] {
      guard let id = record.number(name), id != 0, id != 1 else { continue }
      return [Spot("it is \(id.written), not 0 or 1", at: JSONPointer(key: name), nil, .error)]
    }
    guard let id = record.number("safer_response_id") else { return [] }
    let at = JSONPointer(["safer_response_id"])
    let (here, there) = (Int(id), 1 - Int(id))
    guard record.isSafe(here) == false, record.isSafe(there) == true else { return [] }
    return [Spot("response_\(here) is unsafe, response_\(there) is safe", at: at)]
  }
}
