public import ArgumentParser
public import Curation

extension KeepPolicy: ExpressibleByArgument {}
extension VerdictRule: ExpressibleByArgument {}

/// The options of commands that write the curated records.
struct KeepOptions: ParsableArguments {
  @Option(help: "Which records stay.") var keep: KeepPolicy = .undiscarded
  @Option(
    help: .init(
      "What several reviewers' verdicts come to.",
      discussion: """
        any-discard: one discards. majority: the more frequent of accepted and discarded counts, a tie \
        discards, skipped counts for neither. adjudicated: as any-discard, but records on which \
        reviewers differ and nobody decided are reported. What `winnow resolve` decided stands above \
        all.
        """))
  var verdicts: VerdictRule = .anyDiscard

  var rule: KeepRule { KeepRule(keep, verdicts: verdicts) }
}
