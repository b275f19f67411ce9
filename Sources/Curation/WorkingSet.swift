public import JSONLines

/// An entry with the journal that it is in.
public struct LoggedEntry: Hashable, Sendable {
  public var entry: Entry
  /// The lines of an entry that its journal splits over several; else empty.
  public var parts: [Entry] = []
  /// The journal's UUID; empty if the journal is unsealed.
  public var journal: String
  public var actor: String
  /// Tells unsealed journals apart; 0 for an entry of another one.
  public var unsealed: Int

  public init(
    _ entry: Entry, journal: String, actor: String, parts: [Entry] = [], unsealed: Int = 0
  ) {
    self.entry = entry
    self.parts = parts
    self.journal = journal
    self.actor = actor
    self.unsealed = unsealed
  }

  /// The entry's name for people: `alice:17`.
  public var name: String {
    entry.stamp.map { "\(actor):\($0.sequence)" } ?? "an entry of \(actor)"
  }
}

/// A record's state under the edits and marks of all journals.
public struct RecordState: Hashable, Sendable {
  /// The record's bytes, if they differ from the dataset's.
  public internal(set) var edited: Bytes?
  /// Why none of the record's edits are made; nil if they are.
  public internal(set) var conflict: ChangeError?
  public internal(set) var isRemoved = false
  /// Who removed the record last; nil if it wasn't removed, or was restored since.
  public internal(set) var remover: String?
  /// Whether a journal added the record.
  public internal(set) var isInserted = false
  /// The marks of each reviewer, by actor.
  public internal(set) var marks: [String: Marks] = [:]
  /// Positions, in the working set's `entries`, of the entries that concern the record.
  public internal(set) var entries: [Int] = []

  public init() {}

  public var isFlagged: Bool { counted.contains { !$0.flags.isEmpty } }

  public var isDiscarded: Bool { verdicts.contains(.discarded) }
}

/// The dataset with the live edits of all loaded journals applied: what is shown, queried and
/// written.
///
///     journals ──load──► entries ──by record and hash──► lanes ──place──► states
///                           ▲                                                │
///                 commit ───┘ one more entry, the only way that anything changes
public struct WorkingSet: Sendable {
  /// The dataset's records, followed by those that journals add.
  public internal(set) var source: any RecordSource
  /// The inserted records in their order, and their original texts.
  var slots: [InsertedName] = []
  var insertions: [InsertedName: Insertion] = [:]
  /// Entries in order of effect: by Lamport counter, actor, journal and sequence, then as
  /// committed.
  public private(set) var entries: [LoggedEntry] = []
  var lanes = LaneTable()
  var states: [RecordNumber: RecordState] = [:]
  var latest: LatestEdits?
  /// How the records that journals refer to are found.
  public let search: RecordSearch
  /// The shape that records are read by; nil detects each one's.
  public let shape: Shape?
  let successors: Successors?
  /// The records that those found by `successors` were, by their numbers now.
  var versionsBefore: [RecordNumber: Bytes] = [:]
  /// If found by hash: for the first of equal records that have lanes, how many there are; 0 for
  /// the others.
  var equalCounts: [RecordNumber: Int] = [:]
  /// The renewals that made the dataset what it is.
  private(set) var lineage = Lineage()
  public private(set) var history: History

  /// - Parameter journal: the UUID of the user's own journal; nil if there is none yet.
  public init(
    _ source: any RecordSource, as shape: Shape? = nil, ownJournal journal: String? = nil,
    search: RecordSearch = .exact, successors: Successors? = nil
  ) {
    self.source = source
    self.shape = shape
    self.search = search
    self.successors = successors
    history = History(journal: journal)
  }

  /// Adds the entries of journals, and finds their records as far as the dataset is indexed.
  ///
  /// - Parameter renewals: those that made the dataset what it is, oldest first.
  public mutating func load(_ loaded: [LoggedEntry], after renewals: [Renewal] = []) {
    lineage = Lineage(renewals, loaded, present: source.quick)
    let sorted = loaded.enumerated().sorted { a, b in
      Self.orderOfEffect(a.element, a.offset) < Self.orderOfEffect(b.element, b.offset)
    }
    for (_, entry) in sorted { add(entry) }
    place()
  }

