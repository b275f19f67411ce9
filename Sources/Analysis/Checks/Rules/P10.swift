import JSONLines

extension Rule {
  static let p10 = Rule(
    "P10", .warning, "the scores contradict the choice",
    "The rejected side has the better score; equal scores are a tie, said as information.",
    mistakes: "Scores of another quality than the one that was chosen by."
  ) { record in
    for (chosen, rejected) in scoreNames {
      guard let a = record.score(chosen), let b = record.score(rejected) else { continue }
      let at = JSONPointer(key: chosen)
      if a < b {
        return [Spot("\(chosen.text) \(a.written) < \(rejected.text) \(b.written)", at: at)]
      }
      if a == b { return [Spot("both scores are \(a.written): a tie", at: at, nil, .info)] }
    }
    return []
  }

  private static let scoreNames: [(JSONKey, JSONKey)] = [
    ("score_chosen", "score_rejected"), ("chosen_score", "rejected_score"),
    ("chosen_avg_rating", "rejected_avg_rating"), ("chosen_rating", "rejected_rating"),
    ("chosen-rating", "rejected-rating"), ("chosen_reward", "rejected_reward"),
    ("reward_chosen", "reward_rejected"), ("chosen_overall_score", "rejected_overall_score"),
  ]
}
