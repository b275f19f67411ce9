import JSONLines

/// Turns commands into entries. Everything is checked here, before anything is written.
extension WorkingSet {
  /// The entry that carries out `command` on all of `numbers`, or on none.
  ///
  /// - Returns: nil if nothing would change.
  /// - Throws: the first record on which the command fails, and why.
  public func propose(
    _ command: Command, on numbers: [RecordNumber], actor: String
  ) throws(CommandError) -> Entry? {
    try propose(numbers.map { ($0, command) }, as: command.text, actor: actor)
  }

  /// The entry that carries out a separate command on each record, as one step named `text`.
  public func propose(
    _ commands: [(RecordNumber, Command)], as text: String, actor: String
  ) throws(CommandError) -> Entry? {
    var batch = Batch(commands.map(\.0), on: self, actor: actor)
    for (number, command) in commands {
      do {
        for body in try batch.set.bodies(command, on: number, actor: actor) {
          batch.add(try batch.set.checked(body, of: number), of: number)
        }
      } catch {
        throw CommandError(record: number, reason: error)
      }
    }
    var changes = batch.changes
    // Groups the changes by operation, as each line has only one.
    var operations: [Entry.Kind] = []
    for change in changes where !operations.contains(change.operation) {
      operations.append(change.operation)
    }
    if operations.count > 1 {
      changes = operations.flatMap { kind in changes.filter { $0.operation == kind } }
    }
    guard let first = changes.first else { return nil }
    return Entry(first.operation, changes: changes, command: text)
  }

  /// Why a number refers to no record.
  private func absence(of number: RecordNumber) -> EditError {
    source.contains(number) ? .takenBack : .noSuchRecord(count: shownCount)
  }

  /// - Throws: if one of `numbers` refers to no record.
  public func requireThere(_ numbers: [RecordNumber]) throws(CommandError) {
    guard let missing = numbers.first(where: { !isThere($0) }) else { return }
    throw CommandError(record: missing, reason: absence(of: missing))
  }

  /// How deep a value in a patch may be nested. JSON is read to a depth of 512, and the entry
  /// around the value takes some; a record with a deeper one is replaced as text.
  private static let nestingLimit = 500

  /// A change of the record in its current state, with `after` filled in.
  private func checked(
    _ body: Change.Body, of number: RecordNumber
  ) throws(EditError) -> Change {
    if case .insert = body { return Change(record: nil, base: nil, body) }
    let given = body
    var body = body
    if case .patch(let steps) = given, steps.contains(where: { $0.nesting > Self.nestingLimit }) {
      var whole = content(of: number)
      do { try apply(body, to: &whole) } catch { throw .change(error) }
      body = .raw(was: Array(bytes(of: number)), now: Array(whole.bytes))
    }
    var change = change(of: number, body)
    guard change.isEdit else { return change }
    if states[number]?.conflict != nil { throw .inConflict }
    var content = content(of: number)
    do { try apply(body, to: &content) } catch { throw .change(error) }
    // Nobody could edit a record that is nested too deep.
    if case .patch = given {
      do { _ = try JSONNode.parse(content.bytes) } catch { throw .change(.notJSON(error)) }
    }
    change.after = source.hash(content.bytes)
    return change
  }

