public import Curation
import JSONLines

extension ValueDifference {
  /// The differences that a change makes, value by value. A mark is a text at the pointer that it
  /// is about.
  public static func of(_ change: Change.Body) -> [ValueDifference] {
    func mark(_ at: JSONPointer?, _ was: String?, _ now: String?) -> [ValueDifference] {
      [
        ValueDifference(
          pointer: at ?? .root, before: was.map { .text($0) }, after: now.map { .text($0) })
      ]
    }
    switch change {
    case .patch(let steps): return of(steps)
    case .raw(let was, let now):
      return mark(nil, String(decoding: was, as: UTF8.self), String(decoding: now, as: UTF8.self))
    case .verdict(let was, let now): return mark(nil, was?.rawValue, now?.rawValue)
    case .note(let at, let was, let now): return mark(at, was, now)
    case .order(let was, let now): return mark(nil, was.map(text), now.map(text))
    case .resolve(let was, let now):
      return mark(nil, was.map { "\($0) decides" }, now.map { "\($0) decides" })
    case .rate(let key, let was, let now):
      return mark(
        key.at, was.map { "\(key.axis) \($0.text)" }, now.map { "\(key.axis) \($0.text)" })
    case .flag(let was, let now):
      return mark((now ?? was)?.key.at, was.map(text), now.map(text))
    case .insert(let was, let now, _):
      return mark(
        nil, was.map { String(decoding: $0, as: UTF8.self) },
        now.map { String(decoding: $0, as: UTF8.self) })
    case .remove(let why, _): return mark(nil, nil, "removed" + (why.map { ": \($0)" } ?? ""))
    case .restore: return mark(nil, "removed", nil)
    }
  }

  private static func text(_ order: RankOrder) -> String { "order \(order.text)" }

  private static func text(_ flag: HazardFlag) -> String {
    "\(flag.key.code) severity \(flag.severity)\(flag.key.stretch)"
      + (flag.note.map { ": \($0)" } ?? "")
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
