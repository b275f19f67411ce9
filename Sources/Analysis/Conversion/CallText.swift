import JSONLines

/// A turn that calls tools as LLaMA-Factory and ms-swift write it: JSON in a string, one function
/// or a list of them, optionally after reasoning in its tags.
struct CallText {
  /// The reasoning with its tags and the white space after it; empty if there is none.
  var reasoning = ""
  /// Objects with `name` and `arguments`.
  var functions: [JSONValue]

  /// What LLaMA-Factory puts between the results of several calls, which are one turn.
  static let resultSeparator = "\n</tool_response>\n<tool_response>\n"

  /// Nil if the text, after any reasoning, isn't JSON of this kind.
  init?(_ text: String) {
    var rest = text[...]
    if rest.hasPrefix("<think>"), let end = rest.firstRange(of: "</think>") {
      let after = rest[end.upperBound...].drop(while: \.isWhitespace)
      reasoning = String(rest[..<after.startIndex])
      rest = after
    }
    switch try? JSONValue.parse(String(rest)) {
    case .array(let list)? where !list.isEmpty: functions = list
    case .object(let members)?: functions = [.object(members)]
    default: return nil
    }
    guard functions.allSatisfy({ $0["name"]?.string != nil }) else { return nil }
  }

  /// The calls, in OpenAI's form, of a typed content part:
  /// `{"type": "tool_call", "value": "{...}"}`, or Anthropic's
  /// `{"type": "tool_use", "id", "name", "input"}`. Nil if it isn't one.
  static func call(part: JSONValue) -> [JSONValue]? {
    switch part["type"]?.string?.text {
    case "tool_call", "tool_calls", "function_call":
      guard let text = (part["value"] ?? part["text"])?.string?.text, let calls = CallText(text)
      else { return nil }
      return calls.functions.map { $0.asCall() }
    case "tool_use":
      guard let name = part["name"] else { return nil }
      let function = JSONValue.object([
        .init("name", name), .init("arguments", part["input"] ?? .object([])),
      ])
      return [function.asCall(id: part["id"])]
    default: return nil
    }
  }
}

extension JSONValue {
  /// This function, with its arguments, as a call in OpenAI's form.
  func asCall(id: JSONValue? = nil) -> JSONValue {
    .object(
      (id.map { [.init("id", $0)] } ?? []) + [
        .init("type", .text("function")), .init("function", self),
      ])
  }
}
