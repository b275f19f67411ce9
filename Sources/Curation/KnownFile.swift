public import JSONLines

/// A JSON file of this field that isn't a dataset itself.
public enum KnownFile: Hashable, Sendable {
  /// LLaMA-Factory's list of datasets, with the files that it names.
  case datasetInfo(files: [String])
  /// The settings or the vocabulary of a model or tokenizer.
  case model
  /// A journal of Winnow, and the name of the dataset that it is about.
  case journal(dataset: String)
  case notebook

  private static let modelKeys: Set<String> = [
    "model_type", "architectures", "tokenizer_class", "added_tokens", "vocab", "weight_map",
    "transformers_version",
  ]
  private static let datasetKeys: Set<String> = [
    "file_name", "hf_hub_url", "ms_hub_url", "om_hub_url", "script_url", "cloud_file_name",
  ]
  /// Larger values aren't looked into.
  private static let byteLimit = 1 << 20

  /// - Parameter first: the file's first record.
  /// - Parameter isAlone: whether the whole file is that one value.
  public init?(_ first: Bytes, isAlone: Bool) {
    guard first.count <= Self.byteLimit || isAlone, let root = try? JSONNode.parse(first),
      root.kind == .object
    else { return nil }
    func text(_ key: JSONString) -> String? {
      root.member(named: key, in: first)?.string(in: first)?.text
    }
    if text("format") == "winnow-journal", let dataset = root.member("dataset", in: first) {
      self = .journal(dataset: dataset.member("name", in: first)?.string(in: first)?.text ?? "?")
      return
    }
    guard isAlone else { return nil }
    let members = root.members(in: first, limit: 1000)
    let names = Set(members.map { JSONString(raw: first, $0.key).text })
    if names.isSuperset(of: ["cells", "nbformat"]) {
      self = .notebook
    } else if !names.isDisjoint(with: Self.modelKeys) {
      self = .model
    } else if let files = Self.files(of: members, in: first) {
      self = .datasetInfo(files: files)
    } else {
      return nil
    }
  }

  /// The files that entries name; nil where one of the members isn't an entry.
  private static func files(of members: [JSONNode.Member], in bytes: Bytes) -> [String]? {
    var files: [String] = []
    for member in members {
      let keys = member.value.members(in: bytes, limit: 20)
      let names = Set(keys.map { JSONString(raw: bytes, $0.key).text })
      guard !names.isDisjoint(with: datasetKeys) else { return nil }
      if let name = member.value.member("file_name", in: bytes)?.string(in: bytes) {
        files.append(name.text)
      }
    }
    return members.isEmpty ? nil : files
  }
}
