import JSONLines

extension Command {
  /// The complete command as it could be typed, texts included, which `Command(typed:)` reads back;
  /// nil if it can't be written on a line.
  public var line: String? {
    // A note "none", for example, would be read as taking the note off.
    guard let spelled, Self.read(spelled) == self else { return nil }
    return spelled
  }

  private static func read(_ line: String) -> Command? {
    let read = try? Command(typed: line) { code in
      let words = code.split(separator: ":", maxSplits: 1).map(String.init)
      return words.count == 2
        ? HazardFlag.Key(taxonomy: words[0], category: words[1])
        : HazardFlag.Key(taxonomy: HazardFlag.Key.standardTaxonomy, category: code)
    }
    return read ?? nil
  }

  private var spelled: String? {
    func checked(_ line: String) -> String? { Self.isOneLine(line) ? line : nil }
    // A typed pointer is one word: it can't be empty, as for the whole record, or contain a space.
    if let pointer = namedPointer, pointer.tokens.isEmpty || pointer.description.contains(" ") {
      return nil
    }
    switch self {
    case .set(let at, .string(let text)) where Self.isPlain(text): return "set \(at) \(text.text)"
    case .set(let at, let value): return "set-json \(at) \(value.json)"
    case .mask(let at, let value): return "mask \(at) \(value.json)"
    case .patch(let steps): return "patch \(JSONValue.array(steps.map(\.value)).json)"
    case .raw(let bytes):
      return String(validating: bytes, as: UTF8.self).map { "raw \(JSONValue.text($0).json)" }
    case .insert(let bytes):
      return String(validating: bytes, as: UTF8.self).flatMap(checked).map { "insert \($0)" }
    case .flag(let flag):
      let text = text.replacing(
        "flag \(flag.key.category)", with: "flag \(flag.key.code)", maxReplacements: 1)
      return checked(text + (flag.note.map { " \($0)" } ?? ""))
    case .unflag(let taxonomy?, let category?, let at):
      let code = HazardFlag.Key(taxonomy: taxonomy, category: category).code
      return "unflag \(code)" + (at.map { " at \($0)" } ?? "")
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

  /// Whether a text can be typed without escapes.
  private static func isPlain(_ text: JSONString) -> Bool {
    let plain = text.text
    return JSONString(plain) == text && !plain.isEmpty && plain.first != " "
      && isOneLine(plain)
  }

  private static func isOneLine(_ text: String) -> Bool {
    !text.utf8.contains { $0 == 0x0A || $0 == 0x0D }
  }
}
