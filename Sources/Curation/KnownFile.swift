public import JSONLines

/// A kind of file that is common beside datasets, but isn't one.
public enum KnownFile: Hashable, Sendable {
  /// LLaMA-Factory's list of datasets, with the names of their files.
  case datasetInfo(files: [String])
  /// The configuration or the vocabulary of a model or tokenizer.
  case model
  /// A journal of Winnow, with the name of its dataset.
  case journal(dataset: String)
  case notebook
  /// Prompts for a model that judges answers (FastChat).
  case judgeTemplates
  /// Measurements or tables: no string value has a letter.
  case numbers
  /// None of the first records is, or begins like, JSON.
  case noJSON

  private static let modelKeys: Set<String> = [
    "model_type", "architectures", "tokenizer_class", "added_tokens", "vocab", "weight_map",
    "transformers_version",
  ]
  /// Keys of records, which may also have `model_type` and the like.
  private static let recordKeys: Set<String> = [
    "prompt", "text", "messages", "conversations", "instruction", "transcript", "response", "input",
    "chosen",
  ]
  private static let datasetKeys: Set<String> = [
    "file_name", "hf_hub_url", "ms_hub_url", "om_hub_url", "script_url", "cloud_file_name",
  ]
  /// Values with more bytes aren't parsed.
  private static let byteLimit = 1 << 20

  /// The maximum number of records looked at.
  public static let recordLimit = 20

  /// - Parameters:
  ///   - records: the file's first records, at most `recordLimit`.
  ///   - isAlone: whether the first record is the whole file.
  public init?(_ records: [Bytes], isAlone: Bool) {
    guard let first = records.first else { return nil }
    if let known = KnownFile(first, isAlone: isAlone) {
      self = known
    } else if records.allSatisfy({ !Self.beginsAsJSON($0) }) {
      self = .noJSON
    } else if records.allSatisfy({ Self.hasNoLetters($0) }) {
      self = .numbers
    } else {
      return nil
    }
  }

  private static func beginsAsJSON(_ record: Bytes) -> Bool {
    guard let first = record.first(where: { $0 > 0x20 }) else { return true }
    return Array("{[\"".utf8).contains(first)
      || record.count <= byteLimit && (try? JSONNode.parse(record)) != nil
  }

  /// Whether a record has no known shape and no letters in its strings, but measurements.
  private static func hasNoLetters(_ record: Bytes) -> Bool {
    guard record.count <= byteLimit, let root = try? JSONNode.parse(record),
      RecordReading(record).shape == .tree
    else { return false }
    var isFound = false
    root.forEachString(in: record) { node in
      let text = node.string(in: record)?.wtf8 ?? []
      isFound = isFound || text.contains { $0 >= 0x80 || ($0 | 0x20) &- 0x61 < 26 }
    }
    // Integers alone may be anything; measurements have fractions, and tables are lists.
    return !isFound
      && (root.kind == .array
        || record.firstOffset(of: UInt8(ascii: "."), in: 0..<record.count) != nil)
  }

  private init?(_ first: Bytes, isAlone: Bool) {
    guard first.count <= Self.byteLimit || isAlone, let root = try? JSONNode.parse(first),
      root.kind == .object
    else { return nil }
    func text(_ key: JSONString) -> String? {
      root.member(named: key, in: first)?.text(in: first)
    }
    if text("format") == "winnow-journal", let dataset = root.member("dataset", in: first) {
      self = .journal(dataset: dataset.member("name", in: first)?.text(in: first) ?? "?")
      return
    }
    let members = root.members(in: first, limit: 1000)
    let names = Set(members.map { JSONString(raw: first, $0.key).text })
    if names.isSuperset(of: ["prompt_template", "output_format"]) {
      self = .judgeTemplates
      return
    }
    guard isAlone else { return nil }
    if names.isSuperset(of: ["cells", "nbformat"]) {
      self = .notebook
    } else if !names.isDisjoint(with: Self.modelKeys), names.isDisjoint(with: Self.recordKeys) {
      self = .model
    } else if let files = Self.files(of: members, in: first) {
      self = .datasetInfo(files: files)
    } else {
      return nil
    }
  }

  /// The file names in a list of datasets; nil if a member isn't an entry of such a list.
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
