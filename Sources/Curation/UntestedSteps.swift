import JSONLines

/// Tells edits apart that don't know of each other, where no test does: an addition has no old
/// value to test, what comes into a list or leaves it moves the others, whose scores and roles may
/// be the same, and a line that was written by hand may lack its tests.
///
/// Whoever has seen the other's edit (`sees`) corrects it.
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

  private let set: WorkingSet
  /// The entries that wrote what stands at each place: the last one, with those that wrote the
  /// same.
  private var entries: [JSONPointer: Set<Int>] = [:]
  /// The changes that put something into a list, take it out or move it there.
  private var moves: [JSONPointer: [(entry: Int, body: Change.Body)]] = [:]
  /// The entries that wrote a value as a whole where another one had been, by its place.
  private var replaced: [JSONPointer: [Int]] = [:]

  init(_ set: WorkingSet) { self.set = set }

  /// Notes what a change writes.
  ///
  /// - Parameter entry: the position of its entry.
  /// - Returns: whether another writer made the same change to a list, so that it isn't made again.
  /// - Throws: `taken`, if another writer gave an untested place another value, or changed a list.
  mutating func check(
    _ change: Change, of entry: Int, against content: RecordContent
  ) throws(ChangeError) -> Bool {
    if case .raw = change.body { entries = [.root: [entry]] }
    let isMoving = change.steps.contains { !$0.places.isEmpty }
    let record: JSONValue? = if isMoving { try content.decoded() } else { nil }
    let lists = Set(change.steps.flatMap { $0.places.compactMap { record?.list(around: $0) } })
    for list in lists {
      let known = moves[list, default: []]
      var others = known.filter { isBeside($0.entry, entry) == true }
      let own = known.filter { isOwn($0.entry, entry) }.map(\.body)
      // As often as the other one did it.
      let isOnceMore =
        others.count { $0.body == change.body } <= own.count { $0 == change.body }
      if !isOnceMore, let same = others.lastIndex(where: { $0.body == change.body }),
        // It may have been taken back since.
        !others[(same + 1)...].contains(where: \.body.takesOut)
      {
        moves[list, default: []].append((entry, change.body))
        return true
      }
      if !change.body.takesOut {
        // What this writer did alike is no other's.
        others.removeAll { own.contains($0.body) }
      }
      if !others.isEmpty { throw .patch(.taken(list)) }
    }
    if let place = listMoved(around: change, of: entry, besides: lists)
      ?? valueReplaced(around: change, of: entry)
    {
      throw .patch(.taken(place))
    }
    var tested: JSONPointer?
    for step in change.steps {
      let (before, places) = (tested, step.places.map { record?.list(around: $0) ?? $0 })
      tested = nil
      switch step {
      case .test(let at, _): tested = at
      case .add(let at, let value, _):
        let found = isOthers(at, entry) ? record?.member(at: at) : nil
        if let found, !found.isEquivalent(to: value) { throw .patch(.taken(at)) }
        note(places, entry, agrees: found != nil)
      case .replace(let at, let value):
        let isBlind = before != at && isOthers(at, entry)
        if isBlind, !content.holds(value, at: at) { throw .patch(.taken(at)) }
        note([at], entry, agrees: isBlind)
        replaced[at, default: []].append(entry)
      case .remove(let at):
        if before != at, places.contains(where: { isOthers($0, entry) }),
          (try? record?.value(at: at)) != nil
        {
          throw .patch(.taken(at))
        }
        note(places, entry, agrees: false)
      case .move: note(places, entry, agrees: false)
      }
    }
    for list in lists { moves[list, default: []].append((entry, change.body)) }
    return false
  }

  /// A list in whose elements a change is made, and whose elements another writer moved: the index
  /// may be another one's by now. Nil if there is none but those of `lists`.
  private func listMoved(
    around change: Change, of entry: Int, besides lists: Set<JSONPointer>
  ) -> JSONPointer? {
    moves.first { list, known in
      let indices = change.steps.flatMap(\.targets).compactMap { $0.index(in: list) }
      guard !lists.contains(list), !indices.isEmpty else { return false }
      var own = known.filter { isOwn($0.entry, entry) }.map(\.body)
      return known.contains { other, body in
        guard isBeside(other, entry) == true, indices.contains(where: { body.moves($0, of: list) })
        else { return false }
        // What this writer did alike moved the elements for both.
        guard let same = own.firstIndex(of: body) else { return true }
        own.remove(at: same)
        return false
      }
    }?.key
  }

  /// A value that another writer replaced, and in a list of which a change is made: its elements
  /// may be others by now. Nil if there is none.
  private func valueReplaced(around change: Change, of entry: Int) -> JSONPointer? {
    let targets = change.steps.flatMap(\.targets)
    return replaced.first { place, writers in
      let isInList = targets.contains { at in
        place.contains(at)
          && at.tokens.dropFirst(place.depth).contains { JSONPointer.index($0) != nil }
      }
      // Whoever replaced it as well means its own elements.
      return isInList && writers.contains { isBeside($0, entry) == true }
        && !writers.contains { isOwn($0, entry) }
    }?.key
  }

  /// Whether the writer of an entry knew an earlier one; also if that can't be told.
  static func knows(_ earlier: Int, _ entry: Int, in set: WorkingSet) -> Bool {
    UntestedSteps(set).isBeside(earlier, entry) != true
  }

  private mutating func note(_ places: [JSONPointer], _ entry: Int, agrees: Bool) {
    for place in places {
      entries[place] = agrees ? entries[place, default: []].union([entry]) : [entry]
    }
  }

  /// Whether another writer wrote a place, one in it, or one around it, and this one may not have
  /// seen it.
  private func isOthers(_ place: JSONPointer, _ entry: Int) -> Bool {
    entries.contains { at, others in
      (at.contains(place) || place.contains(at)) && others.contains { isBeside($0, entry) ?? true }
    }
  }

  /// Whether an entry is by another writer who hadn't seen an earlier one; nil if that isn't known,
  /// as of lines without a stamp.
  private func isBeside(_ earlier: Int, _ entry: Int) -> Bool? {
    isOwn(earlier, entry) ? false : set.hasSeen(entry, earlier).map(!)
  }

  /// Whether two entries are by one writer.
  private func isOwn(_ earlier: Int, _ entry: Int) -> Bool {
    Writer(of: set.entries[earlier]) == Writer(of: set.entries[entry])
  }
}

