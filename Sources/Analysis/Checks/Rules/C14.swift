import Curation
import JSONLines

extension Rule {
  static let c14 = Rule(
    "C14", .warning, "an odd number of turns",
    """
    Without a leading system turn, questions and answers come in pairs. LLaMA-Factory leaves such a
    record out with only a warning (`--for llama-factory-sft` says which).
    """,
    mistakes: "Trainers other than LLaMA-Factory, and turns of tools.", needs: .turns
  ) { record in
    record.wholeConversations.compactMap { conversation in
      let hasSystem = conversation.turns.first?.kind == .system
      let count = conversation.turns.count - (hasSystem ? 1 : 0)
      guard count % 2 == 1 else { return nil }
      return Spot(
        "\(count) turns\(hasSystem ? " after the system's" : "")", at: conversation.pointer)
    }
  }
}
