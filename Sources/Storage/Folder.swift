import Glibc

/// Operations on folders of the file system.
public enum Folder {
  /// Returns the sorted names in a folder; empty if there is no such folder.
  public static func names(in path: String) throws(StorageError) -> [String] {
    guard let folder = opendir(path) else {
      // A name that is too long for a folder is none's.
      if errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG { return [] }
      throw .system(path: path, doing: .readFolder, code: errno)
    }
    defer { closedir(folder) }
    var names: [String] = []
    errno = 0
    while let entry = readdir(folder) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) { pointer in
          pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        })
      errno = 0
    }
    // It ends with nothing on an error, too.
    guard errno == 0 else { throw .system(path: path, doing: .readFolder, code: errno) }
    return names.sorted()
  }

  static func exists(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Creates a folder and its missing parents, accessible to their owner only.
  public static func make(_ path: String) throws(StorageError) {
    for (offset, byte) in path.utf8.enumerated() where byte == UInt8(ascii: "/") && offset > 0 {
      let parent = String(decoding: path.utf8.prefix(offset), as: UTF8.self)
      // What can't be read can't be synced.
      if mkdir(parent, 0o700) == 0 { _ = try? synchronizeFolder(of: parent) }
    }
    if mkdir(path, 0o700) == 0 { return }
    let code = errno
    if code == EEXIST, exists(path) { return }
    throw .system(path: path, doing: .createFolder, code: code == EEXIST ? ENOTDIR : code)
  }

  /// Creates a new folder, accessible to its owner only, named by `stem` and random letters.
  /// Returns its path.
  public static func makePrivate(in parent: String, stem: String) throws(StorageError) -> String {
    var template = Array("\(parent)/\(stem)-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw .system(path: parent, doing: .createFolderIn, code: errno)
    }
    return String(
      decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
