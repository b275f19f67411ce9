import Curation
import JSONLines

extension Rule {
  static let c04 = Rule(
    "C04", .error, "the system turn isn't the first, or not the only one",
    "Chat templates take one system turn at the beginning; others fail or are left out.",
    mistakes: "Models whose template takes system turns anywhere.", needs: .turns
  ) { record in
    record.conversations.flatMap { conversation in
      conversation.turns.enumerated().filter { $0.offset > 0 && $0.element.kind == .system }
        .map { Spot("a system turn after others", at: $0.element.pointer) }
    }
  }
}
