import Console
import Curation

/// Commands that are recorded under a name as they are given by key or typed, and played again: each
/// line is one that `winnow script` reads.
struct Macros: Sendable {
  /// What is being recorded.
  var recording: (name: String, lines: [String])?
  var known: [String: [String]] = [:]
  /// Names of those that were kept before; they are read when they are played.
  var kept: Set<String> = []
  /// Recorded or played last.
  var last: String?
  /// What is left of the one that is being played.
  var pending: [String] = []
}

extension Model {
  /// Begins to record, or ends and keeps it.
  mutating func record(_ name: String) -> [Effect] {
    if let (name, lines) = macros.recording {
      macros.recording = nil
      guard !lines.isEmpty else {
        complain("nothing was done: \(name) isn't kept")
        return []
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
      complain("a name has letters, digits, - and _")
      return []
    }
    macros.recording = (name, [])
    say("recording \(name): what you do is kept until :record or gm")
    return []
  }

  /// Tells the names of the macros that were kept before.
  public mutating func rememberMacros(_ names: [String]) {
    macros.kept = Set(names.filter(Self.isMacroName))
  }

  public static func isMacroName(_ name: String) -> Bool {
    !name.isEmpty
      && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
  }

  /// Plays a macro some times.
  mutating func play(_ name: String, count: Int) -> [Effect] {
    guard macros.recording == nil else {
      complain("end the recording first: gm")
      return []
    }
    guard let name = name.isEmpty ? macros.last : name else {
      mode = .prompt(PromptLine(.command, "play "))
      return []
    }
    guard let lines = macros.known[name] else {
      guard Self.isMacroName(name) else {
        complain("a name has letters, digits, - and _")
        return []
      }
      return [.readMacro(name: name, count: count)]
    }
    macros.last = name
    macros.pending = (0..<min(count, 10_000)).flatMap { _ in lines }
    return macros.pending.isEmpty ? [] : [.nextLine]
  }

  mutating func take(_ lines: [String]?, ofMacro name: String, count: Int) -> [Effect] {
    guard let lines else {
      complain("there is no macro \(name); :record \(name) records one")
      return []
    }
    macros.known[name] = lines
    return play(name, count: count)
  }

  /// Carries out the next line of the macro; one that can't be carried out ends it.
  mutating func playNextLine() -> [Effect] {
    guard !macros.pending.isEmpty else { return [] }
    guard question == nil, event?.isProblem != true else {
      macros.pending = []
      return []
    }
    // A list or a search that the line before asked for comes first.
    guard !pane.choice.isRunning, search.map({ !$0.isRunning || $0.isFound }) ?? true else {
      return []
    }
    let line = macros.pending.removeFirst()
    event = nil
    let effects = run(line)
    if event?.isProblem == true { macros.pending = [] }
    return effects + (macros.pending.isEmpty ? [] : [.nextLine])
  }

  /// Keeps a line for the macro that is being recorded.
  mutating func note(_ line: String?) {
    guard macros.recording != nil else { return }
    guard let line else {
      complain("this can't be said in one line, and isn't in the macro")
      return
    }
    macros.recording?.lines.append(line)
  }

  /// Actions that ask for more, which is what is noted, or that are about the screen alone.
  private static let unrecorded: Set<Action> = [
    .edit, .editExternally, .editConversation, .editRecord, .flag, .rate, .note, .rank, .turn,
    .commandLine, .filter, .sort, .search, .values, .statistics, .history, .help, .record, .play,
    .redraw, .reload, .suspend, .quit, .back, .copy, .veil, .cancel,
  ]

  mutating func note(_ action: Action, count: Int?) {
    if !Self.unrecorded.contains(action) {
      note(action.rawValue + (count.map { " \($0)" } ?? ""))
    }
  }
}
