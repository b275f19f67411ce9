import Curation
public import JSONLines

/// Writes examples in a trainer's format.
public struct Converter: Sendable {
  public let format: Format
  public var pairs = PairPolicy.bestWorst
  /// Which end of the ranks is best; nil takes 1, or 0, for the best.
  public var direction: RankDirection?
  /// Whether answers of the same rank make pairs too, the first as the better.
  public var keepsTies = false
  /// Whether arguments of tool calls are written as JSON in a string; nil does as the format does.
  public var argumentsAsText: Bool?
  /// Whether members beside the example are written too.
  public var keepsOthers = true
  /// Whether texts in parts are written as one: templates of models without vision leave parts out,
  /// or fail.
  var joinsTexts = false

  public init(_ format: Format) {
    self.format = format
  }

  /// Why a record can't be converted.
  public enum Problem: Error, Hashable, Sendable {
    case example(Example.Problem)
    /// The format can't represent this.
    case noPlace(String)
    /// Its answers give no pair.
    case pairs(PairPolicy.Problem)
    /// An answer that is better than one and worse than another can't be labelled good or bad.
    case between
    /// Answers after `RecordReading.responseLimit` aren't read.
    case moreAnswers
  }

  /// The records that one is converted to, and what is lost.
  public struct Result: Sendable {
    public var records: [JSONValue]
    /// Names of fields that aren't written.
    public var leftOut: Set<String> = []
    /// Why some prompts of a tree, or some instances, give nothing, though others do.
    public var problems: [Problem] = []
    /// The number of pairs whose answers have the same rank or score.
    public var tiedPairs = 0
    /// The number of pairs left out as both answers, or those of another pair, are the same.
    public var repeatedPairs = 0
    /// The number of answers in no pair, as they have no rank, no score, or no rating that all
    /// reviewers gave who gave one.
    public var unplacedAnswers = 0
  }

  public func convert(_ example: Example) throws(Problem) -> Result {
    var result = Result(records: [])
    for content in try contents(of: example.content, &result) {
      var converter = self
      converter.joinsTexts = format.isTRL && !content.turns.contains(where: \.hasOtherParts)
      var members = try converter.members(content, example.tools)
      var taken = Set(members.map(\.key))
      let others = example.others.filter {
        keepsOthers || format.taughtMembers.contains($0.key.text)
      }
      for other in example.marks + others {
        if format.ownMembers.contains(other.key.text), !taken.contains(other.key) {
          // The trainer would take it for a part of the example.
          result.leftOut.insert(other.key.text)
        } else if format == .openai, Self.openAIMembers.contains(other.key) {
          members.addOpenAI(other)
        } else if format.takesOtherMembers, taken.insert(other.key).inserted {
          members.append(other)
        } else {
          result.leftOut.insert(other.key.text)
        }
      }
      if example.tools != nil, !members.hasTools { result.leftOut.insert("tools") }
      result.leftOut.formUnion(converter.lostMembers(of: content))
      let left = Set(example.others.map(\.key.text)).subtracting(others.map(\.key.text))
      result.leftOut.formUnion(left.union(example.answerMembers))
      result.records.append(.object(members))
    }
    if example.hasMoreAnswers, format.kind != .prompt, !isBestPath(example.content) {
      result.problems.append(.moreAnswers)
    }
    return result
  }

  /// Whether a content is a tree of which the best conversation is taken, not its answers.
  private func isBestPath(_ content: Example.Content) -> Bool {
    if case .tree = content { format.kind == .conversation } else { false }
  }

  /// Names of what the turns of a content have and the format doesn't.
  private func lostMembers(of content: Example.Content) -> [String] {
    let turns = content.turns
    // Reasoning becomes a part of the text, unless that has other.
    let members = turns.flatMap(\.others).filter { !Example.Turn.isReasoning($0) }
    let reasoning = turns.contains(where: \.losesReasoning) ? ["reasoning"] : []
    let calls = turns.flatMap(\.callMembers)
    if format.hasPlainTurns {
      return members.map(\.key.text) + reasoning + calls + turns.flatMap(\.partMembers)
    }
    let joined = turns.filter { self.content(of: $0).string != nil }
    let lost = members.filter(isLost).map(\.key.text) + joined.flatMap(\.partMembers)
    guard format == .msSwift else { return lost }
    if case .pair = content { return lost + calls + reasoning }
    return lost + calls
  }

