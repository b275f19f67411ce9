import JSONLines

extension Command {
  /// The complete command as it could be typed, texts included, which `Command(typed:)` reads back;
  /// nil if it can't be written on a line.
  public var line: String? {
    func checked(_ line: String) -> String? { line.utf8.contains(0x0A) ? nil : line }
    // A typed pointer is one word: it can't be empty, as for the whole record, or contain a space.
    if let pointer = namedPointer, pointer.tokens.isEmpty || pointer.description.contains(" ") {
      return nil
    }
    switch self {
    case .set(let at, .string(let text)) where Self.isPlain(text): return "set \(at) \(text.text)"
    case .set(let at, let value): return "set-json \(at) \(Self.json(value))"
    case .mask(let at, let value): return "mask \(at) \(Self.json(value))"
    case .patch(let steps): return "patch \(Self.json(.array(steps.map(\.value))))"
    case .raw(let bytes):
      return String(validating: bytes, as: UTF8.self).map { "raw \(Self.json(.text($0)))" }
    case .insert(let bytes):
      return String(validating: bytes, as: UTF8.self).flatMap(checked).map { "insert \($0)" }
    case .flag(let flag): return checked(text + (flag.note.map { " \($0)" } ?? ""))
    case .note(let at, let note):
      return checked("note" + (at.map { " at \($0)" } ?? "") + " \(note ?? "none")")
    case .remove(let why, _): return checked("remove" + (why.map { " \($0)" } ?? ""))
    case .turn(.split(let mark), let at): return checked("turn split at \(at) \(mark)")
    case .addResponse(let text): return checked("response add \(text)")
    case .assign, .shift: return nil
    default: return text
    }
  }

  private var namedPointer: JSONPointer? {
    switch self {
    case .set(let at, _), .mask(let at, _), .delete(let at), .turn(_, let at): at
    case .unflag(_, _, let at): at
    case .flag(let flag): flag.key.at
    case .rate(let key, _): key.at
    case .note(let at, _): at
    default: nil
    }
  }

  private static func json(_ value: JSONValue) -> String {
    String(decoding: JSONWriter.bytes(value), as: UTF8.self)
  }

  /// Whether a text can be typed without escapes.
  private static func isPlain(_ text: JSONString) -> Bool {
    let plain = text.text
    return JSONString(plain) == text && !plain.isEmpty && plain.first != " "
      && !plain.utf8.contains(0x0A)
  }
}
