import Curation
import JSONLines
import TestSupport
import Testing

@Suite struct PatchTests {
  private func at(_ text: String) -> JSONPointer {
    guard let pointer = JSONPointer(text) else { preconditionFailure(text) }
    return pointer
  }

  private func value(_ text: String) throws -> JSONValue { try .parse(text) }

  @Test(arguments: [
    (#"{"a":1}"#, #"[{"op":"add","path":"/b","value":2}]"#, #"{"a":1,"b":2}"#),
    (#"{"a":1}"#, #"[{"op":"add","path":"/b","value":2,"index":0}]"#, #"{"b":2,"a":1}"#),
    (#"{"a":1}"#, #"[{"op":"add","path":"/b","value":2,"index":99}]"#, #"{"a":1,"b":2}"#),
    (#"{"a":1}"#, #"[{"op":"add","path":"/a","value":null}]"#, #"{"a":null}"#),
    ("[1,2]", #"[{"op":"add","path":"/1","value":9}]"#, "[1,9,2]"),
    ("[1,2]", #"[{"op":"add","path":"/2","value":9}]"#, "[1,2,9]"),
    ("[1,2]", #"[{"op":"add","path":"/-","value":9}]"#, "[1,2,9]"),
    ("[1,2]", #"[{"op":"remove","path":"/0"}]"#, "[2]"),
    (#"{"a":{"b":1}}"#, #"[{"op":"remove","path":"/a/b"}]"#, #"{"a":{}}"#),
    ("[1]", #"[{"op":"replace","path":"/0","value":[2]}]"#, "[[2]]"),
    ("1", #"[{"op":"test","path":"","value":1.0},{"op":"replace","path":"","value":2}]"#, "2"),
    ("[1,2,3]", #"[{"op":"move","from":"/0","path":"/2"}]"#, "[2,3,1]"),
    ("[1,2,3]", #"[{"op":"move","from":"/2","path":"/0"}]"#, "[3,1,2]"),
    (#"{"a":[1],"b":[]}"#, #"[{"op":"move","from":"/a/0","path":"/b/-"}]"#, #"{"a":[],"b":[1]}"#),
    (
      #"{"m~n":{"a/b":1}}"#, #"[{"op":"replace","path":"/m~0n/a~1b","value":2}]"#,
      #"{"m~n":{"a/b":2}}"#
    ),
  ]) func `a patch does what RFC 6902 says`(
    before: String, patch: String, after: String
  ) throws {
    var changed = try value(before)
    let steps = try steps(patch)
    try changed.apply(steps) { _, _ in nil }
    #expect(changed == (try value(after)))
    try changed.apply(steps.inverse(before: value(before))) { _, _ in nil }
    #expect(changed == (try value(before)))
  }

  @Test(arguments: [
    ("{}", #"[{"op":"remove","path":"/a"}]"#), ("{}", #"[{"op":"replace","path":"/a","value":1}]"#),
    ("[1]", #"[{"op":"add","path":"/2","value":1}]"#), ("[1]", #"[{"op":"remove","path":"/-"}]"#),
    ("[1]", #"[{"op":"add","path":"/01","value":1}]"#), ("1", #"[{"op":"remove","path":""}]"#),
    ("{}", #"[{"op":"add","path":"/a/b","value":1}]"#),
    ("1", #"[{"op":"add","path":"/a","value":1}]"#),
    ("[1]", #"[{"op":"test","path":"/0","value":"1"}]"#),
    (#"{"a":{}}"#, #"[{"op":"move","from":"/a","path":"/a/b"}]"#),
    (#"{"a":1,"a":2}"#, #"[{"op":"replace","path":"/a","value":3}]"#),
    (#"{"a":1,"a":2}"#, #"[{"op":"add","path":"/b","value":3}]"#),
  ]) func `a patch that doesn't fit is refused`(before: String, patch: String) throws {
    var changed = try value(before)
    let steps = try steps(patch)
    #expect(throws: PatchError.self) { try changed.apply(steps) { _, _ in nil } }
  }

  @Test(arguments: [
    #"{"op":"copy","from":"/a","path":"/b"}"#, #"{"op":"add","path":"/a"}"#,
    #"{"op":"frob","path":""}"#,
    #"{"path":"/a"}"#, #"{"op":"remove"}"#, #"{"op":"remove","path":"a"}"#, #"[]"#,
    #"{"op":"remove","path":"/a","extra":1}"#, #"{"op":"move","path":"/a"}"#,
    #"{"op":"add","path":"/a","value":1,"index":-1}"#,
    #"{"op":"test","path":"/a","valueSha256":"00"}"#,
  ]) func `a step that isn't understood is refused`(step: String) throws {
    #expect(throws: EntryError.self) { try PatchStep(value(step)) }
  }

  private func steps(_ text: String) throws -> [PatchStep] {
    guard case .array(let elements) = try value(text) else { return [] }
    return try elements.map { try PatchStep($0) }
  }

  @Test func `a test by hash holds for the dataset's bytes`() throws {
    let hash = ArraySource.hash("\"s\"".utf8)
    var changed = try value(#"{"k":"s"}"#)
    let patch: [PatchStep] = [.test(at("/k"), .hash(hash)), .replace(at("/k"), .text("x"))]
    #expect(throws: PatchError.testFailed(at("/k"))) {
      try changed.apply(patch) { _, _ in nil }
    }
    let original = OriginalValue(hash: hash, value: .text("s"))
    try changed.apply(patch) { place, _ in place == at("/k") ? original : nil }
    #expect(changed == (try value(#"{"k":"x"}"#)))
    #expect(throws: PatchError.testFailed(at("/k")), "the value isn't the dataset's any more") {
      try changed.apply(patch) { _, _ in original }
    }
  }

  @Test(arguments: 0..<60) func `a patch and its inverse leave no trace`(seed: Int) throws {
    var json = RandomJSON(seed: seed)
    for _ in 0..<20 {
      let before = json.object(depth: 4)
      let patch = RandomPatch.steps(on: before, &json)
      var changed = before
      try changed.apply(patch) { _, _ in nil }
      let after = changed
      let inverse = try patch.inverse(before: before)
      try changed.apply(inverse) { _, _ in nil }
      #expect(changed == before, "\(patch)")
      try changed.apply(inverse.inverse(before: after)) { _, _ in nil }
      #expect(changed == after, "\(patch)")
    }
  }
}

/// Patches that fit.
enum RandomPatch {
  /// Every pointer in a value, the root left out.
  static func pointers(in value: JSONValue, _ here: JSONPointer = .root) -> [JSONPointer] {
    switch value {
    case .object(let members):
      members.flatMap { member -> [JSONPointer] in
        let at = here.appending(member.key)
        return [at] + pointers(in: member.value, at)
      }
    case .array(let elements):
      elements.enumerated().flatMap { index, element -> [JSONPointer] in
        let at = here.appending(index)
        return [at] + pointers(in: element, at)
      }
    default: []
    }
  }

  /// Up to four steps that can be applied to `value` one after another.
  static func steps(on value: JSONValue, _ json: inout RandomJSON) -> [PatchStep] {
    var now = value
    var steps: [PatchStep] = []
    for _ in 0..<1 + json.random.below(4) {
      guard let step = step(on: now, &json) else { continue }
      var next = now
      do { try next.apply([step]) { _, _ in nil } } catch { continue }
      now = next
      steps.append(step)
    }
    return steps
  }

  private static func step(on value: JSONValue, _ json: inout RandomJSON) -> PatchStep? {
    let all = pointers(in: value)
    let places = all + all.compactMap(\.parent) + [.root]
    func newPlace() -> JSONPointer {
      let parent = json.random.pick(places)
      guard case .array(let elements)? = try? value.value(at: parent) else {
        return parent.appending(json.key())
      }
      return json.random.oneIn(3)
        ? parent.appending("-") : parent.appending(json.random.below(elements.count + 1))
    }
    guard !all.isEmpty, !json.random.oneIn(4) else {
      return .add(
        newPlace(), json.value(), index: json.random.oneIn(2) ? json.random.below(4) : nil)
    }
    let at = json.random.pick(all)
    switch json.random.below(4) {
    case 0: return .remove(at)
    case 1: return .move(from: at, to: newPlace())
    case 2: return (try? value.value(at: at)).map { .test(at, .value($0)) }
    default: return .replace(at, json.value())
    }
  }
}
