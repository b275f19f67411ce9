import Curation
import JSONLines

/// The training content of a tree of replies (OASST). Its messages have `text`, `role`, `replies`
/// and, among several answers, a `rank`, 0 the best. Deleted messages are left out with all their
/// replies.
struct ReplyTree {
  /// The conversation from the first message to an answer that always follows the best reply; of
  /// those without ranks the first that is an answer or has one.
  private(set) var bestPath: [Example.Turn] = []
  /// The messages with several answers.
  private(set) var rankings: [Example.Ranking] = []
  /// Names of what messages have beside texts and ranks; of a record that is itself a message, only
  /// those of its replies.
  private(set) var members: Set<String> = []
  /// Whether a message has more than `RecordReading.responseLimit` replies, of which those aren't
  /// read.
  private(set) var hasMoreReplies = false

  init(_ record: JSONValue) {
    let prompt = record["prompt"].flatMap { $0["text"] == nil ? nil : $0 }
    let root = prompt ?? record
    if let prompt { addMembers(of: prompt) }
    var message = root
    while true {
      bestPath.append(Self.turn(message))
      let replies = Self.replies(to: message)
      let worths = replies.enumerated().map { place, reply in
        (Self.rank(of: reply) ?? .max, Self.leadsToAnswer(reply) ? 0 : 1, place)
      }
      guard let best = worths.min(by: <) else { break }
      message = replies[best.2]
    }
    while let last = bestPath.last, last.role != "assistant" { bestPath.removeLast() }
    rank(root, after: [])
  }

  private static let ownKeys: Set<JSONString> = ["text", "role", "replies", "rank", "deleted"]

  private mutating func addMembers(of message: JSONValue) {
    guard case .object(let all) = message else { return }
    for member in all where member.value != .null && !Self.ownKeys.contains(member.key) {
      members.insert(member.key.text)
    }
  }

  private mutating func rank(_ message: JSONValue, after path: [Example.Turn]) {
    let path = path + [Self.turn(message)]
    let all = Self.replies(to: message)
    let replies = all.prefix(RecordReading.responseLimit)
    if replies.count < all.count { hasMoreReplies = true }
    let answers = replies.compactMap { reply -> Example.Answer? in
      let turn = Self.turn(reply)
      guard turn.role == "assistant" else { return nil }
      return Example.Answer(turns: [turn], rank: Self.rank(of: reply).map(Double.init))
    }
    if answers.count > 1 { rankings.append(Example.Ranking(prompt: path, answers: answers)) }
    for reply in replies {
      addMembers(of: reply)
      rank(reply, after: path)
    }
  }

  /// Whether a reply is an answer, or has one.
  private static func leadsToAnswer(_ reply: JSONValue) -> Bool {
    ([reply] + replies(to: reply)).contains { turn($0).role == "assistant" }
  }

  private static func replies(to message: JSONValue) -> [JSONValue] {
    guard case .array(let replies)? = message["replies"] else { return [] }
    return replies.filter { $0["deleted"] != .bool(true) && $0["text"]?.string != nil }
  }

  /// A rank, also one that is spelled `1.0`.
  private static func rank(of reply: JSONValue) -> Int? {
    guard case .number(let number)? = reply["rank"] else { return nil }
    return Int(number.spelling) ?? Double(number.spelling).flatMap(Int.init(exactly:))
  }

  private static func turn(_ message: JSONValue) -> Example.Turn {
    let role = message["role"]?.string?.text ?? ""
    return Example.Turn(
      role: role == "prompter" ? "user" : role, content: message["text"] ?? .null)
  }
}
