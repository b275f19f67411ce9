import JSONLines
import Storage

/// The history of lines typed at prompts, in `winnow/lines` in the user's state folder. Each line
/// has a kind, a tab and the text; the latest is last.
enum TypedLines {
  private static var path: String? { Identity.stateFolder.map { $0 + "/lines" } }
  /// Above this number of lines, only the latest half as many are kept.
  private static let limit = 2000

  /// Returns the history; empty if the file doesn't exist or can't be read.
  static func read() -> [(kind: String, text: String)] {
    guard let path, let bytes = try? WholeFile.read(path) else { return [] }
    var lines = String(decoding: bytes, as: UTF8.self).lines.filter { !$0.isEmpty }
    if lines.count > limit {
      lines = lines.suffix(limit / 2)
      try? WholeFile.write(Array(lines.map { $0 + "\n" }.joined().utf8), to: path)
    }
    return lines.compactMap { line in
      guard let tab = line.firstIndex(of: "\t") else { return nil }
      return (String(line[..<tab]), String(line[line.index(after: tab)...]))
    }
  }

  /// Adds a line. If that fails, the line is only available in this session.
  static func keep(_ text: String, kind: String) {
    guard let path, let folder = Identity.stateFolder else { return }
    try? Folder.make(folder)
    try? LineLog.open(path) { _ in true }?.append(Array("\(kind)\t\(text)\n".utf8))
  }
}
