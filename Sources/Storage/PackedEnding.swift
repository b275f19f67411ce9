/// How the name of a compressed file ends, in any case.
public enum PackedEnding: String, CaseIterable, Sendable {
  case gzip = ".gz"
  case zstandard = ".zst"

  /// Nil for the path of a file that isn't compressed.
  public init?(of path: String) {
    let name = path.lowercased()
    guard let ending = Self.allCases.first(where: { name.hasSuffix($0.rawValue) }) else {
      return nil
    }
    self = ending
  }
}
