import JSONLines
import Storage

/// What was typed at the prompts, in the person's state folder: `winnow/lines`, a kind, a tab and the
/// line, the latest last.
enum TypedLines {
  private static var path: String? { Identity.stateFolder.map { $0 + "/lines" } }
  /// More lines are cut to half as many, the latest.
  private static let limit = 2000

  /// Nothing where there is no such file.
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

  /// A line that can't be kept is known until the session ends.
  static func keep(_ text: String, kind: String) {
    guard let path, let folder = Identity.stateFolder else { return }
    try? Folder.make(folder)
    try? LineLog.open(path) { _ in true }?.append(Array("\(kind)\t\(text)\n".utf8))
  }
}
