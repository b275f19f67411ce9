import Curation
import JSONLines

/// The editor with what it edits.
struct EditorState: Sendable {
  /// What the text stands for in the record.
  enum Content: Hashable, Sendable {
    /// A string's content.
    case text
    /// A value's JSON.
    case json
    /// The whole record, which isn't JSON or can't be edited by field.
    case raw
  }

  var record: RecordNumber
  /// Nil for `raw`.
  var pointer: JSONPointer?
  var mirror: JSONPointer?
  var name: String
  var content: Content
  var original: String
  var editor: TextEditor
  /// Whether the text was kept from a session that was cut off.
  var isDraft = false

  var isChanged: Bool { editor.text != original }

  /// The editable form of a part, or of a record without parts.
  ///
  /// - Returns: nil where the bytes can't be text: they aren't UTF-8.
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
    name = part.name
    let string = part.node.string(in: bytes)
    if let string, JSONString(string.text) == string {
      (content, original) = (.text, string.text)
    } else {  // not a string, or one with lone surrogates, which no text can hold
      let json = bytes.slice(part.node.range)
      (content, original) = (.json, String(decoding: json, as: UTF8.self))
    }
    editor = Self.editor(original)
  }

  /// Larger texts, in bytes, are for an editor that is made for them.
  static let inPlaceLimit = 128 << 10

  /// Whether the text is for an external editor only; `editor` is empty then.
  var isTooLarge: Bool { original.utf8.count > Self.inPlaceLimit }

  private static func editor(_ text: String) -> TextEditor {
    TextEditor(text.utf8.count > inPlaceLimit ? "" : text)
  }

  /// The command that saves `text` in the place of the original.
  ///
  /// - Throws: where JSON is wanted and `text` isn't.
  func command(saving text: String) throws(JSONSyntaxError) -> Command {
    guard content != .raw, let pointer else { return .raw(Array(text.utf8)) }
    let value = content == .text ? JSONValue.text(text) : try JSONValue.parse(text)
    guard let mirror else { return .set(pointer, value) }
    return .assign([Assignment(pointer, value), Assignment(mirror, value)])
  }
}
