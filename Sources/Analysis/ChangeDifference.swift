public import Curation
import JSONLines

extension ValueDifference {
  /// The differences that a change makes, value by value. A mark is a text at the pointer that it
  /// is about.
  public static func of(_ change: Change.Body) -> [ValueDifference] {
    func texts(
      _ was: String?, _ now: String?, at pointer: JSONPointer? = nil
    ) -> [ValueDifference] {
      [
        ValueDifference(
          pointer: pointer ?? .root, before: was.map { .text($0) }, after: now.map { .text($0) })
      ]
    }
    switch change {
    case .patch(let steps): return of(steps)
    case .raw(let was, let now):
      return texts(String(decoding: was, as: UTF8.self), String(decoding: now, as: UTF8.self))
    case .mark(let subject, let was, let now):
      return texts(was.map(text), now.map(text), at: subject.at)
    case .insert(let was, let now, _):
      return texts(
        was.map { String(decoding: $0, as: UTF8.self) },
        now.map { String(decoding: $0, as: UTF8.self) })
    case .remove(let why, _): return texts(nil, "removed" + (why.map { ": \($0)" } ?? ""))
    case .restore: return texts("removed", nil)
    }
  }

  private static func text(_ mark: Mark) -> String {
    switch mark {
    case .flag(let flag):
      "\(flag.key.code) severity \(flag.severity)\(flag.key.stretch)"
        + (flag.note.map { ": \($0)" } ?? "")
    case .verdict(let verdict): verdict.rawValue
    case .rating(let key, let value):
      Suggestion.answer(key, value).map { "\($0.agreed ? "agreed" : "refused"): \($0.text)" }
        ?? "\(key.axis) \(value.text)"
    case .note(_, let text): text
    case .order(let order): "order \(order.text)"
    case .decision(let actor): "\(actor) decides"
    }
  }

  private static func of(_ steps: [PatchStep]) -> [ValueDifference] {
    var old: (at: JSONPointer, value: JSONValue)?
    var found: [ValueDifference] = []
    for step in steps {
      func before(_ at: JSONPointer) -> JSONValue? { old?.at == at ? old?.value : nil }
      switch step {
      case .test(let at, .value(let value)): old = (at, value)
      case .test: break
      case .replace(let at, let new):
        found.append(.init(pointer: at, before: before(at), after: new))
      case .remove(let at): found.append(.init(pointer: at, before: before(at), after: nil))
      case .add(let at, let new, _): found.append(.init(pointer: at, before: nil, after: new))
      case .move(let from, let to):
        found.append(
          .init(pointer: from, before: nil, after: .text("moved to \(to.description)")))
      }
    }
    return found
  }
}
