import Curation
import Glibc
import Interface
import Storage

extension Failure {
  init(_ error: StorageError) {
    switch error {
    case .system(let path, .lock, EWOULDBLOCK):
      self.init(.locked, "\(path) is being written by another process; wait until it has ended")
    case .system(let path, let doing, let code):
      let text: Phrase =
        "can't \(Phrase(word: doing.rawValue)) \(path): \(Phrase(word: errorText(code)))"
      let folder: Phrase = Identity.stateFolder.map { "\($0)" } ?? "a folder of your own"
      self.init(
        Self.status(of: code, doing),
        [.createFolder, .lock].contains(doing)
          ? "\(text); --state-folder keeps the journal in \(folder)" : text)
    case .helperMissing(let path):
      self.init(
        .helperMissing,
        "\(path) is Parquet, which needs a helper: install duckdb, or pyarrow for python3")
    case .programMissing(let name):
      self.init(.helperMissing, "this needs the program \(name), which isn't installed")
    case .helperFailed(let path, let helper, let why):
      self.init(.badData, "\(helper) couldn't convert \(path): \(why)")
    case .notTabular(let path, let helper, let why):
      self.init(
        .cannotCreate,
        "\(helper) couldn't make \(path): \(why); JSON Lines (.jsonl) can hold these records")
    case .changedByHelper(let path, _, let record, nil):
      self.init(
        .cannotCreate,
        "\(path) isn't written: record \(record.value) isn't JSON; JSON Lines (.jsonl) can hold it")
    case .changedByHelper(let path, let helper, let record, let at?):
      self.init(
        .cannotCreate,
        "\(path) isn't written: by \(helper) it would have another value at \(at) of record \(record.value) (a column of Parquet has one type); JSON Lines (.jsonl) can hold it"
      )
    case .splits(let path, let names):
      let list = Phrase.names(shortened(names.map { "\(path)/\($0)" }))
      self.init(
        .noInput,
        names.isEmpty
          ? "\(path) is a folder without datasets"
          : "\(path) is a folder; open one of its splits: \(list)")
    case .notARegularFile(let path):
      self.init(.noInput, "\(path) isn't a regular file; use - to read standard input")
    case .notText(let path, let kind):
      self.init(.badData, "\(path) is \(kind.rawValue), which can't be opened: \(kind.advice)")
    case .corrupt(let path, let byteOffset):
      self.init(
        .badData, "\(path) can't be unpacked: it is damaged or cut off at byte \(byteOffset)")
    case .expandsTooFar(let path, let factor):
      self.init(
        .badData,
        "\(path) isn't unpacked: it would be over \(factor) times as large; if you trust it, unpack it yourself (zstd -d, gzip -d)"
      )
    case .convertedDataset(let path, let format):
      self.init(
        .cannotCreate,
        "\(path) is \(format.rawValue), which isn't renewed; use -o with another name")
    case .datasetChanged(let path) where FilePath.real(path) == nil:
      self.init(
        .inputOutput,
        "\(path) is gone: another program deleted or renamed it while it was open")
    case .datasetChanged(let path):
      self.init(
        .inputOutput, "\(path) was changed by another program while it was open; open it again")
    case .outputExists(let path):
      self.init(.cannotCreate, "\(path) exists; use --force to replace it, or another name")
    case .outputIsInput(let path):
      self.init(
        .cannotCreate,
        "\(path) is the dataset itself; write to another file (`apply --replace` renews it)")
    case .outputIsJournal(let path):
      self.init(.cannotCreate, "\(path) is a journal, or stands among those; write to another file")
    case .closedJournals(let path):
      self.init(
        .noPermission,
        "\(path) can't be read: it is another user's, who has to let you in (chmod -R a+rX); --state-folder, or --journal with a file of your own, goes on without it"
      )
    case .outputTwice(let path):
      self.init(.usage, "\(path) is named twice; two outputs need two names")
    }
  }

  private static func status(of code: Int32, _ doing: StorageError.Action) -> Status {
    switch code {
    case ENOENT, ENOTDIR: doing.isCreating ? .cannotCreate : .noInput
    case EISDIR: .cannotCreate
    case EACCES, EPERM, EROFS: doing.isCreating ? .cannotCreate : .noPermission
    default: .inputOutput
    }
  }
}

extension ForeignFormat {
  var advice: String {
    switch self {
    case .gzip, .zstandard: "unpack it first"
    case .zip: "unpack it first with `unzip`"
    case .xz: "unpack it first with `xz -d`"
    case .bzip2: "unpack it first with `bzip2 -d`"
    case .parquet, .arrow, .sqlite: "convert it to JSON Lines first"
    case .pdf, .picture, .program, .binary: "a dataset is text: JSON Lines, JSON, CSV"
    case .utf32: "convert it first with `iconv -f UTF-32 -t UTF-8`"
    case .utf16: "convert it first with `iconv -f UTF-16 -t UTF-8`"
    }
  }
}
