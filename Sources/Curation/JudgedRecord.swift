import JSONLines

/// What a suggestion means once its record has changed.
extension WorkingSet {
  /// The command that a suggestion comes to. Its places and its numbers of responses are those of
  /// the record that was judged; here they are those of the record as it is now.
  ///
  /// - Returns: nil if what it is about is gone, or if it isn't known any more what was judged.
  public func present(_ suggestion: Suggestion) -> Command? {
    guard isThere(suggestion.record), !suggestion.isAboutPresent, suggestion.command.hasPlaces
    else { return suggestion.command }
    guard let then = judgedBytes(suggestion) else { return nil }
    let now = bytes(of: suggestion.record)
    if then.elementsEqual(now) { return suggestion.command }
    return Carrier(then, now, as: shape).carried(suggestion.command)
  }

  private func judgedBytes(_ suggestion: Suggestion) -> Bytes? {
    let number = suggestion.record
    guard let judged = suggestion.judged else { return source.bytes(of: number) }
    if source.contentHash(of: number) == judged { return source.bytes(of: number) }
    let now = bytes(of: number)
    if source.hash(now) == judged { return now }
    let made = steps(of: number).last { step, _ in
      step.changes.contains { $0.after == judged }
    }
    return made.flatMap { try? earlierBytes(of: number, after: $0.step.entry) }
  }
}

extension Command {
  /// Whether it is about places in the record or numbers of its responses.
  fileprivate var hasPlaces: Bool {
    switch self {
    case .rank, .shift, .flip, .dropResponse, .set, .mask, .assign, .delete, .turn, .patch, .raw:
      true
    case .flag(let flag): flag.key.at != nil
    case .unflag(_, _, let at), .note(let at, _): at != nil
    case .rate(let key, _): key.at != nil
    case .verdict, .remove, .restore, .insert, .duplicate, .restoreTo, .addResponse, .resolve: false
    }
  }
}

extension PatchStep {
  /// The places that have to be as they were: what it is about, and what is around what it adds.
  fileprivate var neededPlaces: [JSONPointer] {
    switch self {
    case .test(let at, _), .replace(let at, _), .remove(let at): [at]
    case .add(let at, _, _): [at, at.parent ?? at]
    case .move(let from, let to): [from, to, to.parent ?? to]
    }
  }
}

/// Carries commands from a record as it was over to what became of it.
private struct Carrier {
  private let then: (bytes: Bytes, reading: RecordReading)
  private let moves: Moves
  /// For each response then, its index now; nil if there are more or fewer.
  private let places: [Int]?

  init(_ then: Bytes, _ now: Bytes, as shape: Shape?) {
    self.then = (then, RecordReading(then, as: shape))
    moves = Moves(.raw(was: Array(then), now: Array(now)))
    let reading = RecordReading(now, as: shape)
    let origins = reading.originalPlaces(in: now, of: then, as: shape)
    places =
      reading.responses.count == self.then.reading.responses.count
      ? origins.indices.map { origins.firstIndex(of: $0) ?? $0 } : nil
  }

  /// The command about what its places and numbers meant then; nil if that is gone.
  func carried(_ command: Command) -> Command? {
    switch command {
    case .rank(let order): return places.map { .rank(order.renumbered($0)) }
    case .shift, .flip: return turned(command)
    case .dropResponse(let number):
      guard let places else { return nil }
      return .dropResponse(places.indices.contains(number - 1) ? places[number - 1] + 1 : number)
    case .set(let at, let value): return place(of: at).map { .set($0, value) }
    case .mask(let at, let value): return place(of: at).map { .mask($0, value) }
    case .assign(let all):
      let assignments = all.compactMap { one in
        place(of: one.pointer).map { Assignment($0, one.value) }
      }
      return assignments.count == all.count ? .assign(assignments) : nil
    case .delete(let at): return place(of: at).map { .delete($0) }
    case .turn(let edit, let at): return place(of: at).map { .turn(edit, at: $0) }
    case .flag(var flag):
      guard let at = flag.key.at else { return command }
      guard let place = moves.place(of: at, flag.key.range) else { return nil }
      (flag.key.at, flag.key.range) = (place.at, place.range)
      return .flag(flag)
    case .unflag(let taxonomy, let category, let at?):
      return place(of: at).map { .unflag(taxonomy: taxonomy, category: category, at: $0) }
    case .rate(let key, let value):
      guard let at = key.at else { return command }
      return place(of: at).map { .rate(RatingKey(axis: key.axis, at: $0), value) }
    case .note(let at?, let text): return place(of: at).map { .note($0, text) }
    case .patch(let steps):
      // Each step is about the record after those before it, so they are carried together or not.
      return steps.flatMap(\.neededPlaces).allSatisfy { place(of: $0) == $0 } ? command : nil
    case .raw: return nil
    default: return command
    }
  }

  private func place(of pointer: JSONPointer) -> JSONPointer? { moves.place(of: pointer)?.at }

  /// A move of a response, or a flip, as the order or the label that it gave then.
  private func turned(_ command: Command) -> Command? {
    let (bytes, reading) = then
    if let order = Ranking.order(command, reading, bytes) { return carried(.rank(order)) }
    guard case .flip = command, let label = reading.parts.first(where: { $0.role == .label }),
      case .bool(let isGood) = JSONValue(label.node, in: bytes)
    else { return command }
    return place(of: label.pointer).map { .set($0, .bool(!isGood)) }
  }
}
