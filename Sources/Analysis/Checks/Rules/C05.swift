import Curation
import JSONLines

extension Rule {
  static let c05 = Rule(
    "C05", .error, "no assistant's turn",
    "There is nothing to learn from: the loss is taken on the assistant's turns.",
    mistakes: "Prompts that are to be answered in training (RL), and pretraining on dialogues.",
    needs: .turns
  ) { record in
    record.wholeConversations.filter { !$0.turns.isEmpty && !$0.isAnswered }
      .map { Spot("no assistant's turn", at: $0.pointer) }
  }
}
