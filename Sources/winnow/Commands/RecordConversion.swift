import Analysis
import Curation
import Interface
import JSONLines

/// What converting one record comes to. It depends on that record alone, so all cores convert.
struct RecordConversion: Sendable {
  let number: RecordNumber
  /// Whether there was something to convert: with `--from-edits`, an edit.
  var isRead = true
  var lines: [Line] = []
  var problems: [String] = []
  var tiedPairs = 0
  var repeatedPairs = 0
  var unplacedAnswers = 0
  /// The names of fields that the format has no place for.
  var leftOut: Set<String> = []
  /// Those of `Format.optionalColumns` that occur.
  var columns: Set<String> = []
  /// The lines for `--marks-file`.
  var marks: [UInt8] = []

  struct Line: Sendable {
    /// With its line feed.
    var bytes: [UInt8]
    var judgement: TrainerRun.Judgement?
  }

  /// What is the same for all records.
  struct Job: Sendable {
    var converter: Converter
    var set: WorkingSet
    var shape: Shape?
    var keep: KeepRule
    var fromEdits: Bool
    /// The field that takes what reviewers say.
    var marks: String?
    var writesMarks: Bool
  }
}

extension RecordConversion.Job {
  /// Converts a record; nil if it is left out of the dataset.
  func converted(_ number: RecordNumber) -> RecordConversion? {
    guard set.disposition(of: number, keep) != .leftOut else { return nil }
    var record = RecordConversion(number: number)
    if let conflict = set.state(of: number)?.conflict {
      record.problems.append(
        "its edits (in conflict: \(conflict.text.english)), without which it is converted")
    }
    do {
      let examples = try examples(number)
      record.isRead = !examples.isEmpty
      for example in examples { take(try converter.convert(example), &record) }
    } catch {
      let reason = (error as? Example.Problem)?.text ?? (error as? Converter.Problem)?.text
      record.problems.append(reason ?? "\(error)")
      record.lines = []
    }
    guard writesMarks else { return record }
    let line = JSONWriter.bytes(
      .object([
        .init("record", .integer(number.value)),
        .init("marks", Example.marks(set.state(of: number))),
      ]))
    for _ in record.lines { record.marks += line + [0x0A] }
    return record
  }

  private func take(_ result: Converter.Result, _ record: inout RecordConversion) {
    record.leftOut.formUnion(result.leftOut)
    record.tiedPairs += result.tiedPairs
    record.repeatedPairs += result.repeatedPairs
    record.unplacedAnswers += result.unplacedAnswers
    record.problems += result.problems.map { "of a prompt in it, \($0.text)" }
    for name in Format.optionalColumns
    where result.records.contains(where: { $0[JSONString(name)] != nil }) {
      record.columns.insert(name)
    }
    let trainer = Trainer(reading: converter.format)
    for value in result.records {
      let bytes = JSONWriter.bytes(value, .line)
      let judgement = trainer?.judgement(of: record.number, Bytes(bytes))
      record.lines.append(.init(bytes: bytes + [0x0A], judgement: judgement))
    }
  }

  /// Returns the examples of a record; with `--from-edits`, those made of its edits.
  private func examples(_ number: RecordNumber) throws(Example.Problem) -> [Example] {
    var examples =
      fromEdits
      ? try Example.edits(of: number, in: set, as: shape)
      : [try Example(set.bytes(of: number), as: shape, state: set.state(of: number))]
    if let marks {
      let said = JSONValue.Member(JSONString(marks), Example.marks(set.state(of: number)))
      for place in examples.indices { examples[place].marks.append(said) }
    }
    return examples
  }
}

extension Example.Problem {
  fileprivate var text: String {
    switch self {
    case .notJSON: "it isn't JSON"
    case .unknownShape(let shape): "\(shape.rawValue) has no prompt and answer"
    case .missing(let what): "it lacks \(what)"
    case .noText(let name): "its \(name) is no text"
    case .repeatedKey: "an object in it has a key twice"
    case .tooLong: "it has more turns or answers than are read"
    case .loneSurrogate: "a text in it has half of a surrogate pair (F09)"
    }
  }
}

extension Converter.Problem {
  fileprivate var text: String {
    switch self {
    case .example(let problem): problem.text
    case .noPlace(let what): "the format has no place for \(what)"
    case .pairs(let problem): problem.text
    case .moreAnswers: "the answers after the \(grouped(RecordReading.responseLimit))th"
    case .between: "an answer is better than one and worse than another: neither good nor bad"
    }
  }
}

extension PairPolicy.Problem {
  fileprivate var text: String {
    switch self {
    case .unranked: "fewer than two of its answers have ranks"
    case .tied: "its answers are tied"
    case .equal: "its answers are equal"
    case .allAcceptable: "none of its answers is unacceptable to all who rated it"
    case .undirected: "its ranks begin at neither 0 nor 1: --direction says which end is the best"
    case .allUnacceptable: "none of its answers is acceptable"
    case .noLine: "nobody said which answers are acceptable"
    }
  }
}
