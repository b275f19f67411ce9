extension JournalText {
  /// The JSON Schema (draft 2020-12) of one line. What it can't say is checked on reading: hashes,
  /// the chain, that a text is UTF-8.
  public static let schema = PackageResources.JournalSchema_json
}
