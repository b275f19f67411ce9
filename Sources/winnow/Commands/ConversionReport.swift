import Analysis
import Curation
import Interface
import JSONLines

/// What became of the records that were converted.
struct ConversionReport {
  var read = 0
  /// The number of records that verdicts, removals or `--keep` leave out.
  var keptOut = 0
  var written = 0
  var problems: [(record: RecordNumber, reason: String)] = []
  var tiedPairs = 0
  var repeatedPairs = 0
  var unplacedAnswers = 0
  /// Written records that the trainer changes or loses.
  var losses: [(record: RecordNumber, loss: Finding)] = []
  /// The columns of `Format.optionalColumns` that occur.
  var optionalColumns: [String] = []
  /// The records in which a field was left out, by the field's name.
  var leftOut: [String: [RecordNumber]] = [:]

  mutating func add(_ record: RecordConversion, _ trainer: inout TrainerRun?) {
    let number = record.number
    if record.isRead { read += 1 }
    written += record.lines.count
    tiedPairs += record.tiedPairs
    repeatedPairs += record.repeatedPairs
    unplacedAnswers += record.unplacedAnswers
    problems += record.problems.map { (number, $0) }
    for name in record.leftOut { leftOut[name, default: []].append(number) }
    for name in Format.optionalColumns
    where record.columns.contains(name) && !optionalColumns.contains(name) {
      optionalColumns.append(name)
    }
    for case let judgement? in record.lines.map(\.judgement) {
      if let loss = trainer?.loss(judgement) { losses.append((number, loss)) }
    }
  }
}

extension ConversionReport {
  /// What the object has.
  static var members: KeyValuePairs<String, String> {
    [
      "read": "how many records were converted or couldn't be",
      "keptOut": "how many are left out by --keep, a verdict or a removal",
      "written": "how many lines there are",
      "leftOut": "by each field that the format has no place for, of how many",
      "tiedPairs": "how many pairs had answers of one rank",
      "repeatedPairs": "how many were of equal answers, or like another pair",
      "unplacedAnswers": "how many answers are in no pair",
      "problems": "record and reason of each that isn't carried over",
      "types": "record and reason of each column of another type than before",
      "lost": "record, rule, outcome and reason where the trainer loses something",
    ]
  }

  /// The report as one JSON object.
  ///
  /// - Parameter types: what rule F11 finds in the output.
  func value(_ types: [Finding]) -> JSONValue {
    let problems = problems.map { problem -> JSONValue in
      .object([
        .init("record", .integer(problem.record.value)), .init("reason", .text(problem.reason)),
      ])
    }
    let losses = losses.map { record, loss -> JSONValue in
      .object([
        .init("record", .integer(record.value)), .init("rule", .text(loss.rule)),
        .init("outcome", .text(loss.outcome?.rawValue ?? "")),
        .init("reason", .text(loss.message)),
      ])
    }
    let leftOut = leftOut.sorted { $0.key < $1.key }.map {
      JSONValue.Member(JSONString($0.key), .integer($0.value.count))
    }
    return .object([
      .init("read", .integer(read)), .init("keptOut", .integer(keptOut)),
      .init("written", .integer(written)), .init("leftOut", .object(leftOut)),
      .init("tiedPairs", .integer(tiedPairs)), .init("repeatedPairs", .integer(repeatedPairs)),
      .init("unplacedAnswers", .integer(unplacedAnswers)), .init("problems", .array(problems)),
      .init("lost", .array(losses)),
      .init(
        "types",
        .array(
          types.map { finding in
            .object([
              .init("record", .integer(finding.record?.value ?? 0)),
              .init("reason", .text(finding.message)),
            ])
          })),
    ])
  }

  /// Says on standard error what isn't in the output, and why.
  ///
  /// - Parameters:
  ///   - acrossLine: whether pairs are of an acceptable and another answer.
  ///   - keep: which records were to be kept.
  func tell(_ format: Format, acrossLine: Bool, keep: String) {
    list(problems.map { ("not carried over, \($0.reason)", $0.record) })
    list(
      losses.map { record, loss in
        let fate =
          loss.outcome == .crash
          ? "crashing the trainer" : "\(loss.outcome?.rawValue ?? "lost") by the trainer"
        return ("written, but \(fate), \(loss.rule) \(loss.message)", record)
      })
    for (name, records) in leftOut.sorted(by: { $0.key < $1.key }) {
      let count = grouped(records.count)
      list(
        records.map { ("\(format.rawValue) has no place for \(name): left out of \(count)", $0) })
    }
    let why = acrossLine ? "no rating, or not the same of all" : "no rank or score"
    for (count, what) in [
      (tiedPairs, "pairs of answers with one rank"),
      (repeatedPairs, "pairs left out, of equal answers or equal to another pair"),
      (unplacedAnswers, "answers in no pair (\(why))"),
    ] where count > 0 {
      Output.complain("\(what): \(grouped(count))")
    }
    let leftOut = keptOut > 0 ? "; --keep \(keep) leaves out \(grouped(keptOut))" : ""
    Output.complain("\(counted(written, "line")) written of \(counted(read, "record"))\(leftOut)")
  }
}

/// Prints reasons, each with its first records.
private func list(_ reasons: [(reason: String, record: RecordNumber)]) {
  let grouping = Dictionary(grouping: reasons, by: \.reason).mapValues { reasons in
    Set(reasons.map(\.record)).sorted()
  }
  for (reason, records) in grouping.sorted(by: { ($0.value[0], $0.key) < ($1.value[0], $1.key) }) {
    Output.complain("\(reason): \(listed(records))")
  }
}
