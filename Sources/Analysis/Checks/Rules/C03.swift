import Curation
import JSONLines

extension Rule {
  static let c03 = Rule(
    "C03", .error, "an unknown role",
    """
    A role that no chat template knows: none of system, user, assistant and tool, or human and gpt,
    and what these are called beside; also bot, model, chatgpt, bing, bard and prompter, which few
    trainers read.
    """,
    mistakes: "A template of one's own with further roles.", needs: .turns
  ) { record in
    record.turns.compactMap { turn in
      guard let role = turn.role else { return nil }
      let isNickname = Part.Role.nicknames.contains(role)
      guard turn.kind == .unknown || isNickname else { return nil }
      // The fix is clear for a known name, also if case or white space differs.
      let plain = role.lowercased().filter { !$0.isWhitespace }
      let meant = Part.Role(turnRole: plain)
      let isClear =
        ["system", "user", "assistant", "tool"].contains(plain)
        || Part.Role.nicknames.contains(plain)
      return Spot(
        "role \"\(role)\"", at: turn.pointer,
        fix: isClear ? .turn(.role(meant.rawValue), at: turn.pointer) : nil)
    }
  }
}