  private static func orderOfEffect(
    _ logged: LoggedEntry, _ offset: Int
  ) -> (Int, String, String, Int, Int) {
    // Lines of a hand-written journal have no clock and keep their order in the file.
    guard let stamp = logged.entry.stamp else { return (0, "", "", 0, offset) }
    return (stamp.lamport, logged.actor, logged.journal, stamp.sequence, offset)
  }

  /// Adds an entry that was written to the journal. After loading, this is the only way to change
  /// anything.
  public mutating func commit(_ logged: LoggedEntry) {
    history.adopt(logged.journal)
    let touched = add(logged)
    placeInserted(touched.filter { $0.inserted != nil })
    for key in touched where lanes[placementOf: key] == .pending || lanes[placementOf: key] == nil {
      if let number = key.record, source.contains(number) { attach(key, .found(number)) }
    }
    if touched.count == 1, continueLatest(touched[0]) { return }
    refresh(Set(touched.compactMap { lanes[placementOf: $0]?.record }))
    latest = touched.count == 1 ? edits(through: touched[0]) : nil
  }

  /// Adds an entry to the lanes of its changes, and returns these.
  @discardableResult
  private mutating func add(_ logged: LoggedEntry) -> [Lane.Key] {
    let position = entries.count
    var logged = name(logged, at: position)
    lineage.note(logged)
    let era = lineage.era(of: logged)
    // The changes aren't copied for nothing.
    if era != Change.Era() {
      for index in logged.entry.changes.indices { logged.entry.changes[index].era = era }
    }
    entries.append(logged)
    history.note(logged, at: position)
    let actor = author(of: position)
    let parts = logged.entry.changesByLane
    for (key, changes) in parts {
      lanes.add(changes, to: key, of: logged.entry, at: position, actor: actor)
    }
    return parts.map(\.key)
  }

  /// The actor whose marks an entry changes: for an undo or a redo, that of the entry it names.
  func author(of position: Int) -> String {
    let entry = entries[position].entry
    let named = (entry.undoes ?? entry.redoes).flatMap { history.position(of: $0) }
    return entries[named ?? position].actor
  }

  mutating func attach(_ key: Lane.Key, _ placement: Placement) {
    latest = nil
    lanes[placementOf: key] = placement
    guard let number = placement.record else { return }
    lanes.attach(key, to: number)
  }

  /// Recomputes the record's state from the dataset and its lanes.
  mutating func refresh(_ number: RecordNumber) {
    note(replayedState(of: number), of: number)
  }

  private mutating func note(_ state: RecordState, of number: RecordNumber) {
    // A record of which everything is undone is as if nobody had touched it.
    states[number] = state.entries.isEmpty && !state.isRemoved ? nil : state
  }

  /// Recomputes the states of many records, on all cores.
  mutating func refresh(_ numbers: Set<RecordNumber>) {
    for (number, state) in replayedStates(of: numbers) { note(state, of: number) }
  }

  private func replayedStates(of numbers: Set<RecordNumber>) -> [(RecordNumber, RecordState)] {
    Parallel.map(Array(numbers)) { ($0, replayedState(of: $0)) }
  }
}

// MARK: - Reading

extension WorkingSet {
  /// The number of entries but for those that only begin a journal.
  public var entryCount: Int { entries.count { !$0.entry.changes.isEmpty } }

  /// Numbers of the records that have edits or marks, in ascending order.
  public var touchedRecords: [RecordNumber] { touched.sorted() }

  /// The same records, in no order.
  public var touched: some Collection<RecordNumber> { states.keys }

  /// The same records with their states.
  public var touchedStates: some Collection<(key: RecordNumber, value: RecordState)> { states }

  public func state(of number: RecordNumber) -> RecordState? { states[number] }

  /// The record's current bytes.
  public func bytes(of number: RecordNumber) -> Bytes {
    states[number]?.edited ?? source.bytes(of: number)
  }

  /// The current bytes of several records, for a thread that reads many.
  public func bytes(of numbers: ArraySlice<RecordNumber>) -> [Bytes] {
    var all = source.bytes(of: numbers)
    guard !states.isEmpty else { return all }
    for (index, number) in numbers.enumerated() {
      if let edited = states[number]?.edited { all[index] = edited }
    }
    return all
  }

  /// Whether an entry is neither undone nor an undo itself.
  public func isLive(_ position: Int) -> Bool {
    entries[position].entry.undoes == nil && !history.isUndone(entries[position].entry)
  }

