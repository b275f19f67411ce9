import Curation
import JSONLines

extension Rule {
  static let c01 = Rule(
    "C01", .error, "no turns",
    "The list of turns is missing, empty, or no list. Trainers that look at its first element fail.",
    mistakes: "A record that has its turns under another name beside an empty list."
  ) { record in
    var spots = record.conversations.filter(\.turns.isEmpty).map {
      Spot("\($0.name) is empty", at: $0.pointer)
    }
    for name in ["messages", "conversations"] as [JSONKey] {
      if let node = record.fields[name], node.kind != .array {
        spots.append(Spot("\(name.text) is no list", at: JSONPointer(key: name)))
      }
    }
    return spots
  }
}
