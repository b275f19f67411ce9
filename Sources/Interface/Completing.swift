import Analysis
import Curation
import JSONLines

/// Tab completion of lines being typed.
extension Model {
  /// Returns the lines that `line` can be completed to.
  func completions(of line: String, _ kind: PromptLine.Kind) -> [String] {
    switch kind {
    case .command: completions(ofCommand: line)
    case .filter: completions(ofQuery: line)
    case .sort: completions(ofOrder: line)
    case .field: line.completed(by: fieldNames)
    case .search, .note: []
    }
  }

  private func completions(ofCommand line: String) -> [String] {
    // Record numbers and blanks may precede the command.
    let start = line.prefix { $0 == " " || $0 == "#" || $0 == "-" || $0.isNumber }
    if start.last == " " {
      return completions(ofCommand: String(line.dropFirst(start.count))).map { start + $0 }
    }
    guard let space = line.firstIndex(of: " ") else {
      // Commands on records come before actions that only move or show.
      let commands =
        Command.Verb.allCases.map(\.rawValue) + ["mouse", "replace", "theme", "trainer", "write"]
      let actions = Set(Action.allCases.map(\.rawValue)).subtracting(commands)
      return line.completed(by: Set(commands).sorted() + actions.sorted())
    }
    let rest = String(line[line.index(after: space)...].drop { $0 == " " })
    let found =
      switch line[..<space] {
      case "filter": completions(ofQuery: rest)
      case "sort": completions(ofOrder: rest)
      case "values": rest.completed(by: fieldNames)
      default: rest.completed(by: arguments(of: line[..<space]))
      }
    return found.map { "\(line[..<space]) \($0)" }
  }

  /// Returns the possible arguments of a command.
  private func arguments(of command: Substring) -> [String] {
    switch command {
    case "theme": themes
    case "mouse": ["off", "on"]
    case "play": macros.kept.union(macros.known.keys).sorted()
    case "trainer": Trainer.allCases.map(\.rawValue)
    case "verdict": Verdict.allCases.map(\.rawValue) + ["none"]
    case "resolve": pane.set.reviewers(of: pane.cursor) + ["none"]
    case "flag", "unflag": hazards.map(\.code)
    case "rate": RatingKey.known.map(\.name)
    case "turn":
      roleNames.map { "insert \($0)" } + ["split", "merge", "up", "down"]
        + roleNames.map { "role \($0)" } + ["duplicate", "delete"]
    case "set", "set-json", "delete": pointers
    default: []
    }
  }

  /// The roles of turns in the cursor's record, and the usual ones.
  private var roleNames: [String] {
    let isShareGPT = pane.part?.pointer.tokens.last == "value"
    let usual = isShareGPT ? ["gpt", "human", "system"] : ["assistant", "system", "user"]
    let turns = (pane.page?.reading.parts ?? []).filter { $0.role.isTurn && $0.role != .unknown }
    let names = turns.map(\.name)
    return Set(usual + names.filter { !$0.contains(" ") }).sorted()
  }

  /// The pointers of the parts of the cursor's record. Those with white space are left out, as they
  /// can't be typed.
  private var pointers: [String] {
    (pane.page?.reading.parts ?? []).map(\.pointer.description)
      .filter { !$0.isEmpty && !$0.contains(where: \.isWhitespace) }
  }

  /// Completes the last condition of a query: a field, a keyword, or the value of one; nothing
  /// inside a quoted text.
  private func completions(ofQuery line: String) -> [String] {
    guard !line.endsInText else { return [] }
    let begin =
      line.lastIndex { $0 == " " || $0 == "(" }.map(line.index(after:)) ?? line.startIndex
    let (before, start) = (line[..<begin], line[begin...])
    if before.hasSuffix("len(") || before.hasSuffix("words(") {
      return String(start).completed(by: fieldNames).map { "\(before)\($0))" }
    }
    if before.hasSuffix("rating(") {
      return String(start).completed(by: RatingKey.known.map(\.name)).map { "\(before)\($0))" }
    }
    guard let colon = start.firstIndex(of: ":") else {
      let names = fieldNames.map { "\($0):" } + Query.words
      return String(start).completed(by: names).map { before + $0 }
    }
    let word = String(start[..<colon])
    let values = (word == "flag" ? hazards.map(\.code) : []) + Query.values(of: word)
    return String(start[start.index(after: colon)...]).completed(by: values)
      .map { "\(before)\(word):\($0)" }
  }

  private func completions(ofOrder line: String) -> [String] {
    if line.contains("(") { return line.contains(")") ? [] : completions(ofQuery: line) }
    let sign = line.hasPrefix("-") ? "-" : ""
    // `number` and `random` have no descending form.
    let orders = Query.orders.filter { sign.isEmpty || !["number", "random"].contains($0) }
    return String(line.dropFirst(sign.count)).completed(by: fieldNames + orders).map { sign + $0 }
  }

  /// The names that queries have for the fields of the cursor's record.
  private var fieldNames: [String] {
    (pane.page?.reading.parts ?? []).flatMap { [$0.pointer.tokens.first?.text ?? "", $0.name] }
      .filter { !$0.isEmpty && !$0.contains { "\" ():".contains($0) } }
  }
}

extension String {
  /// Returns the words that begin with this string, each once.
  fileprivate func completed(by words: [String]) -> [String] {
    words.filter { $0.hasPrefix(self) }.uniqued
  }

  /// Whether the query ends inside a quoted text or an expression.
  fileprivate var endsInText: Bool {
    var end: Character?
    var before: Character = " "
    for character in self {
      if let close = end {
        if character == close, before != "\\" { end = nil }
      } else if character == "\"" || (character == "/" && before == ":") {
        end = character
      }
      before = character
    }
    return end != nil
  }
}
