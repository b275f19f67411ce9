import Analysis
import ArgumentParser
import Glibc
import Interface

/// The entry point of the program.
@main
enum Main {
  static func main() {
    // A write beyond the limit of a file's size then fails like any other.
    signal(SIGXFSZ, SIG_IGN)
    // Where it is ignored, nobody learns how a helper program ended.
    signal(SIGCHLD, SIG_DFL)
    occupyClosedDescriptors()
    guard CommandLine.argc > 0 else {
      Output.complain("the program's own arguments can't be read; is /proc mounted?")
      exit(Status.inputOutput.rawValue)
    }
    do {
      try refuseForeignBytes()
      try refuseUnknownHelp()
      var command = try Winnow.parseAsRoot()
      if command is Open || command is ReviewCommand || command is Demo {
        return try command.run()
      }
      defer { tellGivenUp() }
      try command.run()
      if RegularExpression.givenUp > 0 { throw Status.findings.exitCode }
    } catch let error as any Explained {
      Output.complain(error.failure.message.english)
      exit(error.failure.status.rawValue)
    } catch {
      let text = Winnow.fullMessage(for: error)
      let status = Winnow.exitCode(for: error)
      // Help and completions were asked for; anything else may repeat an argument.
      if status.isSuccess {
        if !text.isEmpty { Output.write(Array((completingFiles(text) + "\n").utf8)) }
      } else if !text.isEmpty {
        Output.complainRaw(Array((Output.visible(text) + "\n").utf8))
      }
      exit(status.rawValue)
    }
  }

  /// Lets a completion script offer names of files beside commands, as a dataset's name alone opens
  /// it.
  private static func completingFiles(_ script: String) -> String {
    let commands = "_describe -V subcommand subcommands && ret=0"
    return script.replacing("complete -o file", with: "complete -o default -o file")
      .replacing(commands, with: commands + "; _files && ret=0", maxReplacements: 1)
      .replacing(
        "\ncomplete -c 'winnow' -f\n",
        with: "\ncomplete -c 'winnow' -n 'not __fish_use_subcommand' -f\n")
  }

  /// Opens the null device in place of standard input, output and errors that are closed, so that
  /// no file takes their number, in a direction in which using them fails.
  private static func occupyClosedDescriptors() {
    for (number, flags) in [(0, O_WRONLY), (1, O_RDONLY), (2, O_RDONLY)] as [(Int32, Int32)]
    where fcntl(number, F_GETFD) < 0 {
      _ = open("/dev/null", flags)  // takes the lowest number that is free
    }
  }

  /// Refuses arguments that aren't UTF-8, which would be stored, or looked for, as other ones.
  private static func refuseForeignBytes() throws(Failure) {
    for place in 1..<max(1, Int(CommandLine.argc)) {
      guard let argument = CommandLine.unsafeArgv[place] else { continue }
      let bytes = UnsafeBufferPointer(start: argument, count: strlen(argument))
      let text = bytes.withMemoryRebound(to: UInt8.self) { String(validating: $0, as: UTF8.self) }
      if text != nil { continue }
      let shown = String(cString: argument).replacing("\n", with: "␊")
      throw Failure(
        .usage,
        "argument \(place), \(shown), isn't UTF-8; rename the file, or let a shell read it: - < FILE"
      )
    }
  }

  /// Refuses to explain a command that isn't there: the parser would explain the program instead.
  private static func refuseUnknownHelp() throws(Failure) {
    guard CommandLine.arguments.dropFirst().first == "help" else { return }
    var command: any ParsableCommand.Type = Winnow.self
    for word in CommandLine.arguments.dropFirst(2) where !word.hasPrefix("-") && word != "help" {
      let named = command.configuration.subcommands.first { $0._commandName == word }
      guard let named else { throw Failure(.usage, "there is no command \"\(word)\" to explain") }
      command = named
    }
  }

  /// Reports searches that were given up, so that their results may be incomplete.
  private static func tellGivenUp() {
    let count = RegularExpression.givenUp
    guard count > 0 else { return }
    let searches = count == 1 ? "1 search was" : "\(count) searches were"
    Output.complain(
      "\(searches) given up, as the expression backtracks without end; what it looks for may be there"
    )
  }
}

struct Winnow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "winnow",
    abstract: "Curate the data that trains language models.",
    discussion: """
      winnow FILE... opens datasets (JSON Lines, JSON arrays) in the terminal; the other commands do \
      the same work without a screen. The dataset is never changed: every edit is a line in a \
      journal beside it, and `winnow apply` writes the next version.
      """,
    version: version,
    subcommands: [
      Open.self, ReviewCommand.self, Info.self, CheckCommand.self, Show.self, QueryCommand.self,
      Stats.self, Diff.self,
      Edit.self, Insert.self, Replace.self, FlagCommand.self, Unflag.self, VerdictCommand.self,
      Rate.self,
      Note.self, RankCommand.self, Resolve.self, Remove.self, Restore.self, ScriptCommand.self,
      Merge.self, Agree.self, Judge.self,
      Convert.self, DuplicatesCommand.self, Split.self, SampleCommand.self,
      Log.self, Undo.self, Redo.self, Apply.self, ReportCommand.self, JournalCommand.self,
      Demo.self, Keys.self, ThemesCommand.self, Shapes.self, TaxonomiesCommand.self,
    ],
    defaultSubcommand: Open.self)

  static let version = "0.1.0"
}
