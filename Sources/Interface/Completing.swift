import Analysis
import Curation
import JSONLines

/// What Tab makes of a line that is being typed.
extension Model {
  /// The lines that one may become.
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
    // Records, or blanks, may stand before what is completed.
    let start = line.prefix { $0 == " " || $0 == "#" || $0 == "-" || $0.isNumber }
    if start.last == " " {
      return completions(ofCommand: String(line.dropFirst(start.count))).map { start + $0 }
    }
    guard let space = line.firstIndex(of: " ") else {
      // What works on records comes before what only moves or shows.
      let commands = Command.names + ["mouse", "replace", "theme", "trainer", "write"]
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

  /// What a command may be given.
  private func arguments(of command: Substring) -> [String] {
    switch command {
    case "theme": themes
    case "mouse": ["off", "on"]
    case "trainer": Trainer.allCases.map(\.rawValue)
    case "verdict": Verdict.allCases.map(\.rawValue) + ["none"]
    case "resolve": pane.set.reviewers(of: pane.cursor) + ["none"]
    case "flag", "unflag": hazards.map(\.code)
    case "rate": RatingKey.axes.map(\.name) + ["acceptable"]
    case "turn":
      ["delete", "down", "duplicate", "insert assistant", "insert user", "merge"]
        + ["role assistant", "role system", "role user", "split", "up"]
    case "set", "set-json", "delete": pane.page?.reading.parts.map(\.pointer.description) ?? []
    default: []
    }
  }

  /// The last condition of a query: a field, a word of queries, or what may stand behind one.
  private func completions(ofQuery line: String) -> [String] {
    let start = line.suffix(while: { $0 != " " && $0 != "(" })
    let before = line[..<start.startIndex]
    if before.hasSuffix("len(") || before.hasSuffix("words(") {
      return String(start).completed(by: fieldNames).map { "\(before)\($0))" }
    }
    if before.hasSuffix("rating(") {
      return String(start).completed(by: RatingKey.axes.map(\.name)).map { "\(before)\($0))" }
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
    if line.contains("(") { return completions(ofQuery: line) }
    let sign = line.hasPrefix("-") ? "-" : ""
    return String(line.dropFirst(sign.count)).completed(by: fieldNames + Query.orders)
      .map { sign + $0 }
  }

  /// The names by which queries know what the cursor's record holds.
  private var fieldNames: [String] {
    var names: [String] = []
    for part in pane.page?.reading.parts ?? [] {
      for name in [part.pointer.tokens.first?.text, part.name].compactMap(\.self)
      where !names.contains(name) && !name.isEmpty && name.allSatisfy({ !"\" ():".contains($0) }) {
        names.append(name)
      }
    }
    return names
  }
}

extension String {
  /// Those of some words that begin with this one.
  fileprivate func completed(by words: [String]) -> [String] { words.filter { $0.hasPrefix(self) } }

  fileprivate func suffix(while belongs: (Character) -> Bool) -> Substring {
    var start = endIndex
    while start > startIndex, belongs(self[index(before: start)]) { start = index(before: start) }
    return self[start...]
  }
}
