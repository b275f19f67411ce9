import Curation
import JSONLines

/// What is typed after `:`.
extension Model {
  /// Carries out a typed command line: a record number, an action's name, or a command.
  mutating func run(_ text: String) -> [Effect] {
    let words = text.split(separator: " ").map(String.init)
    guard let name = words.first else { return [] }
    let rest = words.dropFirst().joined(separator: " ")
    if Self.bulkCommands.contains(name), !rest.isEmpty || name == "remove" || name == "restore",
      pane.selection.isEmpty, !pane.listing.isAll, pane.choice.query != nil, pane.listCount > 1
    {
      question = .bulk(text, count: pane.listCount)
      return []
    }
    if let number = Int(name.drop { $0 == "#" }) { return go(to: RecordNumber(number)) }
    switch name {
    case "q", "quit", "wq", "x": return [.quit]
    case "w", "write":
      say("everything is saved already; `winnow apply` writes the next version")
      return []
    case "theme": return setTheme(rest)
    case "filter" where !rest.isEmpty: return setFilter(rest)
    case "sort" where !rest.isEmpty: return setOrder(rest)
    case "values" where !rest.isEmpty: return askValues(of: rest)
    case "rank", "r":
      guard !rest.isEmpty else { break }
      do { return carryOut(.rank(try RankOrder(rest))) } catch { complain(error.text) }
      return []
    case "flag":
      guard !rest.isEmpty else { break }
      return flag(Array(words.dropFirst()))
    case "verdict":
      let verdict = Verdict(rawValue: rest)
      guard verdict != nil || rest == "none" else {
        complain("a verdict is accepted, discarded, skipped or none")
        return []
      }
      return carryOut(.verdict(verdict))
    case "note":
      guard !rest.isEmpty else { break }
      return carryOut(.note(nil, rest))
    case "remove": return carryOut(.remove(why: rest.isEmpty ? nil : rest))
    case "restore": return carryOut(.restore)
    case "set", "set-json": return set(name, words)
    default: break
    }
    guard let action = Action(rawValue: name) else {
      complain("\(name): no such command; ? lists them")
      return []
    }
    return perform(action, count: Int(rest).map { min(max(0, $0), Self.countLimit) })
  }

  /// Commands that, typed out, work on all that a filter shows where nothing is selected.
  private static let bulkCommands: Set<String> = [
    "flag", "verdict", "note", "remove", "restore", "set", "set-json",
  ]

  /// What a command line may begin with, and go on with.
  func completions(of line: String) -> [String] {
    let names = Action.allCases.map(\.rawValue) + ["theme", "set", "set-json", "verdict", "write"]
    guard let space = line.firstIndex(of: " ") else {
      return Set(names).filter { $0.hasPrefix(line) }.sorted()
    }
    let rest = line[line.index(after: space)...]
    let words =
      switch line[..<space] {
      case "theme": themes
      case "verdict": Verdict.allCases.map(\.rawValue) + ["none"]
      case "flag": hazards.map(\.code)
      default: [String]()
      }
    return words.filter { $0.hasPrefix(rest) }.map { "\(line[..<space]) \($0)" }
  }

  private mutating func setTheme(_ name: String) -> [Effect] {
    guard themes.contains(name) else {
      complain("themes: \(themes.joined(separator: ", "))")
      return []
    }
    say("theme \(name)")
    return [.setTheme(name)]
  }

  /// `flag S10 2 why`: a category, a severity, a note.
  private mutating func flag(_ words: [String]) -> [Effect] {
    var menu = FlagMenu(hazards, at: flaggedPlace)
    menu.chosen = hazards.firstIndex { $0.code.lowercased() == words[0].lowercased() }
    var note = words.dropFirst()
    if let severity = note.first.flatMap({ Int($0) }), HazardFlag.severities.contains(severity) {
      menu.severity = severity
      note = note.dropFirst()
    }
    menu.note.insert(note.joined(separator: " "))
    guard let flag = menu.flag else {
      complain("\(words[0]): no such category; f shows them")
      return []
    }
    return carryOut(.flag(flag))
  }

  /// `set /output some text`, `set-json /score 3`.
  private mutating func set(_ name: String, _ words: [String]) -> [Effect] {
    guard words.count > 2, let pointer = JSONPointer(words[1]) else {
      complain("\(name) wants a JSON Pointer and a value: \(name) /output Hello")
      return []
    }
    let text = words.dropFirst(2).joined(separator: " ")
    do {
      let value = name == "set" ? JSONValue.text(text) : try JSONValue.parse(text)
      return carryOut(.set(pointer, value))
    } catch {
      complain(error.text)
      return []
    }
  }
}
