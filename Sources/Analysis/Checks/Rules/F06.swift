import Curation
import JSONLines

extension Rule {
  static let f06 = Rule(
    "F06", .error, "invalid UTF-8",
    "Bytes that are no text. Python's readers stop there, or replace them with U+FFFD.",
    mistakes:
      "Never for JSON; a file in another encoding has it in nearly every record: convert the file.",
    needs: .unreadable
  ) { record in
    guard let problem = record.reading.problem, problem.problem == .invalidUTF8 else { return [] }
    return [Spot(problem.text)]
  }
}
