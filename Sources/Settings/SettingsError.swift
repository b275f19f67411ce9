/// Why a settings file can't be taken, and the place that has to be changed.
public struct SettingsError: Error, Hashable, Sendable {
  public let position: FilePosition
  public let reason: Reason

  public init(at position: FilePosition, _ reason: Reason) {
    self.position = position
    self.reason = reason
  }

  /// What is wrong at the position. The cases carry facts; the executable makes sentences of them.
  public enum Reason: Hashable, Sendable {
    /// The text is longer than `limit` bytes.
    case tooLong(byteCount: Int, limit: Int)
    /// The text isn't YAML, or isn't UTF-8; the words are libyaml's.
    case syntax(String)
    /// Lists and mappings stand more than `limit` deep in each other.
    case nestedTooDeep(limit: Int)
    /// YAML allows it, Winnow doesn't read it.
    case unsupported(YAMLFeature)
    case duplicateKey(String)
    case wrongKind(expected: YAMLNode.Kind, found: YAMLNode.Kind)
    /// The mapping at the position lacks this key.
    case missingKey(String)
    /// `nearest` is the known key that was probably meant.
    case unknownKey(String, nearest: String?)
    /// A value out of a closed list; `nearest` is the known one that was probably meant.
    case unknownValue(String, of: String, nearest: String?)
    /// Text where `key` needs some.
    case emptyValue(of: String)
    /// `text` isn't six hexadecimal digits, with or without a `#`.
    case notAColour(String, of: String)
    /// Text that names no key; `nearest` is the key that was probably meant.
    case notAKey(String, nearest: String?)
    /// A key that another one of its mode, `by`, is or begins with, or that begins it.
    case keyTaken(String, by: String)
    /// A digit, which begins the count of an action.
    case countingKey(String)
    /// Several keys where only one can be pressed.
    case tooManyKeys(String)
    /// Two entries of a list claim the same code.
    case duplicateCode(String)
  }

  /// Parts of YAML that settings have no use for and hostile files do.
  public enum YAMLFeature: String, Hashable, Sendable {
    /// `*name`: a small file can unfold to gigabytes by them.
    case alias
    /// `!name`: settings have text, lists and mappings only.
    case tag
    /// `? [a, b] : c`: a key that isn't text.
    case complexKey = "complex key"
    /// `---` twice.
    case severalDocuments = "several documents"
  }
}
