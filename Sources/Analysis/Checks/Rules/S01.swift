import Curation
import JSONLines

extension Rule {
  static let s01 = Rule(
    "S01", .error, "steps and labels differ in number",
    "Each completion of a stepwise record needs its label.",
    mistakes: "Never: each step has a label.", needs: .verdicts
  ) { record in
    guard record.reading.shape == .stepwise, let steps = record.fields["completions"],
      let labels = record.fields["labels"], labels.kind == .array
    else { return [] }
    let (a, b) = (
      steps.elements(in: record.bytes).count, labels.elements(in: record.bytes).count
    )
    return a == b ? [] : [Spot("\(a) completions, \(b) labels", at: JSONPointer(["labels"]))]
  }
}