  private func bodies(
    _ command: Command, on number: RecordNumber, actor: String
  ) throws(EditError) -> [Change.Body] {
    if case .insert(let text) = command { return try insertion(text) }
    guard isThere(number) else { throw absence(of: number) }
    let marks = state(of: number)?.marks[actor] ?? Marks()
    if let place = command.place { try check(place, on: number) }
    switch command {
    case .set, .mask, .assign, .delete, .turn, .patch, .rank, .shift, .flip, .dropResponse,
      .addResponse:
      let steps = try patch(command, on: number)
      let edit: [Change.Body] = steps.isEmpty ? [] : [.patch(steps)]
      // An order that was typed is recorded even if the data already has it.
      if case .rank = command {} else if edit.isEmpty { return [] }
      var now = moved(marks, by: steps, of: number)
      addJudgements(of: command, on: number, to: &now)
      return edit + marks.changes(to: now)
    case .insert: return []
    case .duplicate: return try insertion(Array(bytes(of: number)))
    case .restoreTo(let name):
      let edit = try restoring(number, to: name)
      guard case .patch(let steps)? = edit.first else { return edit }
      return edit + marks.changes(to: moved(marks, by: steps, of: number))
    case .resolve(let reviewer): return try resolving(number, as: reviewer, marks)
    case .raw(let now):
      let edit = try raw(now, on: number)
      guard let body = edit.first, !marks.isEmpty else { return edit }
      return edit + marks.changes(to: marks.moved(by: Moves(body)))
    case .flag(let flag):
      if let at = flag.key.at, let range = flag.key.range { try check(range, of: at, on: number) }
      return marks.change(.flag(flag.key), to: .flag(flag))
    case .unflag(let taxonomy, let category, let at):
      let flags = marks.flags.filter { flag in
        (taxonomy == nil || flag.key.taxonomy == taxonomy)
          && (category == nil || flag.key.category == category)
          && (at == nil || flag.key.at == at)
      }
      return flags.flatMap { marks.change(.flag($0.key), to: nil) }
    case .verdict(let verdict): return marks.change(.verdict, to: verdict.map(Mark.verdict))
    case .rate(let key, let value):
      return marks.change(.rating(key), to: value.map { .rating(key, $0) })
    case .note(let at, let text):
      return marks.change(.note(at), to: text.map { .note(at, $0) })
    case .remove(let why, let leavesCopy):
      let isRemoved = states[number]?.isRemoved == true
      return isRemoved ? [] : [.remove(why: why, leavesCopy: leavesCopy)]
    case .restore:
      // Also one that a decision keeps.
      let isRemoved = states[number].map { $0.isRemoved || $0.remover != nil } ?? false
      return isRemoved ? [.restore(why: nil)] : []
    }
  }

  /// The decision for a reviewer, with the order that this one gave the responses.
  private func resolving(
    _ number: RecordNumber, as actor: String?, _ marks: Marks
  ) throws(EditError) -> [Change.Body] {
    let reviewers = reviewers(of: number)
    if let actor, !reviewers.contains(actor) { throw .noSuchReviewer(actor, reviewers) }
    let order = actor.flatMap { try? ordering(number, as: $0) } ?? []
    let edit: [Change.Body] =
      order.isEmpty
      ? [] : [.patch(order)] + marks.changes(to: moved(marks, by: order, of: number))
    return edit + marks.change(.decision, to: actor.map(Mark.decision))
  }

  /// Refuses a range, in UTF-8 bytes, that the text at `pointer` doesn't have.
  private func check(
    _ range: Range<Int>, of pointer: JSONPointer, on number: RecordNumber
  ) throws(EditError) {
    guard let string = (try? content(of: number).decoded().value(at: pointer))?.string else {
      throw .noText(pointer)
    }
    let text = Array(string.text.utf8)
    guard 0 <= range.lowerBound, range.upperBound <= text.count else {
      throw .noSuchRange(range, count: text.count)
    }
    // A character above ASCII has several bytes, of which all but the first are 10xxxxxx.
    let ends = [range.lowerBound, range.upperBound].filter { $0 < text.count }
    if ends.contains(where: { text[$0].isContinuation }) { throw .cutsCharacter(range) }
  }

  /// An actor's marks after a patch of the record's current value.
  private func moved(_ marks: Marks, by steps: [PatchStep], of number: RecordNumber) -> Marks {
    if marks.isEmpty { return marks }
    let before = try? content(of: number).decoded()
    return marks.moved(by: Moves(steps) { try? before?.value(at: $0) })
  }

