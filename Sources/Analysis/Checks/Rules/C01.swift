import Curation
import JSONLines

extension Rule {
  static let c01 = Rule(
    "C01", .error, "no turns",
    "The list of turns is missing, empty, or no list. Trainers that look at its first element fail.",
    mistakes: "A record that has its turns under another name beside an empty list.", needs: .turns
  ) { record in
    let empty = record.conversations.lazy.filter { $0.turns.isEmpty }.map {
      Spot("\($0.name) is empty", at: $0.pointer)
    }
    let others = CheckedRecord.mainLists.lazy.filter { name in
      record.fields[name].map { $0.kind != .array } ?? false
    }
    .map { Spot("\($0.text) is no list", at: JSONPointer(key: $0)) }
    return Array(empty) + others
  }
}
