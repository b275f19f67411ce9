/// One value of a YAML document: text, a list or a mapping, and where it stands.
///
/// A scalar stays the text that was written. YAML's guesses about what a plain word means are
/// not made: `no` is the text "no", `007` and `1e3` keep their digits, and so a key binding for
/// `y` or `~` and a colour like `181818` need no quotes. Whoever reads a value decides its type.
public struct YAMLNode: Hashable, Sendable {
  public let content: Content
  /// The first character of the value.
  public let position: FilePosition

  public init(_ content: Content, at position: FilePosition) {
    self.content = content
    self.position = position
  }

  public indirect enum Content: Hashable, Sendable {
    /// `isQuoted` tells `"true"` from `true`, and text in a block (`|`, `>`) counts as quoted.
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

  /// What a person calls the sorts of values.
  public enum Kind: String, Hashable, Sendable {
    case nothing
    case text
    case list
    case mapping
    /// `true` or `false`, without quotes.
    case boolean = "true or false"
  }

  /// How it reads at first sight; a plain `true` is text here.
  public var kind: Kind {
    switch content {
    case .scalar: isNull ? .nothing : .text
    case .sequence: .list
    case .mapping: .mapping
    }
  }

  /// True for a value that was left out, `~` and `null`.
  public var isNull: Bool {
    guard case .scalar(let text, isQuoted: false) = content else { return false }
    return text.isEmpty || text == "~" || text == "null"
  }
}

extension YAMLNode {
  /// The limits within which a settings file is read.
  public enum Limit {
    /// Bytes of one file: the longest that people write by hand are a hundredth of it.
    public static let byteCount = 1 << 20
    /// Lists and mappings inside each other.
    public static let nesting = 64
  }

  /// Reads one YAML document in UTF-8. An empty text is a null.
  ///
  /// - Parameter file: the name that errors and positions carry.
  /// - Throws: `tooLong`, `syntax`, `nestedTooDeep`, `unsupported` or `duplicateKey`, for the
  ///   first fault in the text.
  public static func parse(_ bytes: [UInt8], file: String) throws(SettingsError) -> YAMLNode {
    guard bytes.count <= Limit.byteCount else {
      throw SettingsError(
        at: .start(of: file), .tooLong(byteCount: bytes.count, limit: Limit.byteCount))
    }
    // libyaml would count the mark as a column, and take line 2 for less indented than line 1.
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = bytes.dropFirst(bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0)
    return try text.withUnsafeBufferPointer { (text) throws(SettingsError) in
      var composer = YAMLComposer(reader: YAMLEventReader(text, file: file))
      return try composer.document()
    }
  }

  /// Reads one YAML document, as `parse(_:file:)` with bytes does.
  public static func parse(_ text: String, file: String) throws(SettingsError) -> YAMLNode {
    try parse(Array(text.utf8), file: file)
  }
}
