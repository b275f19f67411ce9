import Curation
import JSONLines

extension Rule {
  static let f01 = Rule(
    "F01", .error, "not JSON",
    """
    The line can't be parsed, so every trainer ends with an error or leaves it out. Repair it as
    text (`winnow edit --raw`), or remove it.
    """,
    mistakes: "Never: what isn't JSON can't be read.", needs: .unreadable
  ) { record in
    guard let problem = record.reading.problem, problem.problem != .invalidUTF8,
      !record.hasInfinity
    else { return [] }
    return [Spot(problem.text)]
  }
}
