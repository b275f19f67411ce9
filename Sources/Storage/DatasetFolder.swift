import Curation
import Glibc
import JSONLines

/// A folder as the Hugging Face Hub has it: splits, each in one file or in numbered ones.
///
///     README.md  data/train-00000-of-00002.parquet  data/train-00001-of-00002.parquet  test.jsonl
struct DatasetFolder {
  private let path: String
  /// Each file's split, and the folder below this one that it is in; empty is this one.
  private var found: [(folder: String, split: String, file: String)] = []

  private static let endings = [
    ".jsonl", ".json", ".ndjson", ".csv", ".tsv", ".parquet", ".jsonl.gz", ".json.gz", ".csv.gz",
    ".jsonl.zst",
  ]
  private static let notData: Set<String> = [
    "dataset_info.json", "dataset_infos.json", "state.json", "config.json",
  ]
  private static let depth = 3

  /// Nil where there is no such folder.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
    self.path = path
    collect("", depth: 0)
  }

  private mutating func collect(_ folder: String, depth: Int) {
    let whole = folder.isEmpty ? path : "\(path)/\(folder)"
    for name in (try? Folder.names(in: whole)) ?? [] where !name.hasPrefix(".") {
      let below = folder.isEmpty ? name : "\(folder)/\(name)"
      let file = "\(path)/\(below)"
      var status = stat()
      guard stat(file, &status) == 0, !Self.notData.contains(name) else { continue }
      if status.st_mode & S_IFMT == S_IFDIR {
        if depth < Self.depth, !name.hasSuffix(".winnow") { collect(below, depth: depth + 1) }
      } else if let split = Self.split(of: name, in: whole) {
        found.append((folder, split, file))
      }
    }
  }

  /// `train` of `train-00000-of-00002.parquet` and `train.jsonl`; of a bare number, the folder's name.
  static func split(of name: String, in folder: String) -> String? {
    guard let ending = endings.filter(name.hasSuffix).max(by: { $0.count < $1.count }) else {
      return nil
    }
    var stem = name.dropLast(ending.count)
    let pieces = stem.split(separator: "-")
    if pieces.count > 3, pieces[pieces.count - 2] == "of",
      pieces.last?.allSatisfy(\.isNumber) == true
    {
      stem = stem.dropLast(pieces.suffix(3).joined(separator: "-").count + 1)
    }
    return stem.allSatisfy(\.isNumber) ? FilePath(folder).name : String(stem)
  }

  /// Files of each split, in order. Files of several folders never make one: where two folders have
  /// a split of one name, each is called by its folder too.
  private var splits: [String: [String]] {
    var folders: [String: Set<String>] = [:]
    for (folder, split, _) in found { folders[split, default: []].insert(folder) }
    var splits: [String: [String]] = [:]
    for (folder, split, file) in found {
      let isOne = folders[split]?.count == 1 || folder.isEmpty
      splits[isOne ? split : "\(folder)/\(split)", default: []].append(file)
    }
    return splits
  }

  /// The files of a split; without a name, of the only one.
  func files(of split: String?) throws(StorageError) -> [String] {
    let names = splits.keys.sorted()
    if let split {
      guard let files = splits[split] else { throw .splits(path: path, names) }
      return files
    }
    guard names.count == 1, let files = splits[names[0]] else {
      throw .splits(path: path, names)
    }
    return files
  }

  /// The files that `path` means, where it names a folder, or a split in one that isn't a file.
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
    return files
  }
}

extension Dataset {
  /// The records of several files, one after another, as lines; and the files as they were.
  static func joined(
    _ files: [String]
  ) throws(StorageError) -> (FileMapping, opened: [(path: String, stamp: FileStamp)]) {
    let output = try TemporaryFile()
    var opened: [(path: String, stamp: FileStamp)] = []
    for file in files {
      let part = try Dataset(path: file)
      opened += part.opened
      part.index()
      var pending: [UInt8] = []
      for position in 0..<part.recordCount {
        let bytes = part.bytes(of: RecordNumber(position: position))
        // A value over several lines becomes one.
        if bytes.contains(0x0A), let value = try? JSONValue.parse(bytes) {
          pending += JSONWriter.bytes(value)
        } else {
          pending += bytes
        }
        pending.append(0x0A)
        if pending.count > 1 << 20 {
          try output.write(pending)
          pending = []
        }
      }
      try output.write(pending)
    }
    return (try output.mapped(), opened)
  }
}
