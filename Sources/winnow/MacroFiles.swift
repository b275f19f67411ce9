import Interface
import JSONLines
import Storage

/// Recorded macros, each a script in the user's configuration folder: `winnow/macros/NAME`.
enum MacroFiles {
  private static var folder: String? { Preferences.folder.map { $0 + "/macros" } }

  static func path(_ name: String) -> String? { folder.map { "\($0)/\(name)" } }

  /// The names of all macros; none if the folder can't be read.
  static var names: [String] {
    (folder.flatMap { try? Folder.names(in: $0) } ?? []).filter(Model.isMacroName)
  }

  /// Returns the commands of a macro; nil if it doesn't exist or can't be read.
  static func read(_ name: String) -> [String]? {
    guard let path = path(name), let bytes = try? WholeFile.read(path) else { return nil }
    return String(decoding: bytes, as: UTF8.self).lines.map(String.init)
      .filter { !$0.isEmpty && !$0.hasPrefix("#") }
  }

  static func write(_ lines: [String], _ name: String) throws(Failure) {
    guard let folder, let path = path(name) else {
      throw Failure(.cannotCreate, "HOME and XDG_CONFIG_HOME aren't set")
    }
    let text = lines.map { $0 + "\n" }.joined()
    try orFail { () throws(StorageError) in
      try Folder.make(folder)
      try WholeFile.write(Array(text.utf8), to: path)
    }
  }
}
