import Analysis
import ArgumentParser
import Curation
import Interface
import JSONLines
import Storage

struct Merge: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Put several journals into one file.",
    discussion: """
      Whole journals stand in it one after another, each with its own chain; of two copies of one, \
      the longer. In whatever order they are given, the result is the same. Put it beside the \
      dataset, or name it with --journal.
      """)

  @Argument(help: "Journals.", completion: .file()) var journals: [String]
  @Option(
    name: .shortAndLong, help: "The file to write; - or none is standard output.",
    completion: .file())
  var output = "-"
  @Flag(help: "Replace a file that exists.") var force = false

  func run() throws {
    let merge = try JournalMerge(readingFiles: journals)
    let place = FilePath.real(output)
    if place != nil, journals.contains(where: { FilePath.real($0) == place }) {
      throw Failure(.cannotCreate, "\(output) is one of these journals; write to another file")
    }
    for path in merge.tornPaths { Output.complain("\(path): its torn last line isn't merged") }
    try merge.write(to: output, replacing: force)
    Output.complain(
      "\(counted(merge.journalCount, "journal")) merged")
  }
}

struct Agree: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say how far reviewers agree, and where they don't.",
    discussion: """
      Of all records that at least two reviewers judged: the share of equal judgements, Cohen's \
      kappa (of two reviewers), Krippendorff's alpha (verdicts and flags as names, severities and \
      ratings as ranks), Kendall's tau of the orders given to responses. Whoever gave a record a \
      verdict or a flag is taken to say that it has no other harm. Of orders given with --blind: how \
      often the response that was shown first came out best, and how often it would by chance. Then the \
      records on which verdicts, flags or orders differ, or ratings by two or more.
      """)

  @OptionGroup var dataset: DatasetOptions
  @Flag(
    help: .json(
      "One JSON object: measures and disagreements.",
      [
        "reviewers": "their names",
        "measures": "name, records, equal, kappa, alpha and tau of each",
        "disagreements": "record, subject and said (by each reviewer) of each",
        "positions": "orders, firstIsBest and expected, by reviewer",
        "suggestions": "agreed and refused, by reviewer",
      ])) var json = false

  func run() throws {
    let workspace = try dataset.open(isWriting: false)
    let agreement = Agreement(workspace.set)
    if json { return Output.json(agreement.members) }
    for (actor, answers) in agreement.suggestions.sorted(by: { $0.key < $1.key }) {
      Output.line("\(actor) agreed with \(answers.agreed) suggestions, refused \(answers.refused)")
    }
    for (actor, position) in agreement.positions.sorted(by: { $0.key < $1.key }) {
      let chance = Int((position.expected * 100 / Double(position.orders)).rounded())
      Output.line(
        "\(actor) ranked what was shown first above the others in \(position.firstIsBest) of "
          + "\(position.orders) blind orders (by chance \(chance)%)")
    }
    if !agreement.measures.isEmpty {
      showMeasures(agreement)
    } else if agreement.disagreements.isEmpty {
      Output.complain("no record was judged by two reviewers")
    }
    for item in agreement.disagreements {
      let said = item.difference.said.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      Output.line("\(item.record) \(item.difference.subject): \(said.joined(separator: ", "))")
    }
  }

  private func showMeasures(_ agreement: Agreement) {
    Output.line("reviewers  \(agreement.reviewers.joined(separator: ", "))")
    Output.line("")
    let width = agreement.measures.map(\.name.count).max() ?? 0
    func column(_ text: String) -> String {
      String(repeating: " ", count: max(0, 9 - text.count)) + text
    }
    Output.line(
      String(repeating: " ", count: width)
        + ["records", "equal", "kappa", "alpha", "tau"].map(column).joined())
    for measure in agreement.measures {
      let shares = [measure.raw, measure.kappa, measure.alpha, measure.tau]
      let numbers = [String(grouped(measure.records))] + shares.map { $0?.inHundredths ?? "-" }
      Output.line(
        measure.name + String(repeating: " ", count: width - measure.name.count)
          + numbers.map(column).joined())
    }
    if !agreement.disagreements.isEmpty { Output.line("") }
  }
}

extension Agreement {
  fileprivate var members: [(JSONString, JSONValue?)] {
    [
      ("reviewers", .array(reviewers.map { .text($0) })),
      ("measures", .array(measures.map(\.json))),
      ("disagreements", .array(disagreements.map { $0.difference.json(of: $0.record) })),
      (
        "positions",
        .object(
          positions.sorted { $0.key < $1.key }.map { actor, position in
            .init(
              JSONString(actor),
              .object([
                .init("orders", .integer(position.orders)),
                .init("firstIsBest", .integer(position.firstIsBest)),
                .init("expected", .number(position.expected)),
              ]))
          })
      ),
      (
        "suggestions",
        .object(
          suggestions.sorted { $0.key < $1.key }.map { actor, answers in
            .init(
              JSONString(actor),
              .object([
                .init("agreed", .integer(answers.agreed)),
                .init("refused", .integer(answers.refused)),
              ]))
          })
      ),
    ]
  }
}

extension Agreement.Measure {
  fileprivate var json: JSONValue {
    func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
    return .object([
      .init("name", .text(name)), .init("records", .integer(records)), .init("equal", number(raw)),
      .init("kappa", number(kappa)), .init("alpha", number(alpha)),
      .init("tau", number(tau)),
    ])
  }
}

extension RecordState.Difference {
  fileprivate func json(of record: RecordNumber) -> JSONValue {
    .object([
      .init("record", .integer(record.value)), .init("subject", .text(subject)),
      .init(
        "said",
        .object(
          said.sorted { $0.key < $1.key }.map { .init(JSONString($0.key), .text($0.value)) })),
    ])
  }
}
