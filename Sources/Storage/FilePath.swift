import Glibc

/// A path split into folder and name.
public struct FilePath {
  public let folder: String
  let name: String

  public init(_ path: String) {
    if let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) {
      // By bytes: a mark behind the slash would be one character with it.
      folder = slash == path.startIndex ? "/" : String(path.utf8[..<slash]) ?? "."
      name = String(path.utf8[path.utf8.index(after: slash)...]) ?? ""
    } else {
      folder = "."
      name = path
    }
  }

  /// Whether a path is a file, and no device, pipe, folder or link.
  public static func isRegularFile(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Whether a path is standard input, or the output of another program as shells pass it: `-`, and
  /// what `<(...)` stands for.
  public static func isPipe(_ path: String) -> Bool {
    if path == "-" { return true }
    var status = stat()
    return ["/dev/fd/", "/dev/stdin", "/proc/"].contains(where: path.hasPrefix)
      && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
  }

  /// Returns a file's path as a reader in `folder` needs it: relative if the file is in there, else
  /// absolute; the path as it is if it can't be resolved.
  public static func path(of file: String, from folder: String) -> String {
    guard let file = real(file), let folder = real(folder) else { return file }
    let start = folder == "/" ? folder : folder + "/"
    return file.hasPrefix(start) ? String(file.dropFirst(start.count)) : file
  }

  /// Returns the path of the file that writing to `path` makes or replaces: what links lead to,
  /// which needn't be there.
  static func target(of path: String) -> String {
    var path = path
    // As many as the kernel follows.
    for _ in 0..<40 {
      if let real = real(path) { return real }
      var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
      let count = readlink(path, &buffer, buffer.count)
      guard count > 0, let link = String(validating: buffer.prefix(count), as: UTF8.self) else {
        break
      }
      path = link.hasPrefix("/") ? link : "\(FilePath(path).folder)/\(link)"
    }
    return path
  }

  /// Returns the path with symbolic links resolved; nil if nothing exists there, with the reason in
  /// `errno`.
  public static func real(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }
}
