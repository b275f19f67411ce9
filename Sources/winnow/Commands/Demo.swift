import ArgumentParser
import Curation
import JSONLines
import Storage

struct Demo: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Open the bundled sample: a copy in a temporary folder, two datasets side by side.")

  @OptionGroup var journals: JournalOptions
  @OptionGroup var screen: ScreenOptions

  func run() throws {
    let folder = try Sample.unpack()
    Output.complain("the sample is in \(folder); it may be changed and removed freely")
    let files = Sample.files.map { "\(folder)/\($0.name)" }
    for (file, name) in zip(files, Sample.files.map(\.name)) { try Sample.flag(file, named: name) }
    try screen.run(files, journals.choices)
  }
}

/// The bundled sample: SFT examples and preferences that share prompts, and flags to review.
private enum Sample {
  static let files: [(name: String, text: [UInt8])] = [
    ("sft.jsonl", PackageResources.sft_jsonl),
    ("preferences.jsonl", PackageResources.preferences_jsonl),
  ]

  static func unpack() throws(StorageError) -> String {
    let parent = Identity.variable("TMPDIR") ?? "/tmp"
    let folder = try Folder.makePrivate(in: parent, stem: "winnow-demo")
    for file in files { try WholeFile.write(file.text, to: "\(folder)/\(file.name)") }
    return folder
  }

  /// Flags the records in the sample's list, in the journal of a separate reviewer.
  static func flag(_ path: String, named name: String) throws {
    let workspace = try Workspace(
      file: path, Workspace.Choices(actor: "sample-reviewer"), isWriting: true)
    let lines = String(decoding: PackageResources.flags_tsv, as: UTF8.self).split(separator: "\n")
    for line in lines.dropFirst() {
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard cells.count == 6, cells[0] == name, let number = Int(cells[1]),
        let severity = Int(cells[3])
      else { continue }
      let key = HazardFlag.Key(
        taxonomy: HazardFlag.Key.standardTaxonomy, category: cells[2], at: JSONPointer(cells[4]))
      let flag = HazardFlag(key, severity: severity, note: cells[5].isEmpty ? nil : cells[5])
      _ = try workspace.perform(.flag(flag), on: [RecordNumber(number)])
    }
  }
}
