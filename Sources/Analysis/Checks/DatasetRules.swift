import Curation
import JSONLines

/// A rule that compares records with each other, or looks at the file.
struct DatasetRule: Sendable {
  let id: String
  let severity: Severity
  let title: String
  let explanation: String

  static let all = [
    DatasetRule(
      id: "F02", severity: .warning, title: "a byte order mark",
      explanation:
        "The file begins with EF BB BF; many readers take it for a part of the first record."),
    DatasetRule(
      id: "F03", severity: .warning, title: "lines end in CR LF",
      explanation: "Readers that split at LF leave a CR at the end of each line."),
    DatasetRule(
      id: "F04", severity: .info, title: "no line end after the last record",
      explanation: "A program that appends would join two records."),
    DatasetRule(
      id: "F05", severity: .warning, title: "an empty line",
      explanation: "JSON Lines has none; some readers stop there with an error."),
    DatasetRule(
      id: "F10", severity: .error, title: "records of several shapes",
      explanation: "Trainers decide from the first record what the others are."),
    DatasetRule(
      id: "F11", severity: .warning, title: "a field of another type than before",
      explanation: """
        Arrow, under Hugging Face datasets, gives each column one type and fails at the first record
        that differs; null counts as none.
        """),
    DatasetRule(
      id: "F13", severity: .warning, title: "a JSON array named .jsonl",
      explanation: "Readers of JSON Lines take the whole file for one record."),
    DatasetRule(
      id: "P08", severity: .warning, title: "the same pair again",
      explanation: "Prompt, chosen and rejected stand in an earlier record."),
    DatasetRule(
      id: "P09", severity: .warning, title: "the same pair the other way round",
      explanation: "An earlier record with this prompt prefers what this one rejects."),
    DatasetRule(
      id: "P12", severity: .warning, title: "one completion with both labels",
      explanation: "Prompt and completion stand in an earlier record with the other label."),
    DatasetRule(
      id: "P13", severity: .warning, title: "preferences that go round in a circle",
      explanation: "For one prompt A is better than B, B than C, and C than A."),
    DatasetRule(
      id: "Q1", severity: .warning, title: "the same record again",
      explanation: "All its bytes stand in an earlier record."),
    DatasetRule(
      id: "H01", severity: .warning, title: "an unknown label",
      explanation: """
        A value of `label` that hardly any record has, and that is nearly spelled as another one or
        as a common label of harm: probably a slip. Rare values of sets with a hundred labels of
        another kind are said too.
        """),
    DatasetRule(
      id: "Q4", severity: .info, title: "a length far from the usual",
      explanation: """
        The logarithm of its length is more than 3.5 deviations from the median of its role
        (`length-deviations` in a file of rules), among 50 texts or more. Long stories among short
        answers are found as well as cut answers: sort by length and look.
        """),
    DatasetRule(
      id: "Q22", severity: .warning, title: "the longer side is chosen",
      explanation: """
        A rule that looks at nothing but length would get 70 % of the pairs right (`bias`, of at
        least `bias-records`). A reward model learns it, and the policy then learns to be long.
        """),
    DatasetRule(
      id: "Q23", severity: .warning, title: "a mark of style tells which side is chosen",
      explanation: """
        Where one side alone has a list, bold text, a heading, code, reasoning, an apology or the
        like, it is nearly always the same side: a model learns the mark and not the matter.
        """),
    DatasetRule(
      id: "Q30", severity: .info, title: "labels out of balance",
      explanation: """
        One value of a label, task or language is 95 % of all; or good and bad of KTO are further
        apart than 4 to 3, which TRL wants made good by weights.
        """),
    DatasetRule(
      id: "Q3", severity: .info, title: "the same prompt with another answer",
      explanation: "Fine where several answers are meant, else one of them is wrong."),
  ]
}