extension RecordContent {
  fileprivate func holds(_ value: JSONValue, at pointer: JSONPointer) -> Bool {
    (try? decoded().value(at: pointer)).map { $0.isEquivalent(to: value) } ?? false
  }
}

extension JSONValue {
  /// The list that has an element at a place, whose indices it shifts; nil if it is no list's, or
  /// written as `-`.
  fileprivate func list(around place: JSONPointer) -> JSONPointer? {
    guard let list = place.parent, place.tokens.last.flatMap(JSONPointer.index) != nil,
      case .array? = try? value(at: list)
    else { return nil }
    return list
  }
}

extension JSONPointer {
  /// The index of the element of a list to which, or into which, it points; nil if it points
  /// elsewhere.
  fileprivate func index(in list: JSONPointer) -> Int? {
    let depth = list.depth
    guard tokens.count > depth, list.contains(self) else { return nil }
    return JSONPointer.index(tokens[depth])
  }
}

extension Change.Body {
  /// Whether the element at an index of a list comes to another one by it, or goes.
  fileprivate func moves(_ index: Int, of list: JSONPointer) -> Bool {
    guard case .patch(let steps) = self else { return false }
    return steps.contains { step in
      let ends = step.places.filter { $0.parent == list }.compactMap { $0.index(in: list) }
      guard let first = ends.min(), let last = ends.max() else { return false }
      // Within one list, only what stands between both places moves.
      return first <= index && (ends.count == 1 || index <= last)
    }
  }

  /// Whether it takes an element out of its place.
  fileprivate var takesOut: Bool {
    guard case .patch(let steps) = self else { return true }
    return steps.contains { step in
      switch step {
      case .remove, .move: true
      case .test, .replace, .add: false
      }
    }
  }
}

extension PatchStep {
  /// The values that it is about.
  fileprivate var targets: [JSONPointer] {
    switch self {
    case .test(let at, _), .replace(let at, _): [at]
    case .remove, .add, .move: places
    }
  }

  /// The places at which something comes or goes.
  fileprivate var places: [JSONPointer] {
    switch self {
    case .test, .replace: []
    case .remove(let at), .add(let at, _, _): [at]
    case .move(let from, let to): [from, to]
    }
  }
}
