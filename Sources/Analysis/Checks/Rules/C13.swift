import JSONLines

extension Rule {
  static let c13 = Rule(
    "C13", .error, "a call of a function that isn't among the tools",
    "The model learns to call what it was not given.",
    mistakes: "Tools that the system prompt describes in words.", needs: .calls
  ) { record in
    let calls = record.calls
    guard !calls.isEmpty else { return [] }
    let known = record.tools
    // An empty list means that there are no tools; without a list, they are unknown.
    guard !known.isEmpty || record.toolList?.kind == .array else { return [] }
    return calls.compactMap { call in
      guard let name = call.name, known[name] == nil else { return nil }
      return Spot("\"\(name)\" is not among the tools", at: call.pointer)
    }
  }
}
