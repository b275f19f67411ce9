public import JSONLines

extension Marks {
  /// The marks at the places of the same values after a patch, without those whose value is gone.
  func moved(by moves: Moves) -> Marks {
    if moves.isEmpty { return self }
    var moved = self
    moved.flags = flags.compactMap { flag in
      guard let at = flag.key.at else { return flag }
      guard let place = moves.place(of: at, flag.key.range) else { return nil }
      var flag = flag
      (flag.key.at, flag.key.range) = (place.at, place.range)
      return flag
    }
    moved.ratings = [:]
    for (key, value) in ratings.sorted(by: { $0.key.order < $1.key.order }) {
      guard let at = key.at else {
        moved.ratings[key] = value
        continue
      }
      guard let place = moves.place(of: at) else { continue }
      let new = RatingKey(axis: key.axis, at: place.at)
      if moved.ratings[new] == nil { moved.ratings[new] = value }
    }
    moved.notes = [:]
    for (at, note) in notesByPlace {
      guard let at else {
        moved.notes[nil] = note
        continue
      }
      // Of texts that were merged, all notes stay.
      guard let place = moves.place(of: at) else { continue }
      moved.notes[place.at] = (moved.notes[place.at].map { $0 + "\n" } ?? "") + note
    }
    return moved
  }

  /// The changes that turn these marks into `marks`.
  func changes(to marks: Marks) -> [Change.Body] {
    let flagged = (flags + marks.flags).map(\.key).uniqued
    let rated = (Array(ratings.keys) + marks.ratings.keys).uniqued.sorted { $0.order < $1.order }
    let noted = (Array(notes.keys) + marks.notes.keys).uniqued
      .sorted { $0?.description ?? "" < $1?.description ?? "" }
    return (order == marks.order ? [] : [.order(was: order, now: marks.order)])
      + flagged.compactMap { key in
        change(flag(key), marks.flag(key)) { .flag(was: $0, now: $1) }
      }
      + rated.compactMap { key in
        change(ratings[key], marks.ratings[key]) { .rate(key, was: $0, now: $1) }
      }
      + noted.compactMap { at in
        change(notes[at], marks.notes[at]) { .note(at: at, was: $0, now: $1) }
      }
  }

  private func change<Mark: Equatable>(
    _ was: Mark?, _ now: Mark?, _ body: (Mark?, Mark?) -> Change.Body
  ) -> Change.Body? {
    was == now ? nil : body(was, now)
  }
}

extension RatingKey {
  fileprivate var order: String { "\(axis) \(at?.description ?? "")" }
}

extension WorkingSet {
  /// Throws if the changes of `numbers`, which undo or redo the entry at `position`, would move a
  /// text away from a mark that was made since.
  func checkMarks(
    made changes: [Change], at numbers: [RecordNumber], since position: Int
  ) throws(UndoError) {
    let author = author(of: position)
    var own: [RecordNumber: Set<Subject>] = [:]
    for (number, change) in zip(numbers, changes) {
      if let subject = change.body.subject { own[number, default: []].insert(subject) }
    }
    for (number, edit) in zip(numbers, changes) where edit.isEdit {
      guard let marks = state(of: number)?.marks[author], marks.hasPlaces else { continue }
      let value = try? content(of: number).decoded()
      let moves = Moves(edit.body) { try? value?.value(at: $0) }
      for body in marks.changes(to: marks.moved(by: moves)) {
        guard let subject = body.subject, own[number]?.contains(subject) != true else { continue }
        if let later = laterMark(than: change(of: number, body), at: position, number) {
          throw .standsInTheWay([later], record: number)
        }
      }
    }
  }

  /// The places of other reviewers' marks whose value was moved or removed by an entry of `actor`.
  /// Only an actor's own marks move with a value.
  public func marksLeftBehind(by entry: Entry, of actor: String) -> [JSONPointer] {
    let states = records(of: entry).compactMap { state(of: $0) }
    let others = states.flatMap { $0.marks.filter { $0.key != actor }.values }
    let marked = Set(
      others.flatMap { marks in
        marks.flags.compactMap(\.key.at) + marks.ratings.keys.compactMap(\.at)
          + marks.notes.keys.compactMap(\.self)
      })
    guard !marked.isEmpty else { return [] }
    let moves = entry.changes.map { change in
      // Which values are objects is seldom changed by an edit, so the result tells it, too.
      let value = place(of: change).flatMap { try? content(of: $0).decoded() }
      return Moves(change.body) { at in
        if case .object(let members)? = try? value?.value(at: at) { .object(members) } else { nil }
      }
    }
    return marked.filter { at in moves.contains { $0.place(of: at)?.at != at } }
      .sorted { $0.description < $1.description }
  }
}

extension Entry {
  /// The number of marks that an edit takes off, besides those that it moves.
  public var marksTakenOff: Int {
    guard changes.contains(where: \.isEdit) else { return 0 }
    return changes.reduce(0) { count, change in
      switch change.body {
      case .flag(_, nil), .rate(_, _, nil), .note(_, _, nil): count + 1
      case .flag(nil, _), .rate(_, nil, _), .note(_, nil, _): count - 1
      default: count
      }
    }
  }
}