  /// Adds the marks that a ranking makes besides its patch: the order itself, even if the data
  /// already has it, and which responses are acceptable.
  private func addJudgements(
    of command: Command, on number: RecordNumber, to marks: inout Marks
  ) {
    switch command {
    case .rank, .shift, .flip: break
    default: return
    }
    let bytes = bytes(of: number)
    let reading = RecordReading(bytes, as: shape)
    guard let order = Ranking.order(command, reading, bytes) else { return }
    marks.order = order.renumbered(
      reading.originalPlaces(in: bytes, of: source.bytes(of: number), as: shape))
    let keys = Ranking.pointers(after: order, reading).map { RatingKey.acceptable(at: $0) }
    let before = keys.map { marks.ratings[$0] }
    var after: [RatingValue?] = before
    if let said = order.acceptability(count: keys.count) {
      after = said.map { .acceptable($0) }
    } else if case .shift(let response, let step) = command {
      after = order.carryingOverLine(
        response, by: step, from: reading.order(in: bytes), before)
    } else if case .rank = command, order.crossesLine(of: before) {
      after = before.map { _ in nil }
    }
    for (key, value) in zip(keys, after) where value != marks.ratings[key] {
      marks.ratings[key] = value
    }
  }

  /// The patch that gives the responses the order that a reviewer gave them; empty if they have it,
  /// or if the edits are in conflict, so that the decision settles them.
  private func ordering(
    _ number: RecordNumber, as actor: String
  ) throws(EditError) -> [PatchStep] {
    guard let state = state(of: number), state.conflict == nil,
      Set(state.marks.values.compactMap { $0.order?.text }).count > 1,
      let order = state.marks[actor]?.order, let present = presentOrder(order, of: number)
    else { return [] }
    return try patch(.rank(present), on: number)
  }

  /// Throws if `pointer`, which a mark is about, refers to nothing.
  private func check(_ pointer: JSONPointer, on number: RecordNumber) throws(EditError) {
    let value: JSONValue
    do { value = try content(of: number).decoded() } catch { throw .change(error) }
    do { _ = try value.value(at: pointer) } catch { throw .change(.patch(.pointer(error))) }
  }

  private func raw(_ now: [UInt8], on number: RecordNumber) throws(EditError) -> [Change.Body] {
    let given = Bytes(now)
    let text = Array(given.trimmed)
    do { try check(raw: Bytes(text)) } catch { throw .change(error) }
    let was = Array(bytes(of: number))
    return was == text ? [] : [.raw(was: was, now: text)]
  }

  /// The reversible patch that a command makes to the record's value.
  private func patch(
    _ command: Command, on number: RecordNumber
  ) throws(EditError) -> [PatchStep] {
    let value: JSONValue
    do { value = try content(of: number).decoded() } catch { throw .change(error) }
    func reading() -> RecordReading { RecordReading(bytes(of: number), as: shape) }
    switch command {
    case .set(let at, let new): return try set(at, new, in: value)
    case .assign(let all): return try assign(all, in: value)
    case .mask(let at, let new):
      let now: JSONValue
      do { now = try value.value(at: at) } catch { throw .change(.patch(.pointer(error))) }
      var content = RecordContent(source.bytes(of: number))
      // What the dataset doesn't have is in the journal already.
      guard
        let old = content.originalValue(at: at, hash: source.hash, where: { $0.value == now })
      else { return try set(at, new, in: value) }
      return try reversible([.test(at, .hash(old.hash)), .replace(at, new)], on: value, of: number)
    case .delete(let at): return try reversible([.remove(at)], on: value, of: number)
    case .turn(let edit, let at): return try edit.patch(at: at, in: value)
    case .patch(let steps): return try reversible(steps, on: value, of: number)
    case .rank(let order): return try Ranking.patch(order, reading(), value)
    case .flip: return try Ranking.flip(reading(), value)
    case .dropResponse(let number): return try Ranking.drop(number, reading(), value)
    case .addResponse(let text): return try Ranking.add(text, reading(), value)
    case .shift(let response, let step):
      let read = reading()
      guard read.hasColumns else { throw .nothingToRank(read.shape) }
      let order = read.order(in: bytes(of: number))
      let shifted = order.shifting(response, by: step)
      return shifted == order ? [] : try Ranking.patch(shifted, read, value)
    default: return []
    }
  }

