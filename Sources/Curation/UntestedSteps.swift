import JSONLines

/// Tells edits apart that don't know of each other, where no test does: an addition has no old value
/// to test, and a line that was written by hand may lack its tests.
///
/// Whoever sees the other's value replaces it with a test of it.
struct UntestedSteps {
  /// Who wrote an entry; unsealed lines have no journal.
  struct Writer: Hashable {
    var journal: String
    var actor: String
  }

  /// The last writer of each place.
  private var writers: [JSONPointer: Writer] = [:]

  /// Notes what a change writes.
  ///
  /// - Throws: `taken`, if another writer gave an untested place another value.
  mutating func check(
    _ change: Change, by writer: Writer, against content: RecordContent
  ) throws(ChangeError) {
    var tested: JSONPointer?
    for step in change.steps {
      switch step {
      case .test(let at, _):
        tested = at
        continue
      case .add(let at, let value, _):
        if isOthers(at, writer), let found = try content.decoded().member(at: at),
          !found.isEquivalent(to: value)
        {
          throw .patch(.taken(at))
        }
        writers[at] = writer
      case .replace(let at, let value):
        if tested != at, isOthers(at, writer) {
          let found = try? content.decoded().value(at: at)
          if found.map({ !$0.isEquivalent(to: value) }) ?? true { throw .patch(.taken(at)) }
        }
        writers[at] = writer
      case .remove(let at):
        if tested != at, isOthers(at, writer), (try? content.decoded().value(at: at)) != nil {
          throw .patch(.taken(at))
        }
        writers[at] = writer
      case .move: break
      }
      tested = nil
    }
  }

  /// Whether another writer wrote a place, one in it, or one around it.
  private func isOthers(_ place: JSONPointer, _ writer: Writer) -> Bool {
    writers.contains { at, other in
      other != writer && (at.contains(place) || place.contains(at))
    }
  }
}
