import Curation
import JSONLines

extension Rule {
  static let c08 = Rule(
    "C08", .warning, "the first turn isn't the user's",
    "After the system turn a conversation begins with the user.",
    mistakes: "Models that greet first.", needs: .turns
  ) { record in
    record.conversations.filter { !$0.isContinuation }.compactMap { conversation in
      guard let first = conversation.turns.first(where: { $0.kind != .system }),
        first.kind != .user
      else { return nil }
      return Spot("the first turn is of \(first.role ?? "?")", at: first.pointer)
    }
  }
}
