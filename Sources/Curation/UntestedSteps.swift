import JSONLines

/// Tells edits apart that don't know of each other, where no test does: an addition has no old value
/// to test, and a line that was written by hand may lack its tests.
///
/// Whoever sees the other's value replaces it with a test of it.
struct UntestedSteps {
  /// Who wrote an entry, in which journal.
  struct Writer: Hashable {
    private let journal: String
    private let unsealed: Int
    private let actor: String

    init(of logged: LoggedEntry) {
      (journal, unsealed, actor) = (logged.journal, logged.unsealed, logged.actor)
    }
  }

  /// The writers of what stands at each place: the last one, with those who wrote the same.
  private var writers: [JSONPointer: Set<Writer>] = [:]

  /// Notes what a change writes.
  ///
  /// - Throws: `taken`, if another writer gave an untested place another value.
  mutating func check(
    _ change: Change, by writer: Writer, against content: RecordContent
  ) throws(ChangeError) {
    if case .raw = change.body { writers = [.root: [writer]] }
    var tested: JSONPointer?
    for step in change.steps {
      let (before, place) = (tested, step.written)
      tested = nil
      switch step {
      case .test(let at, _): tested = at
      case .add(let at, let value, _):
        let found = isOthers(at, writer) ? try content.decoded().member(at: at) : nil
        if let found, !found.isEquivalent(to: value) { throw .patch(.taken(at)) }
        note(place, writer, agrees: found != nil)
      case .replace(let at, let value):
        let isBlind = before != at && isOthers(at, writer)
        if isBlind, !holds(value, at: at, in: content) { throw .patch(.taken(at)) }
        note(place, writer, agrees: isBlind)
      case .remove(let at):
        if before != at, isOthers(place, writer),
          (try? content.decoded().value(at: at)) != nil
        {
          throw .patch(.taken(at))
        }
        note(place, writer, agrees: false)
      case .move(let from, _):
        note(PatchStep.remove(from).written, writer, agrees: false)
        note(place, writer, agrees: false)
      }
    }
  }

  private func holds(_ value: JSONValue, at pointer: JSONPointer, in content: RecordContent) -> Bool
  {
    (try? content.decoded().value(at: pointer)).map { $0.isEquivalent(to: value) } ?? false
  }

  private mutating func note(_ place: JSONPointer, _ writer: Writer, agrees: Bool) {
    writers[place] = agrees ? writers[place, default: []].union([writer]) : [writer]
  }

  /// Whether another writer wrote a place, one in it, or one around it.
  private func isOthers(_ place: JSONPointer, _ writer: Writer) -> Bool {
    writers.contains { at, others in
      (at.contains(place) || place.contains(at)) && others.contains { $0 != writer }
    }
  }
}

extension PatchStep {
  /// The place that it writes: for what comes into a list or leaves it the list, whose indices it
  /// shifts; but not for what is added at its end.
  fileprivate var written: JSONPointer {
    switch self {
    case .test(let at, _), .replace(let at, _): at
    case .remove(let at), .add(let at, _, _), .move(_, let at):
      at.tokens.last.flatMap(JSONPointer.index) == nil ? at : at.parent ?? at
    }
  }
}
