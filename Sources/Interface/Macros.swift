import Console
import Curation

/// Command sequences recorded under a name, from keys or typed lines, to be replayed. Each line is
/// a valid line of `winnow script`.
struct Macros: Sendable {
  /// The macro being recorded.
  var recording: (name: String, lines: [String])?
  var known: [String: [String]] = [:]
  /// The names of macros kept by earlier sessions, which are read when played.
  var kept: Set<String> = []
  /// The macro recorded or played last.
  var last: String?
  /// The lines still to be played, each with its round, the next one last.
  private(set) var pending: [(line: String, round: Int)] = []
  /// The round that is played, and how many there are to be.
  private(set) var round = (now: 1, of: 1)

  /// Plays lines before those that are pending.
  mutating func queue(_ lines: [String]) {
    pending += lines.reversed().map { ($0, round.now) }
  }

  /// Plays lines several times, and nothing else.
  mutating func play(_ lines: [String], rounds: Int) {
    pending = (1...max(1, rounds)).reversed().flatMap { round in
      lines.reversed().map { ($0, round) }
    }
    round = (1, rounds)
  }

  mutating func next() -> String {
    let next = pending.removeLast()
    round.now = next.round
    return next.line
  }

  /// Ends what is played.
  mutating func end() { (pending, round) = ([], (1, 1)) }
}

extension Model {
  /// Begins recording, or ends it and keeps the macro.
  mutating func record(_ name: String) -> [Effect] {
    if let (name, lines) = macros.recording {
      macros.recording = nil
      guard !lines.isEmpty else {
        return refuse("nothing was done: \(name) isn't kept")
      }
      (macros.known[name], macros.last) = (lines, name)
      say(
        lines.count == 1
          ? "\(name) has 1 command; @ plays it"
          : "\(name) has \(lines.count) commands; @ plays it")
      return [.keepMacro(name: name, lines)]
    }
    guard !name.isEmpty else {
      mode = .prompt(PromptLine(.command, "record "))
      return []
    }
    guard Self.isMacroName(name) else {
      return refuse("a name has letters, digits, - and _")
    }
    macros.recording = (name, [])
    say("recording \(name): what you do is kept until :record or gm")
    return []
  }

  /// Makes the names of macros kept by earlier sessions known.
  public mutating func rememberMacros(_ names: [String]) {
    macros.kept = Set(names.filter(Self.isMacroName))
  }

  public static func isMacroName(_ name: String) -> Bool {
    !name.isEmpty
      && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
  }

  /// Plays a macro `count` times; the last one if `name` is empty.
  mutating func play(_ name: String, count: Int) -> [Effect] {
    guard macros.recording == nil else {
      return refuse("end the recording first: gm")
    }
    guard let name = name.isEmpty ? macros.last : name else {
      mode = .prompt(PromptLine(.command, "play "))
      return []
    }
    guard let lines = macros.known[name] else {
      guard Self.isMacroName(name) else {
        return refuse("a name has letters, digits, - and _")
      }
      return [.readMacro(name: name, count: count)]
    }
    macros.last = name
    macros.play(lines, rounds: min(count, 10_000))
    return macros.pending.isEmpty ? [] : [.nextLine]
  }

  mutating func take(_ lines: [String]?, ofMacro name: String, count: Int) -> [Effect] {
    guard let lines else {
      return refuse("there is no macro \(name); :record \(name) records one")
    }
    macros.known[name] = lines
    return play(name, count: count)
  }

  /// Carries out the next line of the macro; a line that fails ends it.
  mutating func playNextLine() -> [Effect] {
    guard !macros.pending.isEmpty else { return [] }
    guard question == nil, event?.isProblem != true else {
      macros.end()
      return []
    }
    // Wait for a list or a search that the previous line started.
    guard !pane.choice.isRunning, search.map({ !$0.isRunning || $0.isFound }) ?? true else {
      return []
    }
    let line = macros.next()
    event = nil
    let cursor = pane.cursor
    let effects = run(line)
    // At the end of the list the rest would change the last record again.
    if let step = recordStep(line), pane.cursor == cursor, !macros.pending.isEmpty {
      sayEnd(isFirst: step < 0)
    }
    if let told = event, told.isProblem {
      let (round, count) = macros.round
      macros.end()
      if count > 1 {
        complain("\(told.text): \(macros.last ?? "") ended in round \(round) of \(count)")
      }
    }
    if macros.pending.isEmpty {
      macros.end()
      if event == nil, let name = macros.last { say("played \(name)") }
    }
    return effects + (macros.pending.isEmpty ? [] : [.nextLine])
  }

  /// How a line of a macro goes on in the list, 1 or -1; nil if it doesn't.
  private func recordStep(_ line: String) -> Int? {
    switch Action(rawValue: line.afterFirstWord.word) {
    case .nextRecord: 1
    case .previousRecord: -1
    case .down: focus == .list ? 1 : nil
    case .up: focus == .list ? -1 : nil
    default: nil
    }
  }

  /// Adds a line to the macro being recorded; nil means that the action can't be written as one.
  mutating func recordInMacro(_ line: String?) {
    guard macros.recording != nil else { return }
    guard let line else {
      complain("this can't be said in one line, and isn't in the macro")
      return
    }
    macros.recording?.lines.append(line)
  }

  mutating func recordInMacro(_ action: Action, count: Int?) {
    switch action {
    case _ where action.traits.contains(.unrecorded): break
    case .remove: recordInMacro(areRemoved ? "restore" : "remove")
    case .undo, .redo:  // a word behind it would be an entry's name
      for _ in 0..<steps(of: action, count) { recordInMacro(action.rawValue) }
    default: recordInMacro(action.rawValue + (count.map { " \($0)" } ?? ""))
    }
  }
}
