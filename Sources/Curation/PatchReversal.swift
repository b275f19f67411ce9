import JSONLines

extension JSONValue {
  /// Takes a patch back, by the old values in its tests.
  mutating func takeBack(_ patch: [PatchStep]) throws(ChangeError) {
    for steps in patch.withOldValues.reversed() {
      do { try apply(steps) { _, _ in nil } } catch { throw .patch(error) }
    }
  }
}

extension [PatchStep] {
  /// For each step, the steps that reverse it, using the old values in its tests.
  var withOldValues: [[PatchStep]] {
    var old: (JSONPointer, JSONValue)?
    return map { step in
      switch step {
      case .test(let at, .value(let value)):
        old = (at, value)
        return []
      case .replace(let at, let new):
        return old.map { [.test(at, .value(new)), .replace(at, $0.1)] } ?? []
      case .remove(let at): return old.map { [.add(at, $0.1, index: nil)] } ?? []
      case .add(let at, let new, _): return [.test(at, .value(new)), .remove(at)]
      case .move(let from, let to): return [.move(from: to, to: from)]
      case .test(_, .hash): return []
      }
    }
  }
}

extension PatchStep {
  /// Whether it tests a value of which only the hash is known.
  var testsHash: Bool { if case .test(_, .hash) = self { true } else { false } }
}
