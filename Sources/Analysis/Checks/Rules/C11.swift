import Curation
import JSONLines

extension Rule {
  static let c11 = Rule(
    "C11", .warning, "a tool call without a result",
    "The model is shown a call that nobody answered, unless it is the end of the conversation.",
    mistakes: "Calls whose result comes with the next turn in another form.", needs: .calls
  ) { record in
    record.conversations.filter(\.hasCalls).flatMap { conversation -> [Spot] in
      let answered = Set(
        conversation.turns.compactMap { turn in
          turn.members["tool_call_id"].flatMap { record.text(of: $0) }
        })
      return conversation.turns.indices.dropLast().compactMap { place in
        let turn = conversation.turns[place]
        if turn.isOnlyCall || turn.isCall, record.callIDs(turn).isEmpty {
          let next = conversation.turns[place + 1]
          return next.kind == .tool || next.isOnlyCall
            ? nil : Spot("the call has no result", at: turn.pointer)
        }
        guard let id = record.callIDs(turn).first(where: { !answered.contains($0) }) else {
          return nil
        }
        return Spot("the call \"\(id)\" has no result", at: turn.pointer)
      }
    }
  }
}
