/// The edits of the record that was edited last, made. The next edit of it is made to their result;
/// otherwise a record with thousands of edits would be replayed for each one more.
struct LatestEdits: Sendable {
  let number: RecordNumber
  let lane: Lane.Key
  /// Of all the record's edits: one writer's are never in conflict with each other untested.
  let writer: UntestedSteps.Writer
  /// How many entries there are; one more that isn't an edit of this record ends its use.
  fileprivate(set) var entryCount: Int
  fileprivate(set) var content: RecordContent
}

extension WorkingSet {
  /// Those of the record of a lane, if there are several, it is the record's only lane, all are by
  /// one writer and none is in conflict.
  func edits(through key: Lane.Key) -> LatestEdits? {
    guard case .found(let number)? = lanes[placementOf: key], lanes.keys(of: number) == [key],
      let state = states[number], state.conflict == nil, state.entries.count > 1,
      let steps = lanes[key]?.steps,
      let last = steps.last.map({ UntestedSteps.Writer(of: entries[$0.entry]) }),
      steps.allSatisfy({ UntestedSteps.Writer(of: entries[$0.entry]) == last })
    else { return nil }
    let (content, conflict) = replay(self.steps(of: number), on: number)
    guard conflict == nil else { return nil }
    return LatestEdits(
      number: number, lane: key, writer: last, entryCount: entries.count, content: content)
  }

  /// The record's content, if that is known without a replay.
  func latestContent(of number: RecordNumber) -> RecordContent? {
    guard let latest, latest.number == number, latest.entryCount == entries.count else {
      return nil
    }
    return latest.content
  }

  /// Makes the changes of the last entry, which are in one lane, to the record's state, if they
  /// only add to what `latest` has. Otherwise returns false, and the record is to be replayed.
  mutating func continueLatest(_ key: Lane.Key) -> Bool {
    let position = entries.count - 1
    guard var edits = latest, edits.lane == key, edits.entryCount == position,
      let step = lanes[key]?.steps.last, step.entry == position,
      UntestedSteps.Writer(of: entries[position]) == edits.writer,
      entries[position].entry.undoes == nil, entries[position].entry.redoes == nil,
      step.changes.allSatisfy(\.isEditOrMark), var state = states[edits.number],
      state.remover == nil  // else a decision may bring the record back
    else { return false }
    for change in step.changes {
      if case .mark(let subject, _, let now) = change.body {
        state.marks[step.actor, default: Marks()][subject] = now
      } else if (try? apply(change.body, to: &edits.content)) == nil {
        return false
      }
    }
    state.entries.append(position)
    state.marks = state.marks.filter { !$0.value.isEmpty }
    let bytes = edits.content.bytes
    state.edited = bytes == edits.content.original ? nil : bytes
    edits.entryCount += 1
    (states[edits.number], latest) = (state, edits)
    return true
  }
}

extension Change {
  fileprivate var isEditOrMark: Bool {
    switch body {
    case .patch, .raw, .mark: true
    case .insert, .remove, .restore: false
    }
  }
}
