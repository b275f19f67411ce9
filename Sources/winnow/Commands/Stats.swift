import Analysis
import ArgumentParser
import Curation
import Interface
import JSONLines
import Storage

struct Stats: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Count shapes, lengths, turns, labels, flags and verdicts.")

  @OptionGroup var dataset: DatasetOptions
  @Option(help: "Count the values of this field: label, meta.source, /meta/source.")
  var by: String?
  @OptionGroup var condition: WhereOption
  @Flag(
    help: .json(
      "One JSON object for each bar, and for each role's lengths.",
      [
        "section": "what is counted: shapes, verdicts, a field, a role's lengths",
        "value": "of a bar, the value or the range of lengths",
        "records": "of a bar, how many records have it",
        "query": "of a bar, the query that finds these",
        "mean": "of the lengths, in characters",
        "median": "half of the records have no more",
        "p95": "95 in 100 have no more",
        "p99": "99 in 100 have no more",
        "most": "that of the longest",
      ])) var json = false

  func run() throws {
    let query = try condition.query()
    let field = try by.map(Queries.field)
    let workspace = try dataset.open(isWriting: false)
    let numbers = try workspace.records(matching: query)
    if let field, let by {
      let values = ValueCount.values(
        of: field, among: numbers, in: workspace.set, as: workspace.shape)
      try workspace.checkUnchanged()
      if values?.isEmpty == true { try workspace.checkPresence(of: field) }
      return show([Statistics.Section(title: by, values: values ?? [])], records: numbers.count)
    }
    let progress = Progress("counting", of: numbers.count)
    let statistics = Statistics(
      numbers, in: workspace.set, as: workspace.shape, progress: progress.reached)
    progress.end()
    guard let statistics else { return }
    try workspace.checkUnchanged()
    show(statistics.sections, records: statistics.records)
    for name in statistics.uncountedLabels {
      Output.complain("\(name) has too many values to be a label; `stats --by \(name)` counts them")
    }
  }

  private func show(_ sections: [Statistics.Section], records: Int) {
    if !json { Output.line("records  \(records)") }
    for section in sections {
      let measure = section.measure
      if json, let measure {
        Output.json([
          ("section", .text(section.title)), ("mean", .integer(measure.mean)),
          ("median", .integer(measure.median)), ("p95", .integer(measure.p95)),
          ("p99", .integer(measure.p99)), ("most", .integer(measure.most)),
        ])
      } else if !json {
        Output.line("\n\(section.phrase)")
      }
      let most = max(1, section.bars.map(\.count).max() ?? 1)
      for bar in section.bars {
        if json {
          Output.json([
            ("section", .text(section.title)), ("value", .text(bar.label)),
            ("records", .integer(bar.count)), ("query", bar.query.isEmpty ? nil : .text(bar.query)),
          ])
        } else {
          Output.line(Self.line(bar, most: most, of: records))
        }
      }
    }
  }

  /// Returns a bar as a line: `     12  40% ██████  pairwise`.
  private static func line(_ bar: Statistics.Bar, most: Int, of records: Int) -> String {
    let columns = 32
    let filled = max(bar.count > 0 ? 1 : 0, bar.count * columns / most)
    let blocks =
      String(repeating: "█", count: filled) + String(repeating: " ", count: columns - filled)
    let count = String(bar.count)
    let padding = String(repeating: " ", count: max(0, 9 - count.count))
    let label = bar.label.isEmpty ? "(empty)" : String(bar.label.prefix(200))
    let share = Statistics.share(bar.count, of: records)
    let gap = String(repeating: " ", count: max(1, 5 - share.count))
    return "\(padding)\(count)\(gap)\(share) \(blocks) \(label.replacing("\n", with: " "))"
  }
}
