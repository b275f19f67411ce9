/// A position in a settings file, as an editor shows it.
public struct FilePosition: Hashable, Sendable {
  /// The file's name for display; it is never opened.
  public let file: String
  /// Counts from 1.
  public let line: Int
  /// Counts Unicode scalars from 1.
  public let column: Int

  public init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// The first character of `file`.
  public static func start(of file: String) -> FilePosition {
    FilePosition(file: file, line: 1, column: 1)
  }
}
