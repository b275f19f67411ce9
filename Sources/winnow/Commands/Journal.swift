import ArgumentParser
import Curation
import Interface
import JSONLines
import Storage

struct JournalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "journal", abstract: "Look after journals.",
    subcommands: [Check.self, Salvage.self, Schema.self])

  struct Salvage: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Save the sound lines of a damaged journal to a new one.",
      discussion: """
        The new journal is unsealed: it is read, and --with and --journal take it. The exit status \
        is 1 where lines are lost, 65 where none can be saved.
        """)

    @Argument(help: "The damaged journal.", completion: .file()) var journal: String
    @Option(
      help: "Leave out what this journal has, as it is kept: of two copies, the other one.",
      completion: .file())
    var beyond: String?
    @Option(
      name: .shortAndLong,
      help: "The file to write, - for standard output; none stands beside the journal.",
      completion: .file())
    var output: String?
    @Flag(help: "Replace a file that exists.") var force = false

    func run() throws {
      let saved = try JournalSalvage(readingFile: journal, beyond: beyond)
      if let beyond, !saved.sharesEntries {
        throw Failure(
          .badData, "\(beyond) is no copy of \(journal): they have no entry in common")
      }
      let path = output ?? (journal == "-" ? "-" : JournalSalvage.path(for: journal))
      for kept in [journal, beyond].compactMap(\.self)
      where FilePath.real(path) != nil && FilePath.real(path) == FilePath.real(kept) {
        throw Failure(.cannotCreate, "\(path) is the journal itself; write to another file")
      }
      guard !saved.entries.isEmpty else {
        throw Failure(
          .badData, "\(journal): there is no entry to save, so nothing is written; \(loss(saved))")
      }
      try saved.write(to: path, replacing: force)
      let place = path == "-" ? "" : " to \(path)"
      let advice =
        path == "-" || journal == "-"
        ? "" : "; move \(journal) out of its folder, and \(path) is read in its place"
      Output.complain(
        "\(counted(saved.entries.count, "entry", "entries")) saved\(place); " + loss(saved)
          + advice)
      if !saved.lostLines.isEmpty || !saved.missing.isEmpty { throw Status.findings.exitCode }
    }

    private func loss(_ saved: JournalSalvage) -> String {
      let entries = saved.missing.map { gap in
        gap.count == 1 ? "\(gap.lowerBound)" : "\(gap.lowerBound)-\(gap.upperBound - 1)"
      }
      let losses = [
        ("lost: line", saved.lostLines.map(String.init)), ("not there: entry", entries),
      ].filter { !$0.1.isEmpty }.map { what, numbers in
        "\(what) \(shortened(numbers).joined(separator: ", "))"
      }
      return losses.isEmpty ? "no line is lost" : losses.joined(separator: "; ")
    }
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check the format, hashes and chain of journals.",
      discussion: "Exit status 0 when sound, 1 with a torn tail, 65 with damage.")

    @Argument(help: "The journals.", completion: .file()) var journals: [String]
    @Flag(
      help: .json(
        "One JSON object for each.",
        [
          "journal": "the path, as it was given",
          "sound": "whether all of it can be read",
          "entries": "how many it has",
          "sealed": "whether its lines have ids and hashes",
          "incomplete": "how many lines are of entries that aren't whole, if any",
          "tornAt": "the byte at which a torn last line begins, if there is one",
          "tornBytes": "the size of that line",
          "line": "of a damaged journal, the first line that is wrong",
          "byte": "where in the journal it is",
          "message": "what is wrong with it",
        ])) var json = false

    func run() throws {
      var isTorn = false
      var failure: JournalError?
      for journal in journals {
        do throws(JournalError) { if try isTornHere(journal) { isTorn = true } } catch {
          // The last one is said at the end.
          if let failure { Output.complain("\(Failure(failure).message)") }
          failure = error
        }
      }
      if let failure { throw failure }
      if isTorn { throw Status.findings.exitCode }
    }

    /// Whether the journal ends with a torn line; says what there is to say.
    private func isTornHere(_ journal: String) throws(JournalError) -> Bool {
      let text: JournalText
      do { text = try JournalText(readingFile: journal) } catch {
        if json {
          var place: (line: Int, byte: Int)?
          if case .damaged(_, let line, let byte, _) = error { place = (line, byte) }
          Output.json([
            ("journal", .text(journal)), ("sound", .bool(false)),
            ("line", place.map { .integer($0.line) }), ("byte", place.map { .integer($0.byte) }),
            ("message", .text(Failure(error).message.english)),
          ])
        }
        throw error
      }
      let torn = text.tornRange
      let entries = text.journals.flatMap(\.entries).count { $0.kind != .open }
      let stray = text.journals.reduce(0) { $0 + $1.strayPartCount }
      if json {
        Output.json([
          ("journal", .text(journal)), ("sound", .bool(torn == nil)),
          ("entries", .integer(entries)),
          ("sealed", .bool(text.isSealed)),
          ("incomplete", stray > 0 ? .integer(stray) : nil),
          ("tornAt", torn.map { .integer($0.lowerBound) }),
          ("tornBytes", torn.map { .integer($0.count) }),
        ])
      } else {
        let kind = text.isSealed ? "sealed" : "unsealed"
        Output.line("\(journal): \(kind), \(counted(entries, "entry", "entries"))")
        if stray > 0 {
          Output.line("lines of entries that aren't whole, and don't count: \(stray)")
        }
        if let torn {
          Output.line(
            "torn: \(torn.count) bytes after byte \(torn.lowerBound) were cut off while they were "
              + "written; the next session sets them aside")
        }
      }
      return torn != nil
    }
  }

  struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the JSON Schema of a journal's lines.")

    func run() { Output.write(JournalText.schema) }
  }
}
