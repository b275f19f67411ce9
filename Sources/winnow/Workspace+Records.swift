import Analysis
import Curation
import Interface
import JSONLines
import Storage

/// Which records a command works on, and how they are written.
extension Workspace {
  /// The records of the dataset, and those that journals add.
  var records: [RecordNumber] {
    let set = self.set
    return (0..<set.originalCount).map { RecordNumber(position: $0) }
      + set.insertedRecords.filter(set.isThere)
  }

  /// Returns all records that a query matches, in order; all of them without a query. Where there
  /// are none, says what the query names that no record has, as it may be mistyped.
  func records(matching query: Query?) throws(Failure) -> [RecordNumber] {
    guard let query = try query?.naming(suggested: suggestedScores) else { return records }
    let found = found(query)
    if found.isEmpty { complainOfAbsentNames(in: query) }
    return found
  }

  private func found(_ query: Query) -> [RecordNumber] {
    let all = (0..<self.set.source.recordCount).map { RecordNumber(position: $0) }
    return QueryMatcher(query, in: set, as: shape).matches(among: all)
  }

  /// The highest score of what is suggested for each record and the user hasn't answered; nil if
  /// nothing of it has one.
  private func suggestedScores() throws(Failure) -> [RecordNumber: Double?] {
    let found = try Suggestions.all(for: self, and: []).found
    return self.set.scores(ofOpen: found.values.joined(), for: actor)
  }

  /// Returns the records among `numbers` that `apply` would keep.
  func kept(_ numbers: [RecordNumber], _ rule: KeepRule = KeepRule()) -> [RecordNumber] {
    complainOfUndecided(numbers, rule)
    let set = self.set
    return numbers.filter { set.disposition(of: $0, rule) != .leftOut }
  }

  /// Says on which records reviewers differ, if only a decision settles that.
  func complainOfUndecided(_ numbers: [RecordNumber], _ rule: KeepRule) {
    guard rule.verdicts == .adjudicated else { return }
    let set = self.set
    let open = numbers.filter { set.state(of: $0)?.isUndecided == true }
    if open.isEmpty { return }
    Output.complain(
      "reviewers differ, and nobody decided (`winnow resolve` does): \(listed(open)); "
        + "what one of them discards is left out")
  }

  /// Refuses a field that no record has, as its name is probably mistyped.
  func checkPresence(of field: Query.Field, option: String = "--by") throws(Failure) {
    guard !has(field) else { return }
    throw Failure(.usage, "\(option): no record has a field \"\(field.name)\"")
  }

  func has(_ field: Query.Field) -> Bool { !found(.has(field)).isEmpty }

  private func complainOfAbsentNames(in query: Query) {
    for condition in query.named where found(condition).isEmpty {
      switch condition {
      case .has(let field):
        let isWord = field.name.allSatisfy(\.isLetter) && Part.Role(rawValue: field.name) == nil
        let advice =
          isWord
          ? "; texts are found by their part, as assistant: or user: or chosen:, and any value by "
            + "its place, as /messages/0/content:" : ""
        Output.complain("no record has a field \"\(field.name)\"\(advice)")
      case .mark(.flagged(let category?)): Output.complain("no record has a flag \"\(category)\"")
      case .mark(.by(let actor)): Output.complain("no entry is by \"\(actor)\"")
      case .comparison(.rating(let axis), _, _):
        Output.complain("no record is rated by \"\(axis)\"")
      case .role(let role): Output.complain("no record has a turn of the role \"\(role)\"")
      default: break
      }
    }
  }

  /// Checks that the dataset is the one that was read.
  func checkUnchanged() throws(Failure) {
    let dataset = dataset
    try orFail { () throws(StorageError) in try dataset.checkUnchanged() }
  }

  /// Writes records as lines of JSON, as numbers, or as objects with both.
  func write(
    _ numbers: [RecordNumber], _ options: OutputOptions, onlyNumbers: Bool = false,
    json: Bool = false
  ) throws(Failure) {
    guard let path = options.output, path != "-" else {
      for number in numbers { Output.write(line(of: number, onlyNumber: onlyNumbers, json: json)) }
      return try checkUnchanged()
    }
    try check(outputs: [path], replacing: options.force)
    try write(numbers, to: path, replacing: options.force, onlyNumbers: onlyNumbers, json: json)
  }

  func write(
    _ numbers: [RecordNumber], to path: String, replacing: Bool, onlyNumbers: Bool = false,
    json: Bool = false
  ) throws(Failure) {
    try orFail { () throws(StorageError) in
      try Parquet.lines(for: path, replacing: replacing) { (path, replacing) throws(StorageError) in
        var file = try TextOutput(path, replacing: replacing)
        for number in numbers {
          try file.write(line(of: number, onlyNumber: onlyNumbers, json: json))
        }
        try file.finish(from: dataset)
      }
    }
  }

  /// What the objects have that stand for records.
  static var recordMembers: KeyValuePairs<String, String> {
    [
      "record": "its number", "value": "itself, as it is now",
      "text": "in place of value, the line of a record that isn't JSON",
    ]
  }

  private func line(of number: RecordNumber, onlyNumber: Bool, json: Bool) -> [UInt8] {
    if onlyNumber { return Array("\(number.value)\n".utf8) }
    let line = self.set.bytes(of: number).onOneLine
    guard json else { return line + [0x0A] }
    let isJSON = (try? JSONNode.parse(Bytes(line))) != nil
    let start = Array("{\"record\":\(number.value),\"\(isJSON ? "value" : "text")\":".utf8)
    let text = String(decoding: line, as: UTF8.self)
    return start + (isJSON ? line : JSONWriter.bytes(.text(text), .journal)) + Array("}\n".utf8)
  }
}
