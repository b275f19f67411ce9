import Curation
import JSONLines

/// Counts the labels of records.
struct LabelCounts {
  /// For each field, the count of each value and the first record that has it.
  private(set) var fields: [String: [String: (count: Int, first: RecordNumber)]] = [:]
  private static let names: [JSONKey] = [
    "label", "kto_tag", "category", "task", "task_type", "lang",
  ]
  /// The maximum number of different values counted per field.
  static let most = 200

  /// The labels of a record, by field.
  static func labels(of record: CheckedRecord) -> [(field: String, value: String)] {
    names.compactMap { name in
      guard let node = record.fields[name], node.kind != .null, node.kind != .array,
        node.kind != .object
      else { return nil }
      return (name.text, node.textOrSpelling(in: record.bytes))
    }
  }

  mutating func add(_ facts: RecordFacts) {
    for (name, value) in facts.labels {
      fields[name, default: [:]].count(value, facts.number)
    }
  }
}

extension [String: (count: Int, first: RecordNumber)] {
  fileprivate mutating func count(_ value: String, _ number: RecordNumber) {
    guard count < LabelCounts.most || self[value] != nil else { return }
    self[value, default: (0, number)].count += 1
  }
}
