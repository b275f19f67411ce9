import Glibc

/// A folder of one test's own, removed with everything in it when the test lets go of it.
public final class TemporaryFolder: Sendable {
  public let path: String

  public init() {
    var template = Array("/tmp/winnow-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { preconditionFailure("no temporary folder: \(errno)") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    if let collection = getenv("WINNOW_TEST_JOURNALS") {
      keepJournals(in: String(cString: collection))
    }
    Files.remove(path)
  }

  /// Copies what was written beside datasets, so that all of it can be held against the schema.
  private func keepJournals(in collection: String) {
    for folder in Files.names(in: path) where folder.hasSuffix(".winnow") {
      for name in Files.names(in: "\(path)/\(folder)") where name.hasSuffix(".jsonl") {
        guard let journal = Files.read("\(path)/\(folder)/\(name)") else { continue }
        let test = path.split(separator: "-").last ?? ""
        Files.write(journal, "\(collection)/\(test)-\(folder.suffix(60))-\(name)")
      }
    }
  }

  public func path(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file, and the folder that `name` puts it into, and returns its path.
  @discardableResult
  public func write(_ text: String, _ name: String) -> String { write(Array(text.utf8), name) }

  @discardableResult
  public func write(_ bytes: [UInt8], _ name: String) -> String {
    if let slash = name.lastIndex(of: "/") { mkdir(path(String(name[..<slash])), 0o755) }
    Files.write(bytes, path(name))
    return path(name)
  }

  public func read(_ name: String) -> [UInt8]? { Files.read(path(name)) }
}

/// Whole files, for tests.
public enum Files {
  public static func write(_ bytes: [UInt8], _ path: String) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    precondition(file >= 0, "can't write \(path): \(errno)")
    defer { close(file) }
    var offset = 0
    while offset < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(file, $0.baseAddress.map { $0 + offset }, bytes.count - offset)
      }
      precondition(count > 0, "can't write \(path): \(errno)")
      offset += count
    }
  }

  /// The file's bytes, or nil where there is none.
  public static func read(_ path: String) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(file, &buffer, buffer.count)
      guard count > 0 else { return count == 0 ? bytes : nil }
      bytes += buffer[..<count]
    }
  }

  /// The lines of a file; none where there is no file.
  public static func lines(_ path: String) -> [String] {
    (text(path) ?? "").split(separator: "\n").map(String.init)
  }

  public static func text(_ path: String) -> String? {
    read(path).map { String(decoding: $0, as: UTF8.self) }
  }

  public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Names in a folder, sorted; empty where there is none.
  public static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Removes a file, or a folder with all that is in it; symbolic links aren't followed.
  public static func remove(_ path: String) {
    if unlink(path) == 0 { return }
    for name in names(in: path) { remove("\(path)/\(name)") }
    rmdir(path)
  }
}

/// The package that is tested, and what lies beside it.
public enum Repository {
  public static let root: String = {
    let levels = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    return levels.joined(separator: "/")
  }()

  /// Files of real data; empty where they aren't handed out with the package.
  public static let sharedData: [String] = {
    let folder = "\(root)/../shared/data"
    return Files.names(in: folder).filter { $0.hasSuffix(".json") || $0.hasSuffix(".jsonl") }
      .map { "\(folder)/\($0)" }
  }()
}
