import Curation
import JSONLines

extension Rule {
  static let p11 = Rule(
    "P11", .error, "a KTO label that is no boolean",
    "`label` beside a completion must be true or false; a string counts as true.",
    mistakes: "A label that a loader maps to booleans."
  ) { record in
    guard let label = record.fields["label"], label.kind != .bool, record.fields["prompt"] != nil,
      record.fields["completion"] != nil
    else { return [] }
    return [Spot("label is no boolean", at: JSONPointer(["label"]))]
  }
}
