import Curation
import Glibc
import JSONLines

extension JournalSession {
  /// Returns the files beside the journals, in all folders, whose names have an ending.
  public func companions(_ ending: String) throws(StorageError) -> [String] {
    var found: [String] = []
    for folder in folders {
      found += try Folder.names(in: folder.path).filter { $0.hasSuffix(ending) }
        .map { "\(folder.path)/\($0)" }
    }
    return found
  }

  /// Returns the folder of the session's own journal, and creates it if necessary.
  public func makeFolder() throws(StorageError) -> String {
    try ownFolder.create()
    return ownFolder.path
  }

  /// Notes a renewal of the dataset that is about to be made. If it isn't made after all, the note
  /// counts for nothing.
  ///
  /// - Throws: `datasetChanged` if a journal has got entries meanwhile, which name records by the
  ///   old numbers.
  func note(_ renewal: Renewal) throws(StorageError) {
    for path in paths where path != "-" && FileStamp(of: path)?.size != sizes[path] {
      throw .datasetChanged(path: path)
    }
    if options.only == nil {
      for folder in folders {
        let new = try folder.journals().first { sizes[$0] == nil }
        if let new { throw .datasetChanged(path: new) }
      }
    }
    // Beside the journals, which may be in the state folder alone.
    let folder = options.isElsewhere ? nil : folders.first { Folder.exists($0.path) }
    let path = if let folder { folder.path } else { try makeFolder() }
    var renewal = renewal
    renewal.time = clock()
    // What was one record may be several lines now.
    renewal.container = dataset.container == .single ? nil : dataset.container
    renewal.list = dataset.list
    try RenewalLog(in: path).append(renewal)
  }

  /// Checks output paths before anything is written. Refused are the dataset itself, journals that
  /// are read, anything in the journals' folders, the same file twice, existing files unless
  /// `replacing`, and those in a folder where no file can be made.
  ///
  /// - Parameters:
  ///   - outputs: the paths; "-", standard output, is never refused.
  ///   - renewed: a file that the command reads and rewrites, and that no output may therefore use.
  public func check(
    outputs: [String], renewed: String? = nil, replacing: Bool
  ) throws(StorageError) {
    let journals = paths.compactMap { FileStamp(of: $0) }
    let kept = folders.compactMap { FileStamp(of: $0.path) }
    var taken = Set([renewed].compactMap(\.self).map(Self.place))
    for path in outputs where path != "-" {
      if dataset.isSameFile(as: path) { throw .outputIsInput(path: path) }
      let target = FilePath.target(of: path)
      let stamps = [(target, journals), (FilePath(target).folder, kept)]
      for case (let stamp?, let others) in stamps.map({ (FileStamp(of: $0), $1) })
      where others.contains(where: { $0.isSameFile(as: stamp) }) {
        throw .outputIsJournal(path: path)
      }
      if !taken.insert(Self.place(path)).inserted { throw .outputTwice(path: path) }
      if !replacing, OutputFile.wouldReplace(path) { throw .outputExists(path: path) }
      try OutputFile.check(path)
    }
  }

  /// Returns a canonical path, also of a file that isn't there: its folder's, resolved, with its
  /// name.
  private static func place(_ path: String) -> String {
    let target = FilePath.target(of: path)
    let file = FilePath(target)
    return FilePath.real(file.folder).map { "\($0)/\(file.name)" } ?? target
  }
}
