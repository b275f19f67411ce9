import Curation
import JSONLines

/// The labels that records carry, to find odd ones, and labels that hardly differ.
struct LabelCounts {
  /// By field: each value, how often it comes, and where first.
  private var fields: [String: [String: (count: Int, first: RecordNumber)]] = [:]
  private static let names: [JSONKey] = [
    "label", "kto_tag", "category", "task", "task_type", "lang",
  ]
  /// More different values than these, and the field isn't a label.
  private static let most = 200

  /// Labels of harm that moderation sets use.
  private static let known: Set<String> = [
    "harmful", "harmless", "safe", "unsafe", "benign", "toxic", "non-toxic", "nontoxic", "hate",
    "not-hate", "offensive", "neutral", "normal", "spam", "ham", "violence", "sexual",
    "harassment", "self-harm", "true", "false", "0", "1",
  ]

  /// The labels of a record, by field.
  static func labels(of record: CheckedRecord) -> [(field: String, value: String)] {
    names.compactMap { name in
      guard let node = record.fields[name], node.kind != .null, node.kind != .array,
        node.kind != .object
      else { return nil }
      let value =
        record.text(of: node) ?? String(decoding: record.bytes.slice(node.range), as: UTF8.self)
      return (name.text, value)
    }
  }

  mutating func add(_ labels: [(field: String, value: String)], of record: RecordNumber) {
    for (name, value) in labels {
      guard fields[name, default: [:]].count < Self.most || fields[name]?[value] != nil else {
        continue
      }
      fields[name, default: [:]][value, default: (0, record)].count += 1
    }
  }

  /// Values of `label` that are hardly ever used, and nearly spelled as a common one.
  func unknown() -> [(RecordNumber, String)] {
    let values = fields["label"] ?? [:]
    guard values.count < Self.most else { return [] }
    let found = values.compactMap { value, place -> (RecordNumber, String)? in
      guard !Self.known.contains(value) else { return nil }
      let others = Set(values.filter { $0.value.count >= max(5, place.count * 10) }.keys)
      let near = others.union(Self.known).filter { $0.isMisspelled(as: value) }.min()
      if let near { return (place.first, "\"\(value)\" in \(place.count); is it \"\(near)\"?") }
      let most = values.values.map(\.count).max() ?? 0
      return place.count <= 3 && most >= 100
        ? (place.first, "\"\(value)\" in only \(place.count); others are in up to \(most)") : nil
    }
    return found.sorted { $0.0 < $1.0 }
  }

  /// Labels of which one is nearly all, and KTO labels out of balance.
  func unbalanced(_ limits: CheckLimits) -> [String] {
    fields.sorted { $0.key < $1.key }.flatMap { name, values -> [String] in
      let total = values.values.reduce(0) { $0 + $1.count }
      guard total >= limits.biasRecords else { return [] }
      if Set(values.keys).isSubset(of: ["true", "false"]) {
        let (good, bad) = (values["true"]?.count ?? 0, values["false"]?.count ?? 0)
        if good == 0 || bad == 0 {
          return ["\(name): all \(total) are \(good == 0 ? "false" : "true")"]
        }
        let ratio = Double(max(good, bad)) / Double(min(good, bad))
        return ratio > 4 / 3
          ? [
            "\(name): \(good) true, \(bad) false; KTO wants weights that make them 1:1 to 4:3"
          ] : []
      }
      guard let most = values.max(by: { ($0.value.count, $1.key) < ($1.value.count, $0.key) }),
        values.count > 1, most.value.count * 100 >= total * 95
      else { return [] }
      return ["\(name): \"\(most.key)\" is \(most.value.count) of \(total)"]
    }
  }
}

extension String {
  /// Whether two spellings differ in case, or in one letter put in, left out or exchanged.
  fileprivate func isMisspelled(as other: String) -> Bool {
    let (a, b) = (Array(lowercased().unicodeScalars), Array(other.lowercased().unicodeScalars))
    if a == b { return true }
    guard a.count >= 4, b.count >= 4, abs(a.count - b.count) <= 1 else { return false }
    let start = zip(a, b).prefix { $0 == $1 }.count
    let (x, y) = (a[start...], b[start...])
    return x.dropFirst().elementsEqual(y.dropFirst()) || x.dropFirst().elementsEqual(y)
      || x.elementsEqual(y.dropFirst())
  }
}
