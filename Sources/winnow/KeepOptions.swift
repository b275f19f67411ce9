public import ArgumentParser
public import Curation

extension KeepPolicy: ExpressibleByArgument {}
extension VerdictRule: ExpressibleByArgument {}

/// The options of commands that write the curated records.
struct KeepOptions: ParsableArguments {
  @Option(help: "Which records stay.") var keep: KeepPolicy = .undiscarded
  @Option(help: "What several reviewers' verdicts come to.")
  var verdicts: VerdictRule = .anyDiscard

  var rule: KeepRule { KeepRule(keep, verdicts: verdicts) }
}
