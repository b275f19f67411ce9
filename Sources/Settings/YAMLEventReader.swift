import CYAML

/// An event of libyaml's parser.
struct YAMLEvent {
  let step: Step
  let position: FilePosition
  /// True if the value has a tag such as `!!str`.
  let isTagged: Bool

  enum Step {
    case streamStart
    case streamEnd
    case documentStart
    case documentEnd
    case alias
    case scalar(String, isQuoted: Bool)
    case sequenceStart
    case sequenceEnd
    case mappingStart
    case mappingEnd
  }
}

/// Wraps libyaml's pull parser over borrowed bytes; the only code that touches the C library.
///
/// The bytes must outlive the reader. Don't ask for events after an error.
struct YAMLEventReader: ~Copyable {
  // libyaml stores pointers into the parser in the parser, so it must not move.
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let text: UnsafeBufferPointer<UInt8>
  private let file: String

  init(_ text: UnsafeBufferPointer<UInt8>, file: String) {
    parser = .allocate(capacity: 1)
    guard yaml_parser_initialize(parser) == 1 else { preconditionFailure("out of memory") }
    // Set explicitly, not guessed from a byte order mark: settings are UTF-8.
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    self.text = text
    self.file = file
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  /// Returns the next event; the last one is `streamEnd`.
  ///
  /// - Throws: `syntax`.
  mutating func next() throws(SettingsError) -> YAMLEvent {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw failure }
    defer { yaml_event_delete(&event) }
    return YAMLEvent(
      step: Self.step(of: event),
      position: position(event.start_mark),
      isTagged: Self.isTagged(event))
  }

  private static func step(of event: yaml_event_t) -> YAMLEvent.Step {
    switch event.type {
    case YAML_STREAM_START_EVENT: return .streamStart
    case YAML_STREAM_END_EVENT: return .streamEnd
    case YAML_DOCUMENT_START_EVENT: return .documentStart
    case YAML_DOCUMENT_END_EVENT: return .documentEnd
    case YAML_ALIAS_EVENT: return .alias
    case YAML_SEQUENCE_START_EVENT: return .sequenceStart
    case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
    case YAML_MAPPING_START_EVENT: return .mappingStart
    case YAML_MAPPING_END_EVENT: return .mappingEnd
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      return .scalar(
        String(decoding: bytes, as: UTF8.self),
        isQuoted: scalar.style != YAML_PLAIN_SCALAR_STYLE)
    default: preconditionFailure("libyaml gave an event that its documentation doesn't name")
    }
  }

  private static func isTagged(_ event: yaml_event_t) -> Bool {
    switch event.type {
    case YAML_SCALAR_EVENT: event.data.scalar.tag != nil
    case YAML_SEQUENCE_START_EVENT: event.data.sequence_start.tag != nil
    case YAML_MAPPING_START_EVENT: event.data.mapping_start.tag != nil
    default: false
    }
  }

  // MARK: Positions

  private var failure: SettingsError {
    let problem = parser.pointee.problem.map { String(cString: $0) } ?? "unreadable"
    // For invalid UTF-8, libyaml reports only a byte offset.
    let place =
      parser.pointee.error == YAML_READER_ERROR
      ? position(ofByte: parser.pointee.problem_offset)
      : position(parser.pointee.problem_mark)
    return SettingsError(at: place, .syntax(problem))
  }

  private func position(_ mark: yaml_mark_t) -> FilePosition {
    FilePosition(file: file, line: Int(mark.line) + 1, column: Int(mark.column) + 1)
  }

  private func position(ofByte offset: Int) -> FilePosition {
    var line = 1
    var column = 1
    for byte in text.prefix(offset) {
      if byte == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if byte & 0b1100_0000 != 0b1000_0000 {
        column += 1
      }
    }
    return FilePosition(file: file, line: line, column: column)
  }
}
