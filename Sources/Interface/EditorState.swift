import Curation
import JSONLines

/// The text editor together with what it edits.
struct EditorState: Sendable {
  /// What the text is in the record.
  enum Content: Hashable, Sendable {
    /// The content of a string.
    case text
    /// The JSON of a value; an object's or a list's is indented over several lines, and is held.
    case json(JSONValue?)
    /// The raw bytes of a record that isn't JSON or has no editable fields.
    case raw
    /// The whole record's JSON, indented over several lines; holds the original value.
    case record(JSONValue)
    /// All turns and texts as one text.
    case conversation(ConversationText)
  }

  var record: RecordNumber
  /// The edited value; nil if the text stands for the whole record.
  var pointer: JSONPointer?
  var mirror: JSONPointer?
  /// The prompt that another text begins with too.
  var shared: SharedPrompt?
  /// The name of the edited part, for the heading.
  var name: Phrase
  var content: Content
  var original: String
  var editor: TextEditor
  /// The search in the text that is being typed; nil if none is.
  var find: TextFind?
  /// The text of an earlier session that this one was recovered from.
  var draft: Draft?
  /// What the record was when the text began, also where this record is another.
  var bookmark: Bookmark?

  var isChanged: Bool { !editor.text.isIdentical(to: original) }

  /// Makes the editable form of a part, or of the raw record if `part` is nil.
  ///
  /// - Returns: nil if the raw record isn't valid UTF-8.
  init?(_ part: Part?, of record: RecordNumber, bytes: Bytes) {
    self.record = record
    guard let part else {
      guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
      (name, content, original) = ("raw record", .raw, text)
      editor = Self.editor(text)
      return
    }
    pointer = part.pointer
    mirror = part.mirror
    name = part.title
    let string = part.node.string(in: bytes)
    if let string, !string.hasLoneSurrogate {
      (content, original) = (.text, string.text)
    } else {  // not a string, or one with lone surrogates, which a Swift string can't hold
      let json = bytes.slice(part.node.range)
      let value = string == nil ? Self.indentable(json) : nil
      content = .json(value)
      original = String(decoding: value.map(JSONWriter.indented) ?? Array(json), as: UTF8.self)
    }
    editor = Self.editor(original)
  }

  /// The value of some JSON, if it is edited indented; nil if an object in it has a key twice.
  private static func indentable(_ json: Bytes) -> JSONValue? {
    (try? JSONValue.parse(json)).flatMap { $0.hasDuplicateMembers ? nil : $0 }
  }

  init(_ conversation: ConversationText, of record: RecordNumber) {
    self.record = record
    (name, content, original) = ("turns", .conversation(conversation), conversation.text)
    editor = Self.editor(original)
  }

  /// Makes an editor for the whole record as JSON, or as raw text if it can't be parsed or has
  /// duplicate members.
  ///
  /// - Returns: nil if the record isn't valid UTF-8.
  static func whole(_ record: RecordNumber, _ bytes: Bytes) -> EditorState? {
    guard var state = EditorState(nil, of: record, bytes: bytes) else { return nil }
    guard let value = indentable(bytes) else { return state }
    let text = String(decoding: JSONWriter.indented(value), as: UTF8.self)
    (state.name, state.content, state.original) = ("record", .record(value), text)
    state.editor = editor(text)
    return state
  }

  /// The types of the value and of its new text, if they differ; a null may become anything.
  var changeOfType: (old: JSONNode.Kind, new: JSONNode.Kind)? {
    guard case .json = content, let old = try? JSONNode.parse(Bytes(original)).kind,
      let new = try? JSONNode.parse(Bytes(editor.text)).kind, old != .null, old != new
    else { return nil }
    return (old, new)
  }

  var isJSON: Bool {
    switch content {
    case .json, .raw, .record: true
    case .text, .conversation: false
    }
  }

  /// Returns what to keep of a text that can't be saved.
  func draft(of text: String) -> Draft {
    let kind: Draft.Kind =
      switch content {
      case .conversation: .conversation
      case .record: .record
      case .text, .json, .raw: .value
      }
    return Draft(record: record, kind: kind, pointer: pointer, text: text, bookmark: bookmark)
  }

  /// The size in bytes above which a text needs an external editor.
  static let inPlaceLimit = 128 << 10

  /// Whether the text needs an external editor; `editor` is empty then.
  var isTooLarge: Bool { original.utf8.count > Self.inPlaceLimit }

  private static func editor(_ text: String) -> TextEditor {
    TextEditor(text.utf8.count > inPlaceLimit ? "" : text)
  }

  /// Returns the command that replaces the original with `text`.
  ///
  /// - Throws: if JSON or turn headings are required and `text` lacks them.
  func command(saving text: String) throws(EditedTextError) -> Command {
    switch content {
    case .raw: return .raw(Array(text.utf8))
    case .record(let old): return .patch(old.patch(to: try Self.parse(text)))
    case .conversation(let conversation):
      do { return try conversation.command(from: text) } catch { throw .conversation(error) }
    case .text:
      guard let pointer, let shared, let other = shared.twinText(after: text) else {
        return set(.text(text))
      }
      return .assign([Assignment(pointer, .text(text)), Assignment(shared.twin, .text(other))])
    case .json(let old):
      let new = try Self.parse(text)
      guard let old, let pointer, mirror == nil else { return set(new) }
      let steps = old.patch(to: new, at: pointer)
      // One value, which the log then names.
      if steps.count == 2, case .replace(let at, let value)? = steps.last { return .set(at, value) }
      return .patch(steps)
    }
  }

  private func set(_ value: JSONValue) -> Command {
    guard let pointer else { return .patch([]) }
    guard let mirror else { return .set(pointer, value) }
    return .assign([Assignment(pointer, value), Assignment(mirror, value)])
  }

  private static func parse(_ text: String) throws(EditedTextError) -> JSONValue {
    do { return try JSONValue.parse(text) } catch { throw .json(error) }
  }
}

/// Why an edited text can't be saved.
enum EditedTextError: Error, Hashable, Sendable {
  case json(JSONSyntaxError)
  case conversation(ConversationText.Problem)

  var text: Phrase {
    switch self {
    case .json(let error): error.phrase
    case .conversation(.unknown(let line, "")): "line \(line): the record has no such place"
    case .conversation(.unknown(let line, let name)): "line \(line): the record has no \(name)"
    case .conversation(.twice(let line, let pointer)): "line \(line): \(pointer) stands twice"
    case .conversation(.notJSON(let line, let error)): "the turn at line \(line): \(error.phrase)"
    case .conversation(.noHeading): "no line of the text begins a turn, as \"=== \" does"
    case .conversation(.noList(let line)):
      "line \(line): this record has no list that a new turn could stand in"
    }
  }
}
