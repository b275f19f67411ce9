import Curation
import Interface
import JSONLines

/// The report of `apply`, as text and as JSON.
extension ApplyReport {
  func text(isWritten: Bool) -> String {
    let parts = Count.allCases.filter { self[$0] > 0 }.map { kind in
      "\(self[kind]) \(self[kind] == 1 ? kind.words.replacing("copies", with: "copy") : kind.words)"
    }
    return
      "\(written) of \(records + self[.inserted]) records \(isWritten ? "" : "would be ")written"
      + (parts.isEmpty ? "" : "; " + parts.joined(separator: ", "))
  }

  var value: JSONValue {
    var members: [JSONValue.Member] = [
      .init("records", .integer(records)), .init("written", .integer(written)),
    ]
    members += Count.allCases.map { .init(JSONString($0.rawValue), .integer(self[$0])) }
    if !taken.isEmpty {
      let counts = taken.map { base, changes, untested, records -> JSONValue in
        .object([
          .init("base", .text(base.hex)), .init("changes", .integer(changes)),
          .init("untested", .integer(untested)), .init("records", .integer(records)),
        ])
      }
      members.append(.init("taken", .array(counts)))
    }
    members.append(.init("problems", .array(problems.map(\.value))))
    return .object(members)
  }
}

extension ApplyReport {
  /// What the object has.
  static var members: KeyValuePairs<String, String> {
    [
      "records": "how many the dataset has",
      "written": "how many went into the output, or would",
      "applied": "changes made to a record at its own number",
      "moved": "changes made to an equal record at another number",
      "rebased": "changes made to a record that has other bytes now",
      "untested": "of those made, the ones that say nothing of what they replace",
      "overruled": "edits not made, as reviewers' differences were decided",
      "alreadyApplied": "changes that the dataset already holds",
      "absent": "of these, changes that leave out a record that isn't there",
      "inConflict": "records left as they are, as one of their edits doesn't fit",
      "notFound": "changes whose record isn't there",
      "inserted": "records that journals add",
      "insertedElsewhere": "those that aren't, as this is a shard",
      "copiesKept": "removals of one of equal records, not made in a shard",
      "removed": "records left out because they were removed",
      "discarded": "others left out because of a verdict",
      "unreviewed": "records without a verdict",
      "disagreeing": "records on which reviewers differ, and nobody decided",
      "copies": "changes made to further records with the same bytes",
      "taken": "with --by-hash, base, changes, untested and records of each",
      "problems": "record, records, base, outcome, entries and message of each",
    ]
  }
}

extension ApplyReport.Count {
  /// The name as it is said: `already applied`.
  fileprivate var words: String {
    rawValue.map { $0.isUppercase ? " \($0.lowercased())" : String($0) }.joined()
  }
}

extension ApplyReport.Reason {
  var name: String {
    switch self {
    case .notFound: "notFound"
    case .notAdded: "notAdded"
    case .conflict: "conflict"
    case .undecided: "undecided"
    }
  }
}

extension ApplyReport.Problem {
  var text: String {
    let first = record.map { "\($0)" } ?? base.map { "the record \($0.short)" } ?? "a record"
    let name = count > 1 ? "\(first) and \(count - 1) equal to it" : first
    let who = entries.joined(separator: ", ")
    switch reason {
    case .conflict(let reason):
      return "\(name): edits in conflict (\(who)): \(reason.text); none of them is made"
    case .undecided(let isLeftOut):
      let end = isLeftOut ? "it is left out, as one discards it" : "it stays"
      return "\(name): reviewers differ (\(who)) and nobody decided (`winnow resolve` does); \(end)"
    case .notAdded(let reason):
      return "the record that \(who) adds isn't added: \(reason.text)"
    case .notFound:
      return "\(name): not found in this dataset, by number and content; \(who) not applied"
    }
  }

  fileprivate var value: JSONValue {
    var members: [JSONValue.Member] = []
    if let record { members.append(.init("record", .integer(record.value))) }
    if count > 1 { members.append(.init("records", .integer(count))) }
    if let base { members.append(.init("base", .text(base.hex))) }
    members.append(.init("outcome", .text(reason.name)))
    members.append(.init("entries", .array(entries.map { .text($0) })))
    members.append(.init("message", .text(text)))
    return .object(members)
  }
}
