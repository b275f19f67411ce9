import Curation
import JSONLines

extension JSONValue {
  var isObject: Bool { if case .object = self { true } else { false } }

  /// Whether it is a list of objects, as one of tools is.
  var isListOfObjects: Bool {
    if case .array(let list) = self { list.allSatisfy(\.isObject) } else { false }
  }

  /// What a text holds as JSON, nil if it is none; any other value itself.
  var parsed: JSONValue? {
    guard let text = string?.text else { return self }
    return try? JSONValue.parse(text)
  }
}

extension CheckedRecord {
  struct Call: Sendable {
    var pointer: JSONPointer
    var name: String?
    var arguments: JSONNode?
    /// The arguments, if the whole call is JSON in a string.
    var parsed: JSONValue?

    init(pointer: JSONPointer, name: String? = nil, arguments: JSONNode? = nil) {
      (self.pointer, self.name, self.arguments) = (pointer, name, arguments)
    }

    /// A call whose function is JSON in a string.
    init(_ pointer: JSONPointer, _ function: JSONValue) {
      self.pointer = pointer
      name = function["name"]?.string?.text
      parsed = function["arguments"]
    }
  }

  /// The tool calls of conversations.
  static func calls(_ conversations: [Conversation], in bytes: Bytes) -> [Call] {
    conversations.filter(\.hasCalls).flatMap(\.turns).flatMap { turn -> [Call] in
      if turn.isOnlyCall, let content = turn.content {
        guard let call = content.text(in: bytes).flatMap({ CallText($0) }) else {
          return [Call(pointer: turn.contentPointer, arguments: content)]
        }
        return call.functions.map { Call(turn.contentPointer, $0) }
      }
      if let content = turn.content, content.kind == .array {
        let parts = content.elements(in: bytes).map { JSONValue($0, in: bytes) }
        let found = parts.enumerated().flatMap { index, part in
          (CallText.call(part: part) ?? []).map {
            Call(turn.contentPointer.appending(index), $0["function"] ?? $0)
          }
        }
        if !found.isEmpty { return found }
      }
      if let function = turn.members["function_call"], function.kind == .object {
        return [call(function, turn.pointer.appending("function_call"), in: bytes)]
      }
      guard let list = turn.members["tool_calls"], list.kind == .array else {
        return []
      }
      return list.elements(in: bytes).enumerated().map { index, element in
        call(
          element.member("function", in: bytes) ?? element,
          turn.pointer.appending("tool_calls").appending(index), in: bytes)
      }
    }
  }

  private static func call(
    _ function: JSONNode, _ pointer: JSONPointer, in bytes: Bytes
  ) -> Call {
    Call(
      pointer: pointer, name: function.member("name", in: bytes).flatMap { $0.text(in: bytes) },
      arguments: function.member("arguments", in: bytes))
  }

  func callIDs(_ turn: Turn) -> [String] {
    guard let list = turn.members["tool_calls"], list.kind == .array else {
      return []
    }
    return list.elements(in: bytes).compactMap { call in
      call.member("id", in: bytes).flatMap { text(of: $0) }
    }
  }

  /// The list of tools: `tools`, formerly `functions`; of OpenAI's pairs, in `input`.
  static func toolList(_ fields: JSONMembers, in bytes: Bytes) -> JSONNode? {
    fields["tools"] ?? fields["functions"] ?? fields["input"]?.member("tools", in: bytes)
  }

  /// The tools by name, with the schemas of their parameters. The list may be JSON in a string.
  static func tools(_ list: JSONNode?, in bytes: Bytes) -> [String: JSONValue?] {
    guard let list else { return [:] }
    let value = JSONValue(list, in: bytes)
    guard case .array(let items) = value.parsed ?? value else { return [:] }
    var known: [String: JSONValue?] = [:]
    for item in items {
      let function = item["function"] ?? item
      guard let name = function["name"]?.string?.text else { continue }
      known[name] = .some(function["parameters"] ?? function["input_schema"])
    }
    return known
  }
}
