import ArgumentParser

extension ArgumentHelp {
  /// The help of a flag `--json`: what an object is, and the members that it has, each on a line.
  /// Scripts rely on them: they keep their names and what they mean.
  static func json(_ object: String, _ members: KeyValuePairs<String, String>) -> Self {
    .init(object, discussion: members.map { "\($0): \($1)" }.joined(separator: "\n"))
  }
}
