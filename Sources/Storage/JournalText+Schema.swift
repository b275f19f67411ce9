extension JournalText {
  /// The JSON Schema (draft 2020-12) of one line. What a schema can't express, the reader checks:
  /// hashes, the chain, valid UTF-8.
  public static let schema = PackageResources.JournalSchema_json
}
