/// One value of a YAML document: text, a list or a mapping, with its position.
///
/// A scalar keeps the text that was written. YAML's implicit typing of plain words isn't applied:
/// `no` is the text "no", and `007` and `1e3` keep their digits. So a key binding for `y` or `~`
/// and a colour like `181818` need no quotes. The reader of a value decides its type.
public struct YAMLNode: Hashable, Sendable {
  public let content: Content
  /// The position of the value's first character.
  public let position: FilePosition

  public init(_ content: Content, at position: FilePosition) {
    self.content = content
    self.position = position
  }

  public indirect enum Content: Hashable, Sendable {
    /// `isQuoted` distinguishes `"true"` from `true`; block text (`|`, `>`) counts as quoted.
    case scalar(String, isQuoted: Bool)
    case sequence([YAMLNode])
    /// In the order of the file; no two members have the same key.
    case mapping([Member])
  }

  public struct Member: Hashable, Sendable {
    public let key: String
    public let keyPosition: FilePosition
    public let value: YAMLNode

    public init(key: String, at keyPosition: FilePosition, value: YAMLNode) {
      self.key = key
      self.keyPosition = keyPosition
      self.value = value
    }
  }

  /// The kinds of values, by their names in messages.
  public enum Kind: String, Hashable, Sendable {
    case nothing
    case text
    case list
    case mapping
    /// `true` or `false`, without quotes.
    case boolean = "true or false"
  }

  /// The kind by syntax alone; an unquoted `true` counts as text.
  public var kind: Kind {
    switch content {
    case .scalar: isNull ? .nothing : .text
    case .sequence: .list
    case .mapping: .mapping
    }
  }

  /// Whether the value is missing, `~` or `null`, without quotes.
  public var isNull: Bool {
    guard case .scalar(let text, isQuoted: false) = content else { return false }
    return text.isEmpty || text == "~" || text == "null"
  }
}

extension YAMLNode {
  /// The limits for reading a settings file.
  public enum Limit {
    /// The maximum size of a file in bytes, about a hundred times the longest file written by hand.
    public static let byteCount = 1 << 20
    /// The maximum nesting depth of lists and mappings.
    public static let nesting = 64
  }

  /// Reads one YAML document in UTF-8. Empty text is a null.
  ///
  /// - Parameter file: the file name for positions and errors.
  /// - Throws: `tooLong`, `syntax`, `nestedTooDeep`, `unsupported` or `duplicateKey`, for the
  ///   first fault in the text.
  public static func parse(_ bytes: [UInt8], file: String) throws(SettingsError) -> YAMLNode {
    guard bytes.count <= Limit.byteCount else {
      throw SettingsError(
        at: .start(of: file), .tooLong(byteCount: bytes.count, limit: Limit.byteCount))
    }
    // libyaml would count the byte order mark as a column, and so take line 2 as less indented than
    // line 1.
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = bytes.dropFirst(bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0)
    return try text.withUnsafeBufferPointer { (text) throws(SettingsError) in
      var composer = YAMLComposer(reader: YAMLEventReader(text, file: file))
      return try composer.document()
    }
  }

  /// Reads one YAML document, like `parse(_:file:)` with bytes.
  public static func parse(_ text: String, file: String) throws(SettingsError) -> YAMLNode {
    try parse(Array(text.utf8), file: file)
  }
}
