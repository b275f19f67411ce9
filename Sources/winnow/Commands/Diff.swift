import Analysis
import ArgumentParser
import Curation
import Interface
import JSONLines
import Storage

struct Diff: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what differs between two datasets, or between a file and its curated state.",
    discussion: """
      Records are paired where they are equal, else by --link. With one file, its journals' edits \
      are shown. --textconv prints a file one value a line, for git:

        git config diff.winnow.textconv 'winnow diff --textconv'
        echo '*.json diff=winnow' >> .gitattributes
      """)

  @Argument(help: "Two datasets, or one.", completion: .file()) var files: [String]
  @OptionGroup var journals: JournalOptions
  @Option(help: "What pairs records: prompt, last-user, number, or a JSON Pointer; else prompt.")
  var link: String?
  @Flag(help: "Take both files as they are, without the edits of their journals.")
  var original = false
  @Flag(
    help: .json(
      "One JSON object for each record that differs.",
      [
        "kind": "changed, removed, discarded or added",
        "record": "its number in the first file",
        "other": "its number in the second file, or of one that a journal adds",
        "values": "pointer, before and after of each value that differs",
      ])) var json = false
  @Flag(help: "Print one file as lines that diff well.") var textconv = false

  func run() throws {
    guard let key = LinkKey(link ?? "prompt") else {
      throw Failure(.usage, "--link is prompt, last-user, number, or a JSON Pointer like /id")
    }
    let most = textconv ? 1 : 2
    guard (1...most).contains(files.count) else {
      throw Failure(.usage, textconv ? "--textconv takes one file" : "give one dataset or two")
    }
    if textconv, json { throw Failure(.usage, "--textconv and --json exclude each other") }
    if link != nil, files.count == 1 { throw Failure(.usage, "--link pairs two files") }
    if files == ["-", "-"] { throw Failure(.usage, "standard input can't be both datasets") }
    // Git runs this on temporary files, which have no journals.
    var choices = journals.choices
    if textconv || original { choices.ignoresJournals = true }
    if original, !choices.only.isEmpty || !choices.with.isEmpty {
      throw Failure(.usage, "--original takes no journal: --with and --journal exclude it")
    }
    if original, files.count == 1 { throw Failure(.usage, "--original compares two files") }
    let sets = try files.map { file in
      let workspace = try Workspace(file: file, choices, isWriting: false)
      if !textconv { workspace.complain() }
      if files.count == 2, workspace.entryCount > 0 {
        Output.complain("\(file) is taken with the edits of its journals (--original: without)")
      }
      return workspace.set
    }
    if textconv { return printLines(sets[0]) }
    let isDifferent = sets.count == 2 ? compare(sets[0], sets[1], key) : compareWithBase(sets[0])
    if isDifferent { throw Status.findings.exitCode }
  }

  private func compare(_ before: WorkingSet, _ after: WorkingSet, _ key: LinkKey) -> Bool {
    let difference = DatasetDifference(before, after, by: key)
    for (a, b) in difference.changed {
      show("changed", a, b, ValueDifference.between(before.bytes(of: a), after.bytes(of: b)))
    }
    for number in difference.removed { show("removed", number, nil, []) }
    for number in difference.added { show("added", nil, number, []) }
    let respelled = difference.respelledCount
    let spelling = respelled == 0 ? "" : " (\(respelled) of them spelled otherwise)"
    Output.complain(
      "\(difference.equalCount) equal\(spelling), \(difference.changed.count) changed, "
        + "\(difference.removed.count) removed, \(difference.added.count) added")
    return !(difference.changed.isEmpty && difference.removed.isEmpty && difference.added.isEmpty)
  }

  private func compareWithBase(_ set: WorkingSet) -> Bool {
    var isDifferent = false
    for number in set.touchedRecords {
      guard let state = set.state(of: number), set.isThere(number) else { continue }
      let isGone = state.isRemoved || state.isDiscarded
      if state.isInserted, number.position >= set.originalCount {
        if isGone { continue }
        show("added", nil, number, [])
        isDifferent = true
        continue
      }
      if isGone {
        show(state.isRemoved ? "removed" : "discarded", number, nil, [])
        isDifferent = true
      }
      guard state.edited != nil else { continue }
      let values = ValueDifference.between(set.source.bytes(of: number), set.bytes(of: number))
      show("changed", number, nil, values)
      isDifferent = true
    }
    return isDifferent
  }

  private func show(
    _ kind: String, _ before: RecordNumber?, _ after: RecordNumber?, _ values: [ValueDifference]
  ) {
    if json {
      Output.json([
        ("kind", .text(kind)), ("record", before.map { .integer($0.value) }),
        ("other", after.map { .integer($0.value) }),
        ("values", values.isEmpty ? nil : .array(values.map(\.json))),
      ])
      return
    }
    let names = [before, after].compactMap(\.self).map(\.description)
    let isRespelled = kind == "changed" && values.isEmpty
    Output.line("\(names.joined(separator: " -> ")) \(kind)\(isRespelled ? " in spelling" : "")")
    for value in values {
      Output.line("  \(value.pointer.description)")
      for line in value.lines().marked { Output.line("  \(line)") }
    }
  }

  /// Prints every value with its pointer, one line per line of text, and an empty line after each
  /// record.
  private func printLines(_ set: WorkingSet) {
    for position in 0..<set.source.recordCount {
      let bytes = set.bytes(of: RecordNumber(position: position))
      let reading = RecordReading(bytes, as: .tree)
      if reading.shape == .opaque { Output.line("not JSON: \(Self.spelled(bytes))") }
      for part in reading.parts {
        let value = JSONValue(part.node, in: bytes)
        // A string stands after `: `, any other value after ` = `.
        let mark = value.string == nil ? " =" : ":"
        for line in value.shown.lines { Output.line("\(part.pointer.description)\(mark) \(line)") }
      }
      Output.line("")
    }
  }
}

extension Diff {
  /// The text of bytes; where they aren't UTF-8, those above ASCII as `\xE9`.
  fileprivate static func spelled(_ bytes: Bytes) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    return bytes.map { byte in
      byte < 0x80
        ? String(UnicodeScalar(byte)) : "\\x" + String(byte, radix: 16, uppercase: true)
    }.joined()
  }
}

extension ValueDifference {
  fileprivate var json: JSONValue {
    .object(
      [("pointer", JSONValue.string(pointer.string)), ("before", before), ("after", after)]
        .compactMap { key, value in value.map { .init(key, $0) } })
  }
}
