import Analysis
import Curation
import JSONLines

/// Runs what is typed after `:`.
extension Model {
  /// Carries out a typed command line: a record number, an action's name, or a command.
  mutating func run(_ text: String) -> [Effect] {
    let (name, rest) = text.afterFirstWord
    guard !name.isEmpty else { return [] }
    let argument = rest.withoutSpacesAtEnd
    let verb = Command.Verb(typed: name)
    if let verb, verb.worksOnAll, !rest.isEmpty || verb.isWhole,
      !pane.hasChosen, !pane.listing.isAll, pane.choice.query != nil
    {
      if let obstacle = obstacleToBulk { return refuse(obstacle) }
      do { _ = try command(typed: text) } catch { return refuse(error.text) }
      if pane.listCount > 1 || pane.listCount == 1 && pane.listing.number(at: 0) != pane.cursor {
        question = .bulk(text, count: pane.listCount)
        return []
      }
    }
    if verb == .insert { pane.named = [] }  // inserting needs no target
    if let ends = RecordNumber.range(typed: name) { return run(rest, on: ends) }
    if name.first.map({ $0.isASCII && $0.isNumber || "+-".contains($0) }) == true {
      return refuse("\(name) isn't a record number or a range like 17-40")
    }
    switch name {
    case "q", "quit", "wq", "x": return [.quit]
    case "w", "write":
      say("everything is saved already; `winnow apply` writes the next version")
      return []
    case "theme": return setTheme(argument)
    case "mouse": return setMouse(argument)
    case "trainer" where !rest.isEmpty: return setTrainer(argument)
    case "filter" where !rest.isEmpty: return setFilter(argument)
    case "sort" where !rest.isEmpty: return setOrder(argument)
    case "values" where !rest.isEmpty: return askValues(of: argument)
    case "undo" where !rest.isEmpty:
      return travel { set throws(UndoError) in try set.proposeUndo(of: set.entry(named: argument)) }
    case "redo" where !rest.isEmpty:
      return travel { set throws(UndoError) in try set.proposeRedo(of: set.entry(named: argument)) }
    case "replace": return replace(rest)
    case "search" where !rest.isEmpty: return finishSearch(rest)
    case "remove" where rest.isEmpty: return carryOut(.remove(why: nil))
    case "record" where !rest.isEmpty: return record(argument)
    case "play" where !rest.isEmpty:
      let (macro, times) = argument.afterFirstWord
      guard let count = times.isEmpty ? 1 : Int(times), count > 0 else {
        return refuse("it is said like play NAME 5")
      }
      return play(macro, count: count)
    // A bare word that is also the name of an action means the action.
    case _ where verb != nil && (!rest.isEmpty || Action(rawValue: name) == nil):
      do {
        guard let command = try command(typed: text) else { break }
        return carryOut(command)
      } catch {
        return refuse(error.text)
      }
    default: break
    }
    guard let action = Action(rawValue: name) else {
      return refuse("\(name): no such command; \(helpKey) lists them")
    }
    guard argument.isEmpty || Int(argument) != nil else {
      return refuse("\(name) takes a number at most, not \(argument)")
    }
    return perform(action, count: Int(argument).map { min(max(0, $0), Self.countLimit) })
  }

  /// A command on records as it is typed; nil if it is none.
  private func command(typed text: String) throws(CommandTextError) -> Command? {
    try Command(typed: text, place: flaggedPlace) { hazards.category($0) }
  }

  /// Whether what is wrong with a line is in the line, and not in what it is to work on.
  func isMistyped(_ text: String) -> Bool {
    let (name, rest) = text.afterFirstWord
    if RecordNumber.range(typed: name) != nil { return !rest.isEmpty && isMistyped(rest) }
    if name == "replace" { return (try? Replacement(typed: rest)) == nil }
    guard Command.Verb(typed: name) != nil, !rest.isEmpty else { return false }
    do {
      switch try command(typed: text) {
      case .rank(let order)?:
        let count = pane.page?.reading.responses.count ?? 0
        return count > 1 && (try? order.places(count: count)) == nil
      case .insert(let bytes)?: return (try? JSONNode.parse(Bytes(bytes))) == nil
      default: return false
      }
    } catch {
      return true
    }
  }

  /// Goes to a record (`17`), or runs a command on records (`17 verdict accepted`,
  /// `17-40 flag S10`).
  private mutating func run(_ command: String, on ends: ClosedRange<Int>) -> [Effect] {
    if command.isEmpty {
      guard ends.count == 1 else {
        return refuse("say what to do with them: 17-40 verdict accepted")
      }
      guard ends.lowerBound <= pane.recordCount else { return refuse(tooFew) }
      return go(to: RecordNumber(ends.lowerBound))
    }
    guard ends.upperBound <= pane.recordCount else { return refuse(tooFew) }
    let name = command.afterFirstWord.word
    if let action = Action(rawValue: command.withoutSpacesAtEnd), action.traits.contains(.atRecord),
      ends.count == 1
    {
      // It is about that record, whatever is selected.
      pane.selection.endRange()
      let effects = go(to: RecordNumber(ends.lowerBound))
      pane.named = []
      return effects + run(command)
    }
    guard
      Command.Verb(typed: name) != nil || name == "replace"
        || Action(rawValue: name)?.traits.contains(.onRecords) == true
    else {
      return refuse("\(name) isn't a command on records")
    }
    pane.named = ends.map { RecordNumber($0) }
    return run(command)
  }

