import Curation
import JSONLines

extension Rule {
  static let c06 = Rule(
    "C06", .warning, "two turns of one role after another",
    "Templates that expect turns to alternate fail; others join them in silence.",
    mistakes:
      "Chats of several people, and answers given in pieces: most templates can't take them either.",
    needs: .turns
  ) { record in
    record.conversations.flatMap { conversation -> [Spot] in
      var spots: [Spot] = []
      for (a, b) in zip(conversation.turns, conversation.turns.dropFirst())
      where a.kind == b.kind && (a.kind == .user || a.kind == .assistant) {
        // A call may be followed by another turn of the assistant.
        if a.isCall || a.isOnlyCall || b.isOnlyCall { continue }
        spots.append(Spot("two turns of \(b.role ?? "?") one after another", at: b.pointer))
      }
      return spots
    }
  }
}
