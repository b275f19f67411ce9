import JSONLines

/// Messages as ms-swift documents them: each tool call is a turn of its own, with JSON in a string,
/// and results follow in the order of the calls. It has no ids.
extension Converter {
  func swiftMessages(_ turns: [Example.Turn]) throws(Problem) -> [JSONValue] {
    var messages: [JSONValue] = []
    for turn in turns.withResultsInOrder {
      var turn = turn
      if turn.role == "tool" { turn.role = "tool_response" }
      let calls = turn.calls
      turn.calls = []
      let hasText = ![.null, .text("")].contains(turn.templateContent)
      if calls.isEmpty || hasText || !turn.others.isEmpty {
        if turn.content == .null, !calls.isEmpty { turn.content = .text("") }
        messages.append(try message(turn))
      }
      for call in calls {
        let function = arguments(of: call["function"] ?? call, asText: false)
        messages.append(
          .object([.init("role", .text("tool_call")), .init("content", function.asText)]))
      }
    }
    return messages
  }
}

extension JSONValue {
  fileprivate var asText: JSONValue { .text(json) }

  /// Tools as JSON in a string, so that a column has one type.
  var asToolText: JSONValue { string == nil ? asTypedTools.asText : self }
}

extension [Example.Turn] {
  /// With the results of several calls in the order of these, if ids tell it.
  var withResultsInOrder: [Example.Turn] {
    var turns = self
    for (index, turn) in enumerated() where turn.calls.count > 1 {
      let ids = turn.calls.map { $0["id"] }
      let results = turns[(index + 1)...].prefix { $0.role == "tool" }
      let places = results.map { result in
        result.others.first { $0.key == "tool_call_id" }.flatMap { ids.firstIndex(of: $0.value) }
      }
      let known = places.compactMap(\.self)
      guard known.count == results.count, Set(known).count == known.count else { continue }
      let sorted = zip(known, results).sorted { $0.0 < $1.0 }.map(\.1)
      turns.replaceSubrange(results.indices, with: sorted)
    }
    return turns
  }
}