  /// Members that OpenAI's files may have beside messages and tools.
  private static let openAIMembers: Set<JSONString> = ["parallel_tool_calls"]

  // MARK: - Content

  /// Converts the content to the kinds that the format has; the result may be several.
  private func contents(
    of content: Example.Content, _ result: inout Result
  ) throws(Problem) -> [Example.Content] {
    if format.kind == .prompt, content.hasAnswer {
      result.leftOut.insert("answers")
      if case .labelled = content { result.leftOut.insert("label") }
    }
    switch (format.kind, content) {
    case (.prompt, .ranked(let ranking)): return [.prompt(ranking.prompt, lacking: "")]
    case (_, .ranked(let ranking)):
      let pairs = try pairs(of: ranking, &result)
      if format.kind == .labelled { return labelled(pairs, &result) }
      var all: [Example.Content] = []
      for pair in pairs { all += try contents(of: pair, &result) }
      // Several pairs with the same best answer are one example to imitate.
      return format.kind == .conversation ? Array(all.prefix(1)) : all
    case (_, .conversations(let all)):
      var contents: [Example.Content] = []
      for turns in all {
        guard turns.contains(where: { $0.role == "assistant" }) else {
          result.problems.append(.example(.missing("an answer")))
          continue
        }
        // Several conversations may have the same prompt.
        contents += try self.contents(of: .conversation(turns), &result)
          .filter { !contents.contains($0) }
      }
      if contents.isEmpty, let problem = result.problems.first { throw problem }
      return contents
    case (.conversation, .tree(let best, _)), (.any, .tree(let best, _)):
      return [.conversation(best)]
    case (.prompt, .tree(let best, _)): return try contents(of: .conversation(best), &result)
    case (_, .tree(_, let rankings)):
      var all: [Example.Content] = []
      for ranking in rankings {
        do { all += try contents(of: .ranked(ranking), &result) } catch {
          result.problems.append(error)
        }
      }
      if all.isEmpty { throw result.problems.first ?? .noPlace("a tree without several answers") }
      return all
    case (.prompt, .prompt(let prompt, _)), (.prompt, .pair(let prompt, _, _)),
      (.prompt, .labelled(let prompt, _, _)):
      return [.prompt(prompt, lacking: "")]
    case (.prompt, .conversation(let turns)):
      // One that ends with a question, or a tool's result, is a prompt already.
      return [.prompt(turns.last?.role == "assistant" ? turns.dropLast() : turns, lacking: "")]
    case (_, .prompt(_, let lacking)): throw .example(.missing(lacking))
    case (.conversation, .text) where format == .trlSFT: return [content]
    case (.any, .text) where format == .axolotl: return [content]
    case (.any, .text(let text)) where format == .msSwift:
      return [.conversation([.init(role: "assistant", content: .text(text))])]
    case (.any, .text): throw .noPlace("a text without a prompt")
    case (.any, _), (.conversation, .conversation), (.pair, .pair), (.labelled, .labelled),
      (.text, .text):
      return [content]
    case (.conversation, .pair(let prompt, let chosen, _)):
      result.leftOut.insert("rejected")
      return [.conversation(prompt + chosen)]
    case (.conversation, .labelled(let prompt, let answer, true)):
      result.leftOut.insert("label")
      return [.conversation(prompt + answer)]
    case (.conversation, .labelled): throw .noPlace("an answer that is labelled bad")
    case (.labelled, .pair(let prompt, let chosen, let rejected)):
      return [
        .labelled(prompt: prompt, answer: chosen, isGood: true),
        .labelled(prompt: prompt, answer: rejected, isGood: false),
      ]
    case (.pair, _): throw .noPlace("a record without two answers")
    case (.labelled, _): throw .noPlace("an answer without a label")
    case (.conversation, _), (.prompt, .text): throw .noPlace("a text without a prompt")
    case (.text, _): throw .noPlace("a conversation")
    }
  }