  /// The record's state from its lanes, without the entry `excluded`, as if that were undone.
  func replayedState(of number: RecordNumber, without excluded: ContentHash? = nil) -> RecordState {
    var state = RecordState()
    let steps = steps(of: number, without: excluded)
    let made =
      excluded.map { outcome(of: number, without: $0) } ?? outcome(of: number, through: steps)
    let unmoved = made.unmade.isEmpty ? [] : unmoved(steps, made.unmade)
    var isWithdrawn = false
    var isLeftOut = false
    /// Who decided between reviewers since the record was removed.
    var deciders: Set<String> = []
    for (step, placement) in steps {
      state.entries.append(step.entry)
      for change in step.changes {
        switch change.body {
        case .remove(_, leavesCopy: true) where search == .byHash: break
        case .remove:
          (state.isRemoved, state.remover) = (true, step.actor)
          isLeftOut = placement.isApplied
          deciders = []
        case .restore: (state.isRemoved, state.remover) = (false, nil)
        case .insert(_, let now, _):
          (state.isInserted, isWithdrawn) = (now != nil, now == nil)
          // A record that `apply` had left out is there again.
          if isLeftOut { (state.isRemoved, state.remover) = (false, nil) }
        case .patch, .raw: break
        case .mark(let subject, _, _) where subject.at != nil && unmoved.contains(step.entry): break
        case .mark(let subject, _, let now):
          state.marks[step.actor, default: Marks()][subject] = now
          guard subject == .decision else { break }
          if now == nil { deciders.remove(step.actor) } else { deciders.insert(step.actor) }
        }
      }
    }
    state.marks = state.marks.filter { !$0.value.isEmpty }
    if !deciders.isEmpty, state.isKeptByDecision { state.isRemoved = false }
    // A record that was inserted and taken back isn't there.
    if isWithdrawn || number.position >= originalCount && !state.isInserted {
      state.isRemoved = true
    }
    state.conflict = made.conflict
    if made.conflict == nil, made.content.isEdited {
      let bytes = made.content.bytes
      if bytes != made.content.original { state.edited = bytes }
    }
    return state
  }

  func steps(
    of number: RecordNumber, without excluded: ContentHash? = nil
  ) -> [(step: Lane.Step, placement: Placement)] {
    var found: [(step: Lane.Step, placement: Placement)] = []
    // Undone before they were made, so that there is nothing to undo.
    var unmade: Set<ContentHash> = []
    let keys = lanes.keys(of: number)
    let isPartlyApplied = keys.contains { lanes[placementOf: $0]?.isApplied == true }
    for key in keys {
      let start = isPartlyApplied ? startOfEdits(key, on: number) : 0
      let placement = lanes[placementOf: key] ?? .pending
      for step in lanes[key]?.steps ?? [] {
        let isMade = !placement.isToBeEdited || step.entry < start
        if isInForce(step.stands) {
          if let excluded, step.stands == .entry(excluded) { continue }
          found.append((step, isMade ? .applied(number) : placement))
        } else if case .entry(let id) = step.stands, !isMade {
          unmade.insert(id)
        }
      }
    }
    if !unmade.isEmpty {
      found.removeAll {
        if case .undone(let id) = $0.step.stands { unmade.contains(id) } else { false }
      }
    }
    return found.sorted { $0.step.entry < $1.step.entry }
  }

  /// The position from which a lane's edits are yet to be made. The dataset's record has those
  /// before it if they were applied, and other ones led back to the bytes that the lane begins
  /// with.
  func startOfEdits(_ key: Lane.Key, on number: RecordNumber) -> Int {
    let all = lanes.keys(of: number)
    guard all.count > 1 else { return 0 }
    var start = 0
    for other in all {
      guard case .applied? = lanes[placementOf: other], other.era == key.era,
        let lane = lanes[other],
        lane.lastHash == key.base
      else { continue }
      start = max(start, lane.endOfEdits)
    }
    return start
  }

  /// Whether a step is in force: its entry isn't undone by another lane, or, for an undo, its entry
  /// isn't redone.
  private func isInForce(_ standing: Lane.Standing) -> Bool {
    switch standing {
    case .entry(let id): !history.isTakenBack(id)
    case .undone(let id): history.isTakenBack(id)
    case .anonymous: true
    }
  }
}
