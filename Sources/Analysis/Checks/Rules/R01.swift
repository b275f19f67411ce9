import Curation
import JSONLines

extension Rule {
  static let r01 = Rule(
    "R01", .error, "fewer than two responses",
    "There is nothing to rank.",
    mistakes: "Records that wait for more responses.", needs: .ranks
  ) { record in
    guard record.reading.shape == .ranked || record.fields["responses"] != nil,
      let list = record.fields["responses"] ?? record.fields["answers"], list.kind == .array
    else { return [] }
    let count = list.elements(in: record.bytes, limit: 2).count
    return count < 2 ? [Spot("\(count) responses", at: JSONPointer(["responses"]))] : []
  }
}
