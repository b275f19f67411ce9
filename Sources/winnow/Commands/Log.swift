import Analysis
import ArgumentParser
import Curation
import Interface
import JSONLines

struct Log: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "List what was done, oldest first.")

  @OptionGroup var dataset: DatasetOptions
  @Flag(help: "The entries, one JSON object a line; `winnow journal schema` says what is in them.")
  var json = false
  @Flag(help: "What each entry changed, before and after, as Markdown for a pull request.")
  var patch = false

  func run() throws {
    if patch, json { throw Failure(.usage, "--patch and --json exclude each other") }
    let workspace = try dataset.open(isWriting: false)
    if patch {
      for (position, logged) in workspace.set.entries.enumerated()
      where !logged.entry.changes.isEmpty && workspace.set.isLive(position) {
        printPatch(logged, in: workspace.set)
      }
      return
    }
    for (position, logged) in workspace.set.entries.enumerated() {
      if json {
        printJSON(logged)
      } else if logged.entry.kind != .open {
        Output.row(Self.line(logged, in: workspace.set, isLive: workspace.set.isLive(position)))
      }
    }
  }

  /// Prints a heading, and for each value a block of lines with - and +.
  private func printPatch(_ logged: LoggedEntry, in set: WorkingSet) {
    let time = logged.entry.stamp.map { " at \($0.time.prefix(16))" } ?? ""
    let name = logged.entry.command ?? logged.entry.kind.rawValue
    let why = logged.entry.reason.map { ": \($0)" } ?? ""
    Output.line("### \(name) by \(logged.actor)\(time)\(why)\n")
    for change in logged.entry.changes {
      let number = set.place(of: change) ?? change.record
      for value in ValueDifference.of(change.body) {
        let place = [number.map { "\($0)" }, value.pointer.description]
          .compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " ")
        let lines = value.lines().marked
        // The fence must be longer than any in the text.
        let ticks = lines.flatMap { $0.split { $0 != "`" } }.map(\.count).max() ?? 0
        let fence = String(repeating: "`", count: max(3, ticks + 1))
        Output.line(
          "\(place)\n\n\(fence)diff\n\(lines.joined(separator: "\n"))\n\(fence)\n")
      }
    }
  }

  /// Prints an entry as in its journal, on as many lines; of an unsealed one, its content.
  private func printJSON(_ logged: LoggedEntry) {
    for entry in logged.parts.isEmpty ? [logged.entry] : logged.parts {
      guard entry.stamp != nil, let id = entry.id else {
        Output.write(JSONWriter.bytes(entry.unsealedContent(), .journal) + [0x0A])
        continue
      }
      Output.write(entry.line(id))
    }
  }

  static func line(_ logged: LoggedEntry, in set: WorkingSet, isLive: Bool) -> String {
    let entry = logged.entry
    let numbers = set.records(of: entry)
    let records =
      numbers.count == 1 ? "\(numbers[0])" : numbers.isEmpty ? "" : counted(numbers.count, "record")
    let id = entry.id.map { String($0.hex.prefix(8)) } ?? "--------"
    let time = entry.stamp.map { String($0.time.prefix(19)) } ?? ""
    let note = isLive || entry.undoes != nil || entry.changes.isEmpty ? "" : " (undone)"
    return [
      id, logged.name, time, records, entry.command ?? entry.kind.rawValue,
      entry.reason ?? entry.noted ?? "",
    ].filter { !$0.isEmpty }.joined(separator: "  ") + note
  }
}

extension Entry {
  /// Why it was made, or why it leaves its first record out.
  fileprivate var reason: String? {
    if let why { return why }
    return changes.lazy.compactMap { change in
      switch change.body {
      case .remove(let why, _), .restore(let why, _): why
      default: nil
      }
    }.first
  }

  /// The text of the first note that it writes, on one line.
  fileprivate var noted: String? {
    changes.lazy.compactMap { change in
      guard case .mark(_, _, .note(_, let text)?) = change.body else { return nil }
      return text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }.first
  }
}
