import Curation
import JSONLines

extension Rule {
  static let c07 = Rule(
    "C07", .warning, "the last turn isn't the assistant's",
    "What stands after the last answer is not trained on, and the example ends with a question.",
    mistakes: "Prompts that are to be answered; turns kept for their context.", needs: .turns
  ) { record in
    record.wholeConversations.compactMap { conversation in
      guard let last = conversation.turns.last, conversation.isAnswered, !last.isAnswer
      else { return nil }
      return Spot("the last turn is of \(last.role ?? "?")", at: last.pointer)
    }
  }
}
