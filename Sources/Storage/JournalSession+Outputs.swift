import Glibc

extension JournalSession {
  /// Files with an ending that stand beside the journals, in all folders.
  public func companions(_ ending: String) throws(StorageError) -> [String] {
    var found: [String] = []
    for folder in folders {
      found += try Folder.names(in: folder.path).filter { $0.hasSuffix(ending) }
        .map { "\(folder.path)/\($0)" }
    }
    return found
  }

  /// The folder in which one's own journal stands, or would; made where it isn't there.
  public func makeFolder() throws(StorageError) -> String {
    let folder = options.isElsewhere ? folders[folders.count - 1] : folders[0]
    try folder.create()
    return folder.path
  }

  /// Refuses outputs before anything is written: the dataset that they are made from, a journal that is
  /// read and whatever stands beside one's own, one file for two, and files that exist and aren't to be
  /// replaced.
  ///
  /// - Parameters:
  ///   - outputs: their paths; "-", which is standard output, is never refused.
  ///   - renewed: a file that is read and written anew, and so is no output of another kind.
  public func check(
    outputs: [String], renewed: String? = nil, replacing: Bool
  ) throws(StorageError) {
    let journals = paths.compactMap { FileStamp(of: $0) }
    let kept = folders.compactMap { FileStamp(of: $0.path) }
    var taken = Set([renewed].compactMap(\.self).map(Self.place))
    for path in outputs where path != "-" {
      if dataset.isSameFile(as: path) { throw .outputIsInput(path: path) }
      let stamps = [(path, journals), (FilePath(path).folder, kept)]
      for case (let stamp?, let others) in stamps.map({ (FileStamp(of: $0), $1) })
      where others.contains(where: { $0.isSameFile(as: stamp) }) {
        throw .outputIsJournal(path: path)
      }
      if !taken.insert(Self.place(path)).inserted { throw .outputTwice(path: path) }
      if !replacing, OutputFile.wouldReplace(path) { throw .outputExists(path: path) }
    }
  }

  /// A path by which a file is called in one way: its folder's own path, and its name; of a file that
  /// is there its own.
  private static func place(_ path: String) -> String {
    if let real = FilePath.real(path) { return real }
    let file = FilePath(path)
    return FilePath.real(file.folder).map { "\($0)/\(file.name)" } ?? path
  }
}
