public import JSONLines

extension Marks {
  /// The marks at the places of the same values after a patch, without those whose value is gone.
  func moved(by moves: Moves) -> Marks {
    if moves.isEmpty { return self }
    var moved = self
    moved.flags = []
    var places: [HazardFlag.Key: Int] = [:]
    for var flag in flags {
      if let at = flag.key.at {
        guard let place = moves.place(of: at, flag.key.range) else { continue }
        (flag.key.at, flag.key.range) = (place.at, place.range)
      }
      // Of texts that were merged, the most severe flag stays.
      if let same = places[flag.key] {
        if moved.flags[same].severity < flag.severity { moved.flags[same] = flag }
      } else {
        places[flag.key] = moved.flags.count
        moved.flags.append(flag)
      }
    }
    moved.ratings = [:]
    for (key, value) in ratings.sorted(by: { $0.key.name < $1.key.name }) {
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
    // Most flags of many stay as they are.
    let kept = Set(Set(flags).intersection(marks.flags).map { Mark.Subject.flag($0.key) })
    return (subjects + marks.subjects).filter { !kept.contains($0) }.uniqued.enumerated()
      .sorted { ($0.element.order, $0.offset) < ($1.element.order, $1.offset) }
      .flatMap { change($0.element, to: marks[$0.element]) }
  }
}

extension Mark.Subject {
  /// What changes of marks are sorted by; flags keep their order.
  fileprivate var order: String {
    switch self {
    case .order: "0"
    case .flag: "1"
    case .rating(let key): "2 \(key.name)"
    case .note(let at): "3 \(at?.description ?? "")"
    case .verdict: "4"
    case .decision: "5"
    }
  }
}

extension [String: Marks] {
  /// Makes a step's changes of its actor's marks.
  mutating func make(_ step: Lane.Step) {
    for case .mark(let subject, _, let now) in step.changes.map(\.body) {
      self[step.actor, default: Marks()][subject] = now
    }
  }
}

extension Change.Body {
  fileprivate var isPlacedMark: Bool {
    if case .mark(let subject, _, _) = self { subject.at != nil } else { false }
  }
}

extension WorkingSet {
  /// Those of the entries whose edits aren't made that move no marks either: what moves marks with
  /// a text goes with the edit, unless its actor has marked something at the new places since.
  func unmoved(
    _ steps: [(step: Lane.Step, placement: Placement)], _ unmade: Set<Int>
  ) -> Set<Int> {
    var last: [String: Int] = [:]
    for (step, _) in steps where !unmade.contains(step.entry) {
      if step.changes.contains(where: { $0.body.isPlacedMark }) { last[step.actor] = step.entry }
    }
    let unmoved = steps.lazy.map(\.step).filter {
      unmade.contains($0.entry) && last[$0.actor] ?? -1 < $0.entry
    }
    return Set(unmoved.map(\.entry))
  }

  /// The marks of each reviewer by the journals alone, also those that go with edits that aren't
  /// made.
  func loggedMarks(of number: RecordNumber) -> [String: Marks] {
    var marks: [String: Marks] = [:]
    for (step, _) in steps(of: number) { marks.make(step) }
    return marks
  }

  /// Throws if the changes of `numbers`, which undo or redo the entry at `position`, would move a
  /// text away from a mark that was made since.
  func checkMarks(
    made changes: [Change], at numbers: [RecordNumber], since position: Int
  ) throws(UndoError) {
    let author = author(of: position)
    var own: [RecordNumber: Set<Change.Body.Subject>] = [:]
    for (number, change) in zip(numbers, changes) {
      if let subject = change.body.subject { own[number, default: []].insert(subject) }
    }
    for (number, edit) in zip(numbers, changes) where edit.isEdit {
      guard let marks = loggedMarks(of: number)[author], marks.hasPlaces else { continue }
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
      case .mark(.order, _, _), .mark(.decision, _, _): count
      case .mark(_, _, nil): count + 1
      case .mark(_, nil, _): count - 1
      default: count
      }
    }
  }
}
