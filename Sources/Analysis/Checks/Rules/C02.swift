import Curation
import JSONLines

extension Rule {
  static let c02 = Rule(
    "C02", .error, "a turn without role or content",
    "Every turn has a role and a content; only an assistant's turn with tool calls may lack the latter.",
    mistakes: "Turns of a format of one's own, whose reader knows other names.", needs: .turns
  ) { record in
    record.elementsThatAreNoTurns.map { Spot("it is no turn", at: $0) }
      + record.turns.flatMap { turn -> [Spot] in
        if turn.role == nil { return [Spot("no role", at: turn.pointer)] }
        let isMissing = turn.content == nil || turn.content?.kind == .null
        return isMissing && !turn.isCall ? [Spot("no content", at: turn.pointer)] : []
      }
  }
}
