import Curation
import JSONLines

/// What LLaMA-Factory does with a record.
extension CheckedRecord {
  /// The turns without a leading system turn, which the converter removes before counting.
  func countedTurns(_ conversation: Conversation) -> [Turn] {
    conversation.turns.first?.role == "system"
      ? Array(conversation.turns.dropFirst()) : conversation.turns
  }

  /// What is wrong with the order of turns; nil if nothing is. LLaMA-Factory drops such a record
  /// with only a warning.
  func misplaced(_ turns: [Turn], isEven: Bool) -> Fate? {
    for (index, turn) in turns.enumerated() {
      let isCall = turn.role == "function_call" || turn.members["tool_calls"] != nil
      let isOdd = turn.kind == .user || (turn.kind == .tool && !isCall)
      let isAnswer = turn.kind == .assistant || isCall
      guard index % 2 == 0 ? isOdd : isAnswer else {
        return Fate(
          .dropped, "L1", "turn \(index + 1) is of \(turn.role ?? "?"): roles must alternate",
          at: turn.pointer)
      }
    }
    if isEven, turns.count % 2 != 0 {
      return Fate(.dropped, "L2", "\(turns.count) turns; an even number is wanted")
    }
    if !isEven, turns.count % 2 == 0 {
      return Fate(.dropped, "L3", "\(turns.count) turns before the pair; an odd number is wanted")
    }
    return nil
  }

  var dialogue: Conversation? { conversation("conversations") ?? conversation("messages") }

  var asLlamaFactoryExample: Fate {
    let fate = llamaFactoryExample
    guard fate.outcome == .kept else { return fate }
    if let media = unbalancedMedia.first {
      return Fate(.crash, "L7", media.message, at: media.pointer)
    }
    return placeholderAlone.map { Fate(.kept, "L7", $0.message, at: $0.pointer) } ?? fate
  }

  private var llamaFactoryExample: Fate {
    if let dialogue {
      if dialogue.turns.isEmpty { return Fate(.dropped, "L2", "no turns") }
      return misplaced(countedTurns(dialogue), isEven: true) ?? .kept
    }
    if isString("text") { return .kept }
    guard has("instruction") else {
      return Fate(.crash, "L0", "it has neither instruction nor conversations")
    }
    return isString("output") && string("output")?.isEmpty == false
      ? .kept : Fate(.dropped, "L5", "output is no string, or empty", at: JSONPointer(["output"]))
  }

  var asLlamaFactoryPair: Fate {
    guard let chosen = fields["chosen"], let rejected = fields["rejected"] else {
      return Fate(.crash, "L0", "it lacks chosen or rejected")
    }
    if let dialogue {
      guard chosen.kind == .object, rejected.kind == .object else {
        return Fate(.crash, "L4", "chosen and rejected must be one message each")
      }
      return misplaced(countedTurns(dialogue), isEven: false) ?? .kept
    }
    guard has("instruction") else {
      return Fate(.crash, "L0", "it has neither instruction nor conversations")
    }
    return chosen.kind == .string && rejected.kind == .string
      ? .kept : Fate(.dropped, "L5", "chosen and rejected must be strings")
  }

  var asLlamaFactoryLabelled: Fate {
    // An entry of dataset_info.json may map a boolean `label` to `kto_tag`.
    let tag = fields["kto_tag"] ?? fields["label"]
    guard let tag else { return Fate(.crash, "L6", "it lacks kto_tag") }
    guard tag.kind == .bool else {
      return Fate(.dropped, "L6", "kto_tag is no boolean", at: JSONPointer(["kto_tag"]))
    }
    return asLlamaFactoryExample
  }
}
