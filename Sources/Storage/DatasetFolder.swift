import Curation
import Glibc
import JSONLines

/// A folder as the Hugging Face Hub lays it out: each split in one file or in several numbered
/// ones.
///
///     README.md  data/train-00000-of-00002.parquet  data/train-00001-of-00002.parquet  test.jsonl
struct DatasetFolder {
  private let path: String
  /// The files of each split, in order. Files of different folders are different splits: if several
  /// folders have a split of the same name, its name begins with its folder, except directly in
  /// `path`.
  private let splits: [String: [String]]

  /// A data file, with its split and its folder relative to the whole; empty for that itself.
  private typealias Found = (folder: String, split: String, file: String)

  /// Endings of data files, which may be compressed.
  private static let endings = [".jsonl", ".json", ".ndjson", ".csv", ".tsv", ".parquet"]
  private static let notData: Set<String> = [
    "dataset_info.json", "dataset_infos.json", "state.json", "config.json",
  ]
  private static let depth = 3

  /// Returns nil if there is no such folder.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
    self.path = path
    let found = Self.found(in: path, "", depth: 0)
    let folders = Dictionary(grouping: found, by: \.split).mapValues { Set($0.map(\.folder)) }
    splits = Dictionary(grouping: found) { folder, split, _ in
      folders[split]?.count == 1 || folder.isEmpty ? split : "\(folder)/\(split)"
    }.mapValues { $0.map(\.file) }
  }

  private static func found(in path: String, _ folder: String, depth: Int) -> [Found] {
    var found: [Found] = []
    let whole = folder.isEmpty ? path : "\(path)/\(folder)"
    for name in (try? Folder.names(in: whole)) ?? [] where !name.hasPrefix(".") {
      let below = folder.isEmpty ? name : "\(folder)/\(name)"
      let file = "\(path)/\(below)"
      var status = stat()
      guard stat(file, &status) == 0, !notData.contains(name) else { continue }
      if status.st_mode & S_IFMT == S_IFDIR {
        if depth < Self.depth, !name.hasSuffix(".winnow") {
          found += Self.found(in: path, below, depth: depth + 1)
        }
      } else if let split = split(of: name, in: whole) {
        found.append((folder, split, file))
      }
    }
    return found
  }

  /// Returns the split of a file name, such as `train` for `train-00000-of-00002.parquet` and
  /// `train.jsonl`; for a bare number, the folder's name. Nil if the name doesn't end like a data
  /// file.
  static func split(of name: String, in folder: String) -> String? {
    let plain = SourceFormat.unpackedName(name)
    guard let ending = endings.first(where: plain.hasSuffix) else { return nil }
    var stem = name.dropLast(name.count - plain.count + ending.count)
    let pieces = stem.split(separator: "-")
    if pieces.count > 3, pieces[pieces.count - 2] == "of",
      [pieces[pieces.count - 3], pieces[pieces.count - 1]].allSatisfy({ $0.allSatisfy(\.isNumber) })
    {
      stem = stem.dropLast(pieces.suffix(3).joined(separator: "-").count + 1)
    }
    return stem.allSatisfy(\.isNumber) ? FilePath(folder).name : String(stem)
  }

  /// Returns the files of a split, or, if `split` is nil, of the only one.
  ///
  /// - Throws: `splits` if there is no such split, or none or several to choose from.
  func files(of split: String?) throws(StorageError) -> [String] {
    let names = splits.keys.sorted()
    if let split {
      guard let files = splits[split] else { throw .splits(path: path, names) }
      return try checked(files)
    }
    guard names.count == 1, let files = splits[names[0]] else {
      throw .splits(path: path, names)
    }
    return try checked(files)
  }

  /// Refuses files that differ only in their endings, such as one and its compressed copy.
  private func checked(_ files: [String]) throws(StorageError) -> [String] {
    let stems = files.map { file in
      let plain = SourceFormat.unpackedName(file)
      return plain.dropLast(Self.endings.first(where: plain.hasSuffix)?.count ?? 0)
    }
    guard Set(stems).count == files.count else {
      throw .splits(path: path, files.map { String($0.dropFirst(path.count + 1)) })
    }
    return files
  }

  /// Returns the files that `path` names, if it is a folder or ends in the name of a split instead
  /// of a file; otherwise nil.
  static func files(of path: String) throws(StorageError) -> [String]? {
    if let folder = DatasetFolder(path) { return try folder.files(of: nil) }
    guard access(path, F_OK) != 0, path.contains("/"),
      let folder = DatasetFolder(FilePath(path).folder), !folder.splits.isEmpty
    else { return nil }
    guard let files = folder.splits[FilePath(path).name] else {
      let named = folder.splits.keys.filter { $0.hasSuffix("/" + FilePath(path).name) }.sorted()
      guard named.isEmpty else { throw .splits(path: FilePath(path).folder, named) }
      return nil
    }
    return try folder.checked(files)
  }
}

extension Dataset {
  /// Joins the records of several files as lines; also returns the files with their stamps, and the
  /// faults of all.
  static func joined(
    _ files: [String]
  ) throws(StorageError) -> (FileMapping, opened: [(path: String, stamp: FileStamp)], TableFaults) {
    let output = try TemporaryFile()
    var opened: [(path: String, stamp: FileStamp)] = []
    var faults = TableFaults()
    for file in files {
      let part = try Dataset(path: file)
      opened += part.files
      faults.add(part.tableFaults)
      part.index()
      var pending: [UInt8] = []
      for position in 0..<part.recordCount {
        pending += part.bytes(of: RecordNumber(position: position)).onOneLine + [0x0A]
        if pending.count > 1 << 20 {
          try output.write(pending)
          pending = []
        }
      }
      try output.write(pending)
    }
    return (try output.mapped(), opened, faults)
  }
}
