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
  /// read, one name for two, and files that exist and aren't to be replaced.
  ///
  /// - Parameter outputs: their paths; "-", which is standard output, is never refused.
  public func check(outputs: [String], replacing: Bool) throws(StorageError) {
    let journals = paths.compactMap { FileStamp(of: $0) }
    for (index, path) in outputs.enumerated() where path != "-" {
      if dataset.isSameFile(as: path) { throw .outputIsInput(path: path) }
      if let stamp = FileStamp(of: path), journals.contains(where: { $0.isSameFile(as: stamp) }) {
        throw .outputIsJournal(path: path)
      }
      if outputs[..<index].contains(path) { throw .outputTwice(path: path) }
      if !replacing, OutputFile.wouldReplace(path) { throw .outputExists(path: path) }
    }
  }
}