  /// Why there is no record of a number.
  var tooFew: Phrase { "there are \(grouped(pane.recordCount)) records" }

  private mutating func setTheme(_ name: String) -> [Effect] {
    guard !themes.isEmpty else { return refuse("a theme is of the screen") }
    guard !name.isEmpty else { return refuse("say a theme: \(.names(themes))") }
    guard themes.contains(name) else {
      return refuse("there is no theme \(name): \(.names(themes))")
    }
    say("theme \(name)")
    return [.setTheme(name)]
  }

  private mutating func setMouse(_ word: String) -> [Effect] {
    switch word {
    case "on": say("clicks and the wheel come here; Shift selects text")
    case "off": say("clicks and the wheel go to the terminal, which selects text")
    default:
      return refuse("say mouse on, or mouse off")
    }
    return [.setMouse(word == "on")]
  }

  private mutating func setTrainer(_ name: String) -> [Effect] {
    guard let trainer = Trainer(rawValue: name) else {
      return refuse("trainers: \(.names(Trainer.allCases.map(\.rawValue)))")
    }
    pane.look.trainer = .named(trainer)
    return []
  }

  // MARK: - Replacing

  /// Runs `replace /pattern/new/ in output` on the selection, else on what a filter shows, else on
  /// the cursor's record.
  private mutating func replace(_ text: String) -> [Effect] {
    let replacement: Replacement
    do { replacement = try Replacement(typed: text) } catch {
      return refuse(error.text)
    }
    let isBulk = !pane.hasChosen && pane.choice.query != nil
    if isBulk, let obstacle = obstacleToBulk { return refuse(obstacle) }
    let targets = isBulk ? pane.listed : pane.targets
    let (commands, hits, _) = replacement.results(on: targets, in: pane.set, as: pane.shape)
    guard !commands.isEmpty else {
      if let name = replacement.unknownPart(in: targets, of: pane.set, as: pane.shape) {
        complain("no record has a part or field \(name)")
      } else {
        complain("\(replacement.expression.pattern): not found there")
      }
      return []
    }
    // A record that isn't seen isn't changed unasked.
    if targets.count == 1, !isBulk || targets == [pane.cursor] {
      return carryOut(replacement, commands)
    }
    question = .replace(replacement, hits: hits, commands)
    return []
  }

  /// Carries out what a replacement amounts to, which can be repeated elsewhere.
  mutating func carryOut(
    _ replacement: Replacement, _ commands: [(RecordNumber, Command)]
  ) -> [Effect] {
    let effects = carryOut(commands, as: replacement.text)
    if !effects.isEmpty { lastChange = .line(replacement.text) }
    return effects
  }

  /// Carries out a separate command on each record, as one undo step.
  mutating func carryOut(_ commands: [(RecordNumber, Command)], as text: String) -> [Effect] {
    if let obstacle = obstacleToWriting() { return refuse(obstacle) }
    do {
      guard let draft = try pane.set.propose(commands, as: text, actor: pane.actor) else {
        say("nothing to change: it is so already")
        return []
      }
      return [.append(pane: active, draft)]
    } catch {
      return refuse(error.text)
    }
  }
}

extension String {
  /// The first word, and what follows the spaces behind it, as it was typed. By scalars, as a text
  /// may begin with one that would join the space to a character of its own.
  var afterFirstWord: (word: String, rest: String) {
    let line = unicodeScalars.drop { $0 == " " }
    let rest = line.drop { $0 != " " }
    return (String(line[..<rest.startIndex]), String(rest.drop { $0 == " " }))
  }

  fileprivate var withoutSpacesAtEnd: String {
    String(self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)])
  }
}

extension Command.Verb {
  /// Whether the command may be meant for all records that a filter shows, which the user has to
  /// confirm.
  fileprivate var worksOnAll: Bool {
    switch self {
    case .flag, .unflag, .verdict, .rate, .note, .remove, .restore, .set, .setJSON, .delete,
      .resolve:
      true
    case .flip, .rank, .turn, .insert, .duplicate, .mask, .patch, .raw, .response: false
    }
  }

  /// Whether the command is complete without arguments, and not the name of an action.
  fileprivate var isWhole: Bool { [.remove, .restore, .unflag].contains(self) }
}
