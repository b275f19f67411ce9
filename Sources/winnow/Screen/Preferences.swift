import Console
import Interface
import Settings
import Storage
import Themes

/// The user's configuration: `winnow/config.yaml` and the themes beside it, in the XDG
/// configuration folder. Nothing is ever read from a dataset's folder.
struct Preferences {
  let configuration: Configuration
  private let folder: String?

  /// The path of the user's configuration folder; nil if neither HOME nor XDG_CONFIG_HOME is set.
  static var folder: String? {
    let home = Identity.variable("HOME").map { $0 + "/.config" }
    return (Identity.variable("XDG_CONFIG_HOME") ?? home).map { $0 + "/winnow" }
  }

  init() throws(Failure) {
    folder = Self.folder
    let path = folder.map { "\($0)/config.yaml" }
    let text = try orFail { () throws(StorageError) in
      try path.flatMap { (path) throws(StorageError) in try WholeFile.readIfThere(path) }
    }
    do { configuration = try Configuration.parse(text ?? [], file: path ?? "") } catch {
      throw Failure(.badConfiguration, "\(error.sentence)")
    }
  }

  /// Returns the language of the interface: the given one, or else the configuration's or the
  /// locale's.
  func language(_ asked: Language?) -> Language {
    // POSIX: the first of these that is set and not empty applies.
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap(Identity.variable).first
    return asked ?? configuration.language ?? Language(locale: locale)
  }

  /// The names of all themes, the built-in ones first.
  var themeNames: [String] {
    let own = ownThemes
    return BuiltInTheme.all.map(\.name)
      + own.filter { name in
        !BuiltInTheme.all.contains { $0.name == name }
      }
  }

  private var ownThemes: [String] {
    // An unreadable folder has no themes; asking for one by name still reports an error.
    guard let folder, let files = try? Folder.names(in: "\(folder)/themes") else { return [] }
    var names: [String] = []
    for ending in [".yaml", ".yml"] {
      names += files.filter { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) }
    }
    return Set(names).sorted()
  }

  /// Returns the default key bindings with the user's own on top.
  func keys() throws(Failure) -> KeyTable {
    var table = KeyTable.standard
    do throws(SettingsError) {
      let modes = KeyTable.changeableModes.map { mode in
        (mode.rawValue, KeyTable.actions(in: mode).map(\.rawValue))
      }
      let bindings = configuration.bindings
      try KeyBinding.check(bindings, actions: Dictionary(uniqueKeysWithValues: modes))
      // Unbind first, so that the order in the file doesn't matter.
      for binding in bindings where binding.action == nil {
        guard let mode = KeyMode(rawValue: binding.mode) else { continue }  // checked above
        table.unbind(try binding.sequence(), in: mode)
      }
      for binding in bindings { try binding.lay(over: &table) }
    } catch {
      throw Failure(.badConfiguration, "\(error.sentence)")
    }
    return table
  }

  /// Returns the theme of a name, else the configured one; the user's own in preference to a
  /// built-in one.
  func theme(named asked: String?) throws(Failure) -> Theme {
    let name = asked ?? configuration.theme ?? "winnow-dark"
    var text = BuiltInTheme.all.first { $0.name == name }?.text
    var file = name
    if let folder, !name.contains("/") {
      for ending in ["yaml", "yml"] {
        let path = "\(folder)/themes/\(name).\(ending)"
        guard let own = try? WholeFile.read(path) else { continue }  // not this file
        (text, file) = (own, path)
        break
      }
    }
    guard let text else {
      let problem = "there is no theme \"\(name)\"; there are \(themeNames.joined(separator: ", "))"
      throw asked == nil
        ? Failure(.badConfiguration, "config.yaml: \(problem)") : Failure(.usage, "\(problem)")
    }
    do { return try ThemeFile.parse(text, file: file, name: name) } catch {
      throw Failure(.badConfiguration, "\(error.sentence)")
    }
  }
}

extension KeyBinding {
  fileprivate func lay(over table: inout KeyTable) throws(SettingsError) {
    guard let mode = KeyMode(rawValue: mode), let action = action.flatMap(Action.init) else {
      return  // unbinding was done before, and names were checked
    }
    let sequence = try sequence()
    do throws(KeyTable.Refusal) { try table.bind(sequence, to: action, in: mode) } catch {
      throw SettingsError(at: keyPosition, reason(for: error))
    }
  }

  private func reason(for refusal: KeyTable.Refusal) -> SettingsError.Reason {
    switch refusal {
    case .hidden(let other): .keyTaken(key, by: KeyTable.name(other))
    case .counts: .countingKey(key)
    case .severalKeys: .tooManyKeys(key)
    }
  }
}
