import JSONLines

extension JSONValue {
  /// Takes a patch back, by the old values in its tests.
  mutating func takeBack(_ patch: [PatchStep]) throws(ChangeError) {
    for steps in patch.withOldValues.reversed() {
      guard let steps else { throw .textDiffers }
      do { try apply(steps) { _, _ in nil } } catch { throw .patch(error) }
    }
  }
}

extension [PatchStep] {
  /// For each step, the steps that reverse it; nil if the test right before it doesn't tell the old
  /// value.
  var withOldValues: [[PatchStep]?] {
    var tested: (at: JSONPointer, value: JSONValue)?
    return map { step in
      let old = tested
      tested = nil
      switch step {
      case .test(let at, .value(let value)):
        tested = (at, value)
        return []
      case .test(_, .hash): return []
      case .replace(let at, let new):
        return old.flatMap {
          $0.at == at ? [.test(at, .value(new)), .replace(at, $0.value)] : nil
        }
      case .add(let at, let new, _):
        // Over a member; what comes into a list moves the element that was tested there.
        let isInserted = at.tokens.last.flatMap(JSONPointer.index) != nil
        if let old, old.at == at, !isInserted {
          return [.test(at, .value(new)), .replace(at, old.value)]
        }
        return [.test(at, .value(new)), .remove(at)]
      case .remove(let at):
        return old.flatMap { $0.at == at ? [.add(at, $0.value, index: nil)] : nil }
      case .move(let from, let to): return [.move(from: to, to: from)]
      }
    }
  }
}

extension PatchStep {
  /// Whether it tests a value of which only the hash is known.
  var testsHash: Bool { if case .test(_, .hash) = self { true } else { false } }
}
