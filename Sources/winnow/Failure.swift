import ArgumentParser
import Curation
import Glibc
import Interface
import JSONLines
import Storage

/// The exit status, from sysexits(3) where that has a number.
enum Status: Int32 {
  case done = 0
  /// Done, but with findings, conflicts or rejects.
  case findings = 1
  case usage = 64
  case badData = 65
  case noInput = 66
  case helperMissing = 69
  case cannotCreate = 73
  case inputOutput = 74
  case locked = 75
  case noPermission = 77
  case badConfiguration = 78

  var exitCode: ExitCode { ExitCode(rawValue) }
}

/// An error that ends the program, with a message: what is wrong, where, and what to do.
struct Failure: Error {
  var status: Status
  var message: Phrase
  /// The journal error behind the failure, if any, from which the screen may recover.
  var cause: JournalError?

  init(_ status: Status, _ message: Phrase) {
    self.status = status
    self.message = message
  }
}

extension Failure {
  init(_ error: CommandError) {
    self.init(.badData, error.text)
  }

  init(_ error: UndoError) {
    let status: Status =
      switch error {
      case .noSuchEntry, .ambiguousEntry: .usage
      default: .findings
      }
    self.init(status, error.text)
  }
}

func errorText(_ code: Int32) -> String { String(cString: strerror(code)) }

/// An error that ends a command with a message and a status, wherever it is thrown.
protocol Explained: Error {
  var failure: Failure { get }
}

extension Failure: Explained { var failure: Failure { self } }
extension StorageError: Explained { var failure: Failure { Failure(self) } }
extension JournalError: Explained { var failure: Failure { Failure(self) } }
extension CommandError: Explained { var failure: Failure { Failure(self) } }
extension UndoError: Explained { var failure: Failure { Failure(self) } }

/// Runs `body` and rethrows its error as a `Failure`, in what throws nothing else.
func orFail<T: ~Copyable, E: Explained>(_ body: () throws(E) -> T) throws(Failure) -> T {
  do { return try body() } catch { throw error.failure }
}

extension Failure {
  static func noRule(_ name: String) -> Failure {
    Failure(.usage, "there is no rule \"\(name)\"; `winnow check --list` names all")
  }
}