  /// Labels each answer of some pairs of one prompt once: good if it is the better one of all its
  /// pairs, bad if it is the worse one of all.
  private func labelled(
    _ pairs: [Example.Content], _ result: inout Result
  ) -> [Example.Content] {
    var (prompt, good, bad): ([Example.Turn], [[Example.Turn]], [[Example.Turn]]) = ([], [], [])
    for case .pair(let asked, let chosen, let rejected) in pairs {
      prompt = asked
      good.append(chosen)
      bad.append(rejected)
    }
    let both = Set(good).intersection(bad)
    result.problems += both.map { _ in .between }
    func labelled(_ answers: [[Example.Turn]], isGood: Bool) -> [Example.Content] {
      answers.uniqued.filter { !both.contains($0) }
        .map { .labelled(prompt: prompt, answer: $0, isGood: isGood) }
    }
    return labelled(good, isGood: true) + labelled(bad, isGood: false)
  }

  private func pairs(
    of ranking: Example.Ranking, _ result: inout Result
  ) throws(Problem) -> [Example.Content] {
    let answers = ranking.answers
    var pairs: [(better: Int, worse: Int)]
    do { pairs = try self.pairs.pairs(answers, direction, keepsTies: keepsTies) } catch {
      throw .pairs(error)
    }
    result.unplacedAnswers += self.pairs.unplaced(answers)
    let count = pairs.count
    pairs = Self.withoutRepeats(pairs, answers)
    if pairs.isEmpty { throw .pairs(.equal) }
    // Elsewhere, each answer is written once in any case.
    if [.pair, .any].contains(format.kind) { result.repeatedPairs += count - pairs.count }
    if self.pairs != .acrossLine {
      let areRanked = answers.contains { $0.rank != nil }
      result.tiedPairs += pairs.count { better, worse in
        areRanked
          ? answers[better].rank == answers[worse].rank
          : answers[better].score == answers[worse].score
      }
    }
    return pairs.map { better, worse in
      .pair(prompt: ranking.prompt, chosen: answers[better].turns, rejected: answers[worse].turns)
    }
  }

  /// The pairs whose two answers differ, and each of them once.
  private static func withoutRepeats(
    _ pairs: [(better: Int, worse: Int)], _ answers: [Example.Answer]
  ) -> [(better: Int, worse: Int)] {
    var firsts: [[Example.Turn]: Int] = [:]
    let same = answers.enumerated().map { place, answer in
      let first = firsts[answer.turns] ?? place
      firsts[answer.turns] = first
      return first
    }
    var seen: Set<[Int]> = []
    return pairs.filter { better, worse in
      same[better] != same[worse] && seen.insert([same[better], same[worse]]).inserted
    }
  }
}

extension [JSONValue.Member] {
  fileprivate var hasTools: Bool {
    contains { $0.key == "tools" || $0.key == "input" && $0.value["tools"] != nil }
  }

  /// Adds a member where OpenAI has it: in a preference, inside its input.
  fileprivate mutating func addOpenAI(_ member: JSONValue.Member) {
    if let place = firstIndex(where: { $0.key == "input" }),
      case .object(let input) = self[place].value
    {
      self[place].value = .object(input + [member])
    } else {
      append(member)
    }
  }
}

extension Example.Content {
  /// All turns of an example.
  fileprivate var turns: [Example.Turn] {
    switch self {
    case .conversation(let turns), .prompt(let turns, _): turns
    case .conversations(let all): all.flatMap(\.self)
    case .pair(let prompt, let chosen, let rejected): prompt + chosen + rejected
    case .labelled(let prompt, let answer, _): prompt + answer
    case .text, .ranked, .tree: []
    }
  }
}
