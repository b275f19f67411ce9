import ArgumentParser
import Console
import Curation
import Interface
import JSONLines
import Settings

/// Lists keys and commands from the same tables that the screen uses.
struct Keys: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "List the keys and what they do.")

  @Flag(
    help: .json(
      "One JSON object for each action.",
      [
        "action": "its name, as the configuration has it", "keys": "the keys that do it",
        "modes": "where they do", "help": "what it does",
        "command": "with --commands, an example, in place of these three",
      ])) var json = false
  @Flag(help: "List what can be typed after : instead; scripts have all that needs no screen.")
  var commands = false
  @Option(help: "The language of the help.") var language = Language.english

  func run() throws {
    if commands { return try listCommands() }
    for binding in try Preferences().keys().bindings {
      let keys = binding.keys.map(KeyTable.name)
      let modes = binding.modes.map(\.rawValue)
      if json {
        Output.json([
          ("action", .text(binding.action.rawValue)),
          ("keys", .array(keys.map { .text($0) })),
          ("modes", .array(modes.map { .text($0) })),
          ("help", .text(binding.action.help.text(in: language))),
        ])
      } else {
        Output.line(
          row([
            (keys.joined(separator: " "), 18), (binding.action.rawValue, 20),
            (modes.joined(separator: " "), 14), (binding.action.help.text(in: language), 0),
          ]))
      }
    }
  }
}

extension Keys {
  private func listCommands() throws {
    for command in TypedCommand.all(themes: try Preferences().themeNames) {
      let help = command.help.text(in: language)
      if json {
        Output.json([("command", .text(command.example)), ("help", .text(help))])
      } else {
        Output.line(row([(command.example, 20), (help, 0)]))
      }
    }
  }
}

struct ThemesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "themes", abstract: "List the themes.")

  @Flag(help: .json("One JSON object for each.", ["theme": "its name"])) var json = false

  func run() throws {
    for name in try Preferences().themeNames {
      if json { Output.json([("theme", .text(name))]) } else { Output.line(name) }
    }
  }
}

struct Shapes: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the record shapes that are recognised, with an example of each.")

  @Flag(
    help: .json(
      "One JSON object for each.",
      [
        "shape": "its name, as --as takes it", "stage": "of training: SFT, alignment, ...",
        "example": "a record, as text",
      ]))
  var json = false

  func run() {
    for shape in Shape.allCases {
      if json {
        Output.json([
          ("shape", .text(shape.rawValue)), ("stage", .text(shape.stage.rawValue)),
          ("example", .text(shape.example)),
        ])
      } else {
        Output.line(row([(shape.rawValue, 18), (shape.stage.rawValue, 11), (shape.example, 0)]))
      }
    }
  }
}

struct TaxonomiesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "taxonomies", abstract: "List the hazard taxonomies and their categories.")

  @Flag(
    help: .json(
      "One JSON object for each category.",
      [
        "taxonomy": "the list that it is in", "code": "as flags have it", "name": "in English",
        "nameZh": "in Chinese", "description": "what it is, if the list says so",
      ])) var json = false

  func run() throws {
    let (all, faults) = Taxonomies.read()
    for taxonomy in all {
      for category in taxonomy.categories {
        let (english, chinese) = (category.wording(in: .english), category.wording(in: .chinese))
        if json {
          Output.json([
            ("taxonomy", .text(taxonomy.id)), ("code", .text(category.code)),
            ("name", .text(english.name)), ("nameZh", .text(chinese.name)),
            ("description", english.summary.map { .text($0) }),
          ])
        } else {
          Output.line(
            row([
              (taxonomy.id, 12), (category.code, 6), (english.name, 30), (chinese.name, 0),
            ]))
        }
      }
    }
    for fault in faults { Output.complain(fault) }
    if !faults.isEmpty { throw Status.badConfiguration.exitCode }
  }
}

/// Pads cells to their widths, and joins them with two blanks.
private func row(_ cells: [(text: String, columns: Int)]) -> String {
  cells.map { cell in
    cell.text + String(repeating: " ", count: max(0, cell.columns - cell.text.count))
  }.joined(separator: "  ")
}
