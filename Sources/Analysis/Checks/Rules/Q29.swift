import JSONLines

extension Rule {
  static let q29 = Rule(
    "Q29", .warning, "a call's arguments don't fit the tool's parameters",
    """
    The tool's JSON Schema names parameters that the call lacks, or doesn't name one that it gives,
    or gives it another type or none of its values. A parameter that is null, as tables write it,
    counts as given with any type.
    Looked at: `required`, `properties`, `type`, `enum`, `additionalProperties`; nested objects and
    other keywords are not.
    """,
    mistakes: "Schemas with keywords that aren't looked at.", needs: .calls
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
  fileprivate func arguments(of call: Call) -> JSONValue? {
    (call.parsed ?? call.arguments.map { JSONValue($0, in: bytes) })?.parsed
  }
}

extension JSONValue {
  /// How arguments violate this schema; nil if they don't, or if that can't be told.
  fileprivate func misfit(_ arguments: JSONValue) -> String? {
    guard case .object(let given) = arguments else { return "the arguments are no object" }
    if case .array(let names)? = self["required"] {
      for name in names.compactMap(\.string) where arguments[name] == nil {
        return "\(name.text) is missing"
      }
    }
    guard let properties = self["properties"], case .object = properties else { return nil }
    for member in given where member.value != .null {
      guard let property = properties[member.key] else {
        if let others = self["additionalProperties"], others != .bool(false) { continue }
        if self["patternProperties"] != nil { continue }
        return "there is no parameter \(member.key.text)"
      }
      let types = property.types
      if !types.isEmpty, !types.contains(where: member.value.isOf) {
        return "\(member.key.text) is no \(types.joined(separator: " or "))"
      }
      if case .array(let values)? = property["enum"],
        !values.contains(where: { $0.isEquivalent(to: member.value) })
      {
        return "\(member.key.text) is none of its values"
      }
    }
    return nil
  }

  /// The types that a schema allows; empty if it doesn't say.
  private var types: [String] {
    switch self["type"] {
    case .array(let types)?: types.compactMap(\.string?.text)
    case let type?: type.string.map { [$0.text] } ?? []
    case nil: []
    }
  }

  private func isOf(_ type: String) -> Bool {
    switch (type, self) {
    case ("string", .string), ("number", .number), ("boolean", .bool), ("array", .array),
      ("object", .object), ("null", .null):
      true
    case ("integer", .number(let number)):
      integer != nil || Double(number.spelling).map { $0.rounded() == $0 } == true
    case ("string", _), ("number", _), ("boolean", _), ("array", _), ("object", _), ("null", _),
      ("integer", _):
      false
    default: true
    }
  }
}
