import Curation
import Glibc
import JSONLines

/// The folder of a dataset's journals: `data.jsonl.winnow` beside the dataset, or one in the user's
/// state folder if that can't be written.
struct JournalFolder: Hashable {
  let path: String

  /// A link has the journals of the file that it names, unless it has some of its own.
  init(of dataset: String) {
    let own = dataset + ".winnow"
    let named = FilePath.real(dataset).map { $0 + ".winnow" } ?? own
    path = !Folder.exists(own) && Folder.exists(named) ? named : own
  }

  /// Makes the dataset's folder inside `folders`, named by the dataset's resolved path: a dataset
  /// that is moved loses it.
  init(of dataset: String, among folders: String) throws(StorageError) {
    let place = try Self.place(of: dataset)
    path = "\(folders)/\(FilePath(place).name)-\(SHA256.hash(Array(place.utf8)).short).winnow"
  }

  /// Returns the dataset's path with links resolved. A split of several files has no file of its
  /// own name, so its folder is resolved instead.
  private static func place(of dataset: String) throws(StorageError) -> String {
    let file = FilePath(dataset)
    let isSplit = access(dataset, F_OK) != 0 && errno == ENOENT
    guard let resolved = FilePath.real(isSplit ? file.folder : dataset) else {
      throw .system(path: dataset, doing: .lookAt, code: errno)
    }
    return resolved + (isSplit ? "/" + file.name : "")
  }

  /// Whether a journal in it is one that may not be read.
  static func isClosed(journal path: String) -> Bool {
    access(path, R_OK) != 0 && errno == EACCES
  }

  /// Whether it may not be read: it belongs to somebody else, who doesn't let others in.
  var isClosed: Bool {
    Folder.exists(path) && access(path, R_OK | X_OK) != 0 && errno == EACCES
  }

  /// Returns the paths of the journals in the folder, sorted; empty if there is no folder.
  func journals() throws(StorageError) -> [String] {
    try Folder.names(in: path).filter { $0.hasSuffix(".jsonl") && !$0.hasPrefix(".") }
      .map { "\(path)/\($0)" }
  }

  /// Creates the folder, accessible to its owner only, with a `.gitignore` for everything but the
  /// journals, and a `.gitattributes` that keeps git from converting these.
  func create() throws(StorageError) {
    // They are empty where the disk was full.
    let names = [".gitignore", ".gitattributes"]
    if Folder.exists(path), names.allSatisfy({ FileStamp(of: "\(path)/\($0)")?.size != 0 }) {
      return
    }
    try Folder.make(path)
    try write("*.lock\n*.head\n*.draft\n*.torn-*\n.gitignore\n", to: ".gitignore")
    // With other line ends no line of a journal is valid.
    try write("*.jsonl -text\n*.log -text\n", to: ".gitattributes")
    try synchronizeFolder(of: "\(path)/.gitignore")
    try synchronizeFolder(of: path)
  }

  /// Another session may create the same file at the same time.
  private func write(_ text: String, to name: String) throws(StorageError) {
    let file = try Descriptor(
      opening: "\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, mode: 0o600,
      doing: .create)
    try file.write(Array(text.utf8))
  }

  /// Returns the actor's name as it stands in entries and in file names: 1 to 64 letters and digits
  /// of any script and `._-`, and a `-` for anything else. It begins with neither dot nor `-`,
  /// which a shell's commands would misunderstand.
  static func sanitized(_ actor: String) -> String {
    var name = String.UnicodeScalarView()
    for scalar in actor.unicodeScalars.prefix(64) {
      let kept: Unicode.Scalar = scalar.isNamePart ? scalar : "-"
      if name.isEmpty, kept == "-" || kept == "." { continue }
      // A file's name has at most 255 bytes.
      if String(name).utf8.count > 192 { break }
      name.append(kept)
    }
    return name.isEmpty ? "nobody" : String(name)
  }
}

extension Unicode.Scalar {
  /// Whether the character may stand in an actor's name.
  fileprivate var isNamePart: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .decimalNumber:
      true
    default: "._-".unicodeScalars.contains(self)
    }
  }
}
