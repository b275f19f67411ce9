import JSONLines

extension Rule {
  static let c10 = Rule(
    "C10", .error, "a tool's result without its call",
    "The tool_call_id names no call before it; templates that pair them fail.",
    mistakes: "Results whose call was cut away to fit the context.", needs: .calls
  ) { record in
    let conversations = record.conversations.filter(\.hasCalls)
    // A side goes on from the prompt.
    let prompts = conversations.filter { !$0.isContinuation }.flatMap(\.turns)
    let asked = Set(prompts.flatMap(record.callIDs))
    return conversations.flatMap { conversation -> [Spot] in
      var known = conversation.isContinuation ? asked : []
      return conversation.turns.compactMap { turn in
        known.formUnion(record.callIDs(turn))
        guard let id = turn.members["tool_call_id"], let name = record.text(of: id) else {
          // If calls have ids, results must name them.
          return turn.role == "tool" && !known.isEmpty
            ? Spot("it names no call", at: turn.pointer) : nil
        }
        if known.contains(name) { return nil }
        return Spot("no call has the id \"\(name)\"", at: turn.pointer)
      }
    }
  }
}
