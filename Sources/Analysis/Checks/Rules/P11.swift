import Curation
import JSONLines

extension Rule {
  static let p11 = Rule(
    "P11", .error, "a KTO label that is no boolean",
    """
    `label` beside a completion, or beside turns where it says yes or no, and `kto_tag` anywhere
    must be true or false. At a string TRL fails, and LLaMA-Factory leaves the record out.
    """,
    mistakes: "A label that a loader maps to booleans."
  ) { record in
    if let tag = record.fields["kto_tag"], tag.kind != .bool {
      return [Spot("kto_tag is no boolean", at: JSONPointer(["kto_tag"]))]
    }
    guard let label = record.fields["label"], label.kind != .bool else { return [] }
    let isKTO =
      record.fields["prompt"] != nil && record.fields["completion"] != nil
      || !record.conversations.isEmpty && record.saysYesOrNo(label)
    return isKTO ? [Spot("label is no boolean", at: JSONPointer(["label"]))] : []
  }
}

extension CheckedRecord {
  fileprivate func saysYesOrNo(_ label: JSONNode) -> Bool {
    guard label.range.count <= 7 else { return false }  // quotes included
    return AnswerLabel.truth(label.textOrSpelling(in: bytes)) != nil
  }
}
