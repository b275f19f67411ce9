import Curation
import JSONLines

extension Rule {
  static let c03 = Rule(
    "C03", .error, "an unknown role",
    "A role that no chat template knows. Common ones are system, user, assistant and tool.",
    mistakes: "A template of one's own with further roles.", needs: .turns
  ) { record in
    record.turns.compactMap { turn in
      guard let role = turn.role else { return nil }
      if let meant = ownNames[role] {
        return Spot(
          "role \"\(role)\"", at: turn.pointer,
          fix: turn.members["role"] == nil ? nil : .turn(.role(meant), at: turn.pointer))
      }
      guard turn.kind == .unknown else { return nil }
      // The fix is clear if only case or white space differs from a known role.
      let plain = role.lowercased().filter { !$0.isWhitespace }
      let isKnown = ["system", "user", "assistant", "tool"].contains(plain)
      return Spot(
        "role \"\(role)\"", at: turn.pointer,
        fix: isKnown ? .turn(.role(plain), at: turn.pointer) : nil)
    }
  }

  /// What some collections call speakers, and Winnow knows, but no template.
  private static let ownNames = [
    "chatgpt": "assistant", "bing": "assistant", "bard": "assistant", "bot": "assistant",
    "model": "assistant", "prompter": "user",
  ]
}