  private func assign(
    _ assignments: [Assignment], in value: JSONValue
  ) throws(EditError) -> [PatchStep] {
    let before = value
    var value = value
    var steps: [PatchStep] = []
    for assignment in assignments {
      let next = try set(assignment.pointer, assignment.value, in: value)
      do { try value.apply(next) { _, _ in nil } } catch { throw .change(.patch(error)) }
      steps += next
    }
    return value == before ? [] : steps
  }

  private func set(
    _ pointer: JSONPointer, _ new: JSONValue, in value: JSONValue
  ) throws(EditError) -> [PatchStep] {
    let at = value.settled(pointer)
    let old: JSONValue
    do { old = try value.value(at: at) } catch {
      // A missing value is added; `checked` throws if there is no place for it.
      if case .missing = error { return [.add(at, new, index: nil)] }
      throw .change(.patch(.pointer(error)))
    }
    return old == new ? [] : [.test(at, .value(old)), .replace(at, new)]
  }

  /// `steps` with a test of the whole old value directly before each `replace` and `remove`.
  private func reversible(
    _ steps: [PatchStep], on value: JSONValue, of number: RecordNumber
  ) throws(EditError) -> [PatchStep] {
    var content = RecordContent(source.bytes(of: number))
    var value = value
    let before = value
    var result: [PatchStep] = []
    for step in steps {
      switch step {
      case .replace(let at, _), .remove(let at):
        let old: JSONValue
        do { old = try value.value(at: at) } catch { throw .change(.patch(.pointer(error))) }
        if result.last.map({ !$0.isTest(of: at) }) ?? true { result.append(.test(at, .value(old))) }
        result.append(step)
      case .add(let at, let new, let index):
        let place = value.settled(at)
        if let old = value.member(at: place) {
          result += [.test(place, .value(old)), .replace(place, new)]
        } else {
          result.append(.add(place, new, index: index))
        }
      case .move(let from, let to):
        result += moving(from, to, in: value)
      default: result.append(step)
      }
      do {
        try value.apply([step]) { at, wanted in
          content.originalValue(at: at, hash: source.hash) { $0.hash == wanted }
        }
      } catch {
        throw .change(.patch(error))
      }
    }
    return value == before ? [] : result
  }
}

/// A move, or, onto a member that exists, the steps that also record what it replaces.
private func moving(
  _ from: JSONPointer, _ to: JSONPointer, in value: JSONValue
) -> [PatchStep] {
  var rest = value
  guard let moved = try? value.value(at: from),
    (try? rest.apply([.remove(from)]) { _, _ in nil }) != nil
  else { return [.move(from: from, to: to)] }
  let place = rest.settled(to)
  guard let old = rest.member(at: place) else { return [.move(from: from, to: place)] }
  return [
    .test(from, .value(moved)), .remove(from), .test(place, .value(old)), .replace(place, moved),
  ]
}

extension JSONValue {
  /// The value at `pointer`, if it is a member of an object.
  func member(at pointer: JSONPointer) -> JSONValue? {
    guard let parent = pointer.parent, case .object? = try? value(at: parent) else { return nil }
    return try? value(at: pointer)
  }
}

extension PatchStep {
  /// How deep its value is nested; 0 for a scalar or none.
  fileprivate var nesting: Int {
    switch self {
    case .test(_, .value(let value)), .replace(_, let value), .add(_, let value, _): value.nesting
    case .test, .remove, .move: 0
    }
  }
}

extension JSONValue {
  fileprivate var nesting: Int {
    switch self {
    case .array(let items): 1 + (items.lazy.map(\.nesting).max() ?? 0)
    case .object(let members): 1 + (members.lazy.map(\.value.nesting).max() ?? 0)
    case .null, .bool, .number, .string: 0
    }
  }
}
