import Curation
import JSONLines

extension Rule {
  static let s02 = Rule(
    "S02", .error, "a step's label that is neither true, false nor a number",
    "Trainers read booleans or numbers.",
    mistakes: "Labels that a loader maps to numbers.", needs: .verdicts
  ) { record in
    guard record.reading.shape == .stepwise, let labels = record.fields["labels"] else {
      return []
    }
    return labels.elements(in: record.bytes).enumerated()
      .filter { $0.element.kind != .bool && $0.element.kind != .number }
      .map { Spot("a label of another type", at: JSONPointer(["labels"]).appending($0.offset)) }
  }
}
