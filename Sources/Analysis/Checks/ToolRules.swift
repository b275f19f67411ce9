import Curation
import JSONLines

extension Rule {
  /// Rules about tools, their calls, and results.
  static let toolRules = [c10, c11, c12, c13, q29]

  private static let c10 = Rule(
    "C10", .error, "a tool's result without its call",
    "The tool_call_id names no call before it; templates that pair them fail."
  ) { record in
    record.conversations.filter(\.hasCalls).flatMap { conversation -> [Spot] in
      var known: Set<String> = []
      return conversation.turns.compactMap { turn in
        known.formUnion(record.callIDs(turn))
        guard let id = turn.members["tool_call_id"],
          let name = record.text(of: id), !known.contains(name)
        else { return nil }
        return Spot("no call has the id \"\(name)\"", at: turn.pointer)
      }
    }
  }

  private static let c11 = Rule(
    "C11", .warning, "a tool call without a result",
    "The model is shown a call that nobody answered, unless it is the end of the conversation."
  ) { record in
    record.conversations.filter(\.hasCalls).flatMap { conversation -> [Spot] in
      let answered = Set(
        conversation.turns.compactMap { turn in
          turn.members["tool_call_id"].flatMap { record.text(of: $0) }
        })
      return conversation.turns.dropLast().compactMap { turn in
        guard let id = record.callIDs(turn).first(where: { !answered.contains($0) }) else {
          return nil
        }
        return Spot("the call \"\(id)\" has no result", at: turn.pointer)
      }
    }
  }

  private static let c12 = Rule(
    "C12", .error, "a tool call's arguments aren't JSON",
    "OpenAI's form has the arguments as a string of JSON; trainers parse it and fail."
  ) { record in
    record.calls.compactMap { call -> Spot? in
      guard let node = call.arguments, node.kind == .string, let text = record.text(of: node),
        !text.isEmpty
      else { return nil }
      do throws(JSONSyntaxError) { _ = try JSONValue.parse(text) } catch {
        return Spot("arguments are \(error.text)", at: call.pointer)
      }
      return nil
    }
  }

  private static let c13 = Rule(
    "C13", .error, "a call of a function that isn't among the tools",
    "The model learns to call what it was not given."
  ) { record in
    let calls = record.calls
    guard !calls.isEmpty else { return [] }
    let known = record.tools
    guard !known.isEmpty else { return [] }
    return calls.compactMap { call in
      guard let name = call.name, known[name] == nil else { return nil }
      return Spot("\"\(name)\" is not among the tools", at: call.pointer)
    }
  }

  private static let q29 = Rule(
    "Q29", .warning, "a call's arguments don't fit the tool's parameters",
    """
    The tool's JSON Schema names parameters that the call lacks, or doesn't name one that it gives,
    or gives it another type or none of its values. Looked at: `required`, `properties`, `type`,
    `enum`, `additionalProperties`; nested objects and other keywords are not.
    """
  ) { record in
    let calls = record.calls
    guard !calls.isEmpty else { return [] }
    let tools = record.tools
    return calls.compactMap { call in
      guard let name = call.name, case .some(.some(let schema)) = tools[name],
        let arguments = record.arguments(of: call)
      else { return nil }
      return schema.misfit(arguments).map { Spot("\(name): \($0)", at: call.pointer) }
    }
  }
}

extension CheckedRecord {
  struct Call {
    var pointer: JSONPointer
    var name: String?
    var arguments: JSONNode?
  }

  /// Calls in OpenAI's form.
  var calls: [Call] {
    conversations.filter(\.hasCalls).flatMap(\.turns).flatMap { turn -> [Call] in
      guard let list = turn.members["tool_calls"], list.kind == .array else {
        return []
      }
      return list.elements(in: bytes).enumerated().map { index, call in
        let function = call.member("function", in: bytes) ?? call
        return Call(
          pointer: turn.pointer.appending("tool_calls").appending(index),
          name: function.member("name", in: bytes).flatMap { text(of: $0) },
          arguments: function.member("arguments", in: bytes))
      }
    }
  }

  func callIDs(_ turn: Turn) -> [String] {
    guard let list = turn.members["tool_calls"], list.kind == .array else {
      return []
    }
    return list.elements(in: bytes).compactMap { call in
      call.member("id", in: bytes).flatMap { text(of: $0) }
    }
  }

  /// What `tools` gives, by name, with the schema of its parameters; also where it is JSON in a
  /// string.
  var tools: [String: JSONValue?] {
    guard let node = fields["tools"] else { return [:] }
    let value = JSONValue(node, in: bytes)
    let list = value.string.flatMap { try? JSONValue.parse($0.text) } ?? value
    guard case .array(let items) = list else { return [:] }
    var known: [String: JSONValue?] = [:]
    for item in items {
      let function = item["function"] ?? item
      guard let name = function["name"]?.string?.text else { continue }
      known[name] = .some(function["parameters"] ?? function["input_schema"])
    }
    return known
  }

  fileprivate func arguments(of call: Call) -> JSONValue? {
    guard let node = call.arguments else { return nil }
    let value = JSONValue(node, in: bytes)
    return value.string.map { try? JSONValue.parse($0.text) } ?? value
  }
}

extension JSONValue {
  /// How arguments miss this schema; nil where they fit, or it can't be told.
  fileprivate func misfit(_ arguments: JSONValue) -> String? {
    guard case .object(let given) = arguments else { return "the arguments are no object" }
    if case .array(let names)? = self["required"] {
      for name in names.compactMap(\.string) where arguments[name] == nil {
        return "\(name.text) is missing"
      }
    }
    guard let properties = self["properties"], case .object = properties else { return nil }
    for member in given {
      guard let property = properties[member.key] else {
        if case .bool(true)? = self["additionalProperties"] { continue }
        return "there is no parameter \(member.key.text)"
      }
      if let type = property["type"]?.string?.text, !member.value.isOf(type) {
        return "\(member.key.text) is no \(type)"
      }
      if case .array(let values)? = property["enum"],
        !values.contains(where: { $0.isEquivalent(to: member.value) })
      {
        return "\(member.key.text) is none of its values"
      }
    }
    return nil
  }

  private func isOf(_ type: String) -> Bool {
    switch (type, self) {
    case ("string", .string), ("number", .number), ("boolean", .bool), ("array", .array),
      ("object", .object), ("null", .null):
      true
    case ("integer", .number): integer != nil
    case ("string", _), ("number", _), ("boolean", _), ("array", _), ("object", _), ("null", _),
      ("integer", _):
      false
    default: true
    }
  }
}
