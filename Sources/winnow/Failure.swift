import Curation
import Glibc
import Interface
import JSONLines
import Settings
import Storage

/// How the program ends, as sysexits(3) has it where that has a number.
enum Status: Int32 {
  case done = 0
  /// Done, with findings, conflicts or rejects.
  case findings = 1
  case usage = 64
  case badData = 65
  case noInput = 66
  case helperMissing = 69
  case bug = 70
  case cannotCreate = 73
  case inputOutput = 74
  case locked = 75
  case noPermission = 77
  case badConfiguration = 78
}

/// An end with a message: what is wrong, where, and what to do. Only this target makes sentences.
struct Failure: Error {
  var status: Status
  var message: String
  /// What went wrong with a journal, where something did: the screen may have a way out.
  var cause: JournalError?

  init(_ status: Status, _ message: String) {
    self.status = status
    self.message = message
  }
}

extension Failure {
  init(_ error: StorageError) {
    switch error {
    case .system(let path, let doing, let code):
      let advice =
        doing == "create the folder"
        ? "; --state-folder keeps the journal in \(Identity.stateFolder ?? "a folder of your own")"
        : ""
      self.init(
        Self.status(of: code, doing), "can't \(doing) \(path): \(errorText(code))\(advice)")
    case .helperMissing(let path):
      self.init(
        .helperMissing,
        "\(path) is Parquet, which needs a helper: install duckdb, or pyarrow for python3")
    case .programMissing(let name):
      self.init(.helperMissing, "this needs the program \(name), which isn't installed")
    case .noAnswer(let url, let why): self.init(.helperMissing, "no answer from \(url): \(why)")
    case .helperFailed(let path, let helper):
      self.init(.badData, "\(helper) couldn't convert \(path); what it said stands above")
    case .splits(let path, let names):
      let list = names.prefix(8).map { "\(path)/\($0)" }.joined(separator: ", ")
      self.init(
        .noInput,
        names.isEmpty
          ? "\(path) is a folder without datasets"
          : "\(path) is a folder; open one of its splits: \(list)")
    case .notARegularFile(let path):
      let names = datasetNames(in: path)
      self.init(
        .noInput,
        names.isEmpty
          ? "\(path) isn't a regular file; use - to read standard input"
          : "\(path) is a folder; open a file in it: \(names.prefix(8).joined(separator: ", "))")
    case .notText(let path, let kind):
      self.init(.badData, "\(path) is \(kind.rawValue), which can't be opened: \(kind.advice)")
    case .corrupt(let path, let byteOffset):
      self.init(
        .badData, "\(path) can't be unpacked: it is damaged or cut off at byte \(byteOffset)")
    case .convertedDataset(let path, let conversion):
      self.init(
        .cannotCreate,
        "\(path) is \(conversion.rawValue), and the output is JSON Lines; use -o with another name")
    case .datasetChanged(let path):
      self.init(
        .inputOutput, "\(path) was changed by another program while it was open; open it again")
    case .outputExists(let path):
      self.init(.cannotCreate, "\(path) exists; use --force to replace it, or another -o")
    case .outputIsInput(let path):
      self.init(
        .cannotCreate, "\(path) is the dataset itself; use another -o, or --replace to renew it")
    }
  }

  private static func status(of code: Int32, _ doing: String) -> Status {
    switch code {
    case ENOENT, ENOTDIR: doing == "create" ? .cannotCreate : .noInput
    case EISDIR: .cannotCreate
    case EACCES, EPERM, EROFS: doing.hasPrefix("create") ? .cannotCreate : .noPermission
    default: .inputOutput
    }
  }

  init(_ error: JournalError) {
    switch error {
    case .storage(let error): self.init(error)
    case .damaged(let path, let line, let byteOffset, let reason):
      self.init(
        .badData,
        "\(path): \(line > 0 ? "line \(line), " : "")byte \(byteOffset): the journal is damaged: \(reason.text). "
          + "Nothing was written. Restore the file from a copy, or save what is sound: "
          + "winnow journal salvage \(path)")
    case .notUnderstood(let path, let line, let reason):
      self.init(.badData, "\(path): line \(line): \(reason.text)")
    case .locked(let path, let holder):
      let name = holder?.text ?? "another process"
      self.init(
        .locked, "being written by \(name), who holds \(path); try again when it has ended")
    case .begunElsewhere(let path):
      self.init(
        .locked, "another session of yours has begun \(path) since this one opened; open again")
    case .unsealed(let path):
      self.init(
        .badData,
        "\(path) can't be appended to: it is a hand-written journal, or another writer's. "
          + "Name it with --with, and let your own edits go to a journal of their own.")
    case .closed(let path):
      self.init(.inputOutput, "\(path): nothing more is written after an error of the disk")
    case .grown(let path, let expected, let found):
      self.init(
        .inputOutput,
        "\(path): another program wrote to the journal (\(found) bytes, expected \(expected))")
    }
    cause = error
  }

  init(_ error: CommandError) {
    self.init(.badData, "\(error.record): \(error.reason.text)")
  }

  init(_ error: UndoError) {
    self.init(.findings, error.text)
  }
}

func errorText(_ code: Int32) -> String { String(cString: strerror(code)) }

/// Carries out `body`; its error becomes a message and a status.
func orFail<T: ~Copyable, E: Error>(_ body: () throws(E) -> T) throws(Failure) -> T {
  do { return try body() } catch {
    switch error {
    case let error as StorageError: throw Failure(error)
    case let error as JournalError: throw Failure(error)
    case let error as CommandError: throw Failure(error)
    case let error as UndoError: throw Failure(error)
    case let error as Failure: throw error
    default: throw Failure(.bug, "\(error)")
    }
  }
}
