import Curation
import JSONLines

extension Rule {
  static let r01 = Rule(
    "R01", .error, "fewer than two responses",
    "There is nothing to rank.",
    mistakes: "Records that wait for more responses.", needs: .ranks
  ) { record in
    let key: JSONKey = record.fields["responses"] == nil ? "answers" : "responses"
    guard record.reading.shape == .ranked || key == "responses", let list = record.fields[key],
      list.kind == .array
    else { return [] }
    let count = list.elements(in: record.bytes, limit: 2).count
    return count < 2 ? [Spot("\(count) responses", at: JSONPointer(key: key))] : []
  }
}
