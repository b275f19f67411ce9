/// A rule that compares records with each other, or looks at the file. What it finds is worked out by
/// `DatasetChecks`, one pass for all of them.
struct DatasetRule: DescribedRule {
  let id: String
  let severity: Severity
  let title: String
  let explanation: String
  /// What it finds though nothing is wrong.
  let mistakes: String
}
