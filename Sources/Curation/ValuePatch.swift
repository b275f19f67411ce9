public import JSONLines

extension JSONValue {
  /// The steps that turn this value, which is at `pointer` in its record, into `other`, member by
  /// member. Each step that replaces or removes directly follows a test.
  public func patch(to other: JSONValue, at pointer: JSONPointer = .root) -> [PatchStep] {
    if self == other { return [] }
    switch (self, other) {
    case (.object(let old), .object(let new))
    where !hasDuplicateMembers && !other.hasDuplicateMembers && Self.hasOrder(of: new, old):
      return Self.patch(old, to: new, at: pointer)
    case (.array(let old), .array(let new)) where old.count == new.count:
      return zip(old, new).enumerated().flatMap { index, pair in
        pair.0.patch(to: pair.1, at: pointer.appending(JSONString(String(index))))
      }
    default: return [.test(pointer, .value(self)), .replace(pointer, other)]
    }
  }

  /// Whether the members that both have are in the same order.
  private static func hasOrder(of new: [Member], _ old: [Member]) -> Bool {
    let (before, after) = (Set(old.map(\.key)), Set(new.map(\.key)))
    return old.map(\.key).filter(after.contains) == new.map(\.key).filter(before.contains)
  }

  private static func patch(
    _ old: [Member], to new: [Member], at pointer: JSONPointer
  ) -> [PatchStep] {
    var steps: [PatchStep] = []
    let kept = Set(new.map(\.key))
    let earlier = Dictionary(old.map { ($0.key, $0.value) }) { first, _ in first }
    for member in old where !kept.contains(member.key) {
      let at = pointer.appending(member.key)
      steps += [.test(at, .value(member.value)), .remove(at)]
    }
    for (index, member) in new.enumerated() {
      let at = pointer.appending(member.key)
      if let before = earlier[member.key] {
        steps += before.patch(to: member.value, at: at)
      } else {
        steps.append(.add(at, member.value, index: index))
      }
    }
    return steps
  }
}
