/// Why a settings file can't be used, and the position of the fault.
public struct SettingsError: Error, Hashable, Sendable {
  public let position: FilePosition
  public let reason: Reason

  public init(at position: FilePosition, _ reason: Reason) {
    self.position = position
    self.reason = reason
  }

  /// What is wrong at the position. The cases carry facts; the executable turns them into
  /// sentences.
  public enum Reason: Hashable, Sendable {
    /// The text is longer than `limit` bytes.
    case tooLong(byteCount: Int, limit: Int)
    /// The text isn't YAML, or isn't UTF-8; the words are libyaml's.
    case syntax(String)
    /// Lists and mappings are nested more than `limit` deep.
    case nestedTooDeep(limit: Int)
    /// A feature of YAML that Winnow doesn't read.
    case unsupported(YAMLFeature)
    case duplicateKey(String)
    case wrongKind(expected: YAMLNode.Kind, found: YAMLNode.Kind)
    /// The mapping at the position lacks this key.
    case missingKey(String)
    /// `nearest` is the known key that was probably meant.
    case unknownKey(String, nearest: String?)
    /// A value that isn't in a closed list; `nearest` is the one that was probably meant.
    case unknownValue(String, of: String, nearest: String?)
    /// A value that is empty or null where its key needs text.
    case emptyValue(of: String)
    /// `text` isn't six hexadecimal digits, with or without a `#`.
    case notAColour(String, of: String)
    /// Text that names no key; `nearest` is the key that was probably meant.
    case notAKey(String, nearest: String?)
    /// A key sequence that equals, begins or continues `by`, another one in its mode.
    case keyTaken(String, by: String)
    /// A digit, which would be read as the count of an action.
    case countingKey(String)
    /// Several keys in a mode that reads one at a time.
    case tooManyKeys(String)
    /// Two entries of a list have the same code.
    case duplicateCode(String)
  }

  /// Features of YAML that settings don't need and hostile files exploit.
  public enum YAMLFeature: String, Hashable, Sendable {
    /// `*name`: with aliases, a small file can expand to gigabytes.
    case alias
    /// `!name`: settings consist of text, lists and mappings only.
    case tag
    /// `? [a, b] : c`: a key that isn't text.
    case complexKey = "complex key"
    /// More than one document in a file, separated by `---`.
    case severalDocuments = "several documents"
  }
}
