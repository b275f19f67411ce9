import Curation
import JSONLines

extension Rule {
  static let c04 = Rule(
    "C04", .error, "the system turn isn't the first, or not the only one",
    """
    Chat templates take one system turn at the beginning; others fail or are left out. The text of a \
    member `system` beside the turns counts as the first.
    """,
    mistakes: "Models whose template takes system turns anywhere.", needs: .turns
  ) { record in
    let hasMember = record.texts.contains {
      $0.role == .system && $0.pointer.depth == 1 && !$0.isBlank
    }
    return record.conversations.flatMap { conversation in
      conversation.turns.enumerated().compactMap { index, turn in
        guard turn.kind == .system, index > 0 || hasMember else { return nil }
        return Spot(
          index > 0 ? "a system turn after others" : "a system turn beside the member for it",
          at: turn.pointer)
      }
    }
  }
}
