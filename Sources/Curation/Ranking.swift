import JSONLines

extension RecordReading {
  /// Whether the responses are strings in a list, without a preference.
  fileprivate var isListOfTexts: Bool {
    shape == .candidates
      && responses.allSatisfy { response in
        response.pointer.depth == 2 && JSONPointer.index(response.pointer.tokens[1]) != nil
          && parts.contains { $0.pointer == response.pointer && $0.node.kind == .string }
      }
  }
}

/// Patches that write an order, or the flip of a pair, as the record's shape requires.
enum Ranking {
  /// The patch that ranks the responses in `order`.
  static func patch(
    _ order: RankOrder, _ reading: RecordReading, _ value: JSONValue
  ) throws(EditError) -> [PatchStep] {
    guard reading.hasColumns else { throw .nothingToRank(reading.shape) }
    let places: [Int]
    do { places = try order.places(count: reading.responses.count) } catch { throw .rank(error) }
    if reading.shape == .ranked { return ranks(places, reading, value) }
    if reading.isListOfTexts { return try rankTexts(places, reading, value) }
    guard [.pairwise, .transcripts, .safetyPair, .candidates].contains(reading.shape),
      places.count == 2
    else { throw .nothingToRank(reading.shape) }
    guard places[0] != places[1] else {
      // Two equally good responses aren't a preference that a pair could hold; the ratings say
      // whether they are acceptable.
      if order.acceptableGroups != nil { return [] }
      throw .pairCannotTie
    }
    let best = places[0] < places[1] ? 0 : 1
    switch reading.shape {
    case .candidates: return choose(best, reading)
    case .safetyPair: return try prefer(best, value)
    default: return best == 0 ? [] : try flip(reading, value)
    }
  }

  /// The order that a command gives to the responses as they are before it; nil if it gives none.
  static func order(
    _ command: Command, _ reading: RecordReading, _ bytes: Bytes
  ) -> RankOrder? {
    guard reading.hasColumns else { return nil }
    switch command {
    case .rank(let order): return order
    case .shift(let response, let step):
      return reading.order(in: bytes).shifting(response, by: step)
    case .flip:
      let groups = RankOrder(of: reading.responses).groups
      return groups.count == 2 ? RankOrder(groups: groups.reversed()) : nil
    default: return nil
    }
  }

  /// Pointers to the responses, in their present order, after they are ranked in `order`.
  static func pointers(after order: RankOrder, _ reading: RecordReading) -> [JSONPointer] {
    let pointers = reading.responses.map(\.pointer)
    guard pointers.count == 2, let places = try? order.places(count: 2), places[0] != places[1]
    else { return pointers }
    let isSecondBest = places[1] < places[0]
    switch reading.shape {
    case .pairwise, .transcripts: return isSecondBest ? pointers.reversed() : pointers
    case .candidates where !reading.isListOfTexts:
      return isSecondBest ? [rejected, chosen] : [chosen, rejected]
    default: return pointers
    }
  }

  private static let chosen = JSONPointer(["chosen"])
  private static let rejected = JSONPointer(["rejected"])

  /// Turns two candidates into a pair by renaming their members.
  private static func choose(_ best: Int, _ reading: RecordReading) -> [PatchStep] {
    [
      .move(from: reading.responses[best].pointer, to: chosen),
      .move(from: reading.responses[1 - best].pointer, to: rejected),
    ]
  }

  /// Turns the strings of a list into objects with a text and a rank, 1 the best.
  private static func rankTexts(
    _ places: [Int], _ reading: RecordReading, _ value: JSONValue
  ) throws(EditError) -> [PatchStep] {
    var steps: [PatchStep] = []
    for (response, place) in zip(reading.responses, places) {
      guard let text = try? value.value(at: response.pointer) else {
        throw .nothingToRank(reading.shape)
      }
      let ranked = JSONValue.object([
        .init("text", text), .init("rank", .integer(1 + place)),
      ])
      steps += [.test(response.pointer, .value(text)), .replace(response.pointer, ranked)]
    }
    return steps
  }

  private static let better = JSONPointer(["better_response_id"])

  /// Writes which of `response_0` and `response_1` is better.
  private static func prefer(_ best: Int, _ value: JSONValue) throws(EditError) -> [PatchStep] {
    let old = try found(better, value)
    let new = JSONValue.integer(best)
    return old.isEquivalent(to: new) ? [] : [.test(better, .value(old)), .replace(better, new)]
  }

  /// Writes dense ranks, from 0 if some rank of the record is 0, else from 1.
  static func ranks(
    _ places: [Int], _ reading: RecordReading, _ value: JSONValue
  ) -> [PatchStep] {
    let best = reading.bestRank ?? 1
    return zip(reading.responses, places).flatMap { response, place -> [PatchStep] in
      guard let pointer = response.rankPointer else { return [] }
      let new = JSONValue.integer(best + place)
      guard let old = try? value.value(at: pointer) else { return [.add(pointer, new, index: nil)] }
      let spelled = old.string == nil ? new : JSONValue.text(String(best + place))
      if old.isEquivalent(to: spelled) { return [] }
      return [.test(pointer, .value(old)), .replace(pointer, spelled)]
    }
  }

  /// Exchanges chosen and rejected, and every pair of members named after them (`score_chosen`,
  /// `score_rejected`); a good-or-bad label becomes its opposite.
  static func flip(_ reading: RecordReading, _ value: JSONValue) throws(EditError) -> [PatchStep] {
    if reading.shape == .kto, let label = reading.parts.first(where: { $0.role == .label }),
      case .bool(let isGood) = try found(label.pointer, value)
    {
      return [
        .test(label.pointer, .value(.bool(isGood))), .replace(label.pointer, .bool(!isGood)),
      ]
    }
    if reading.shape == .safetyPair {
      return try prefer(try found(better, value).isEquivalent(to: .integer(0)) ? 1 : 0, value)
    }
    guard reading.isPair else { throw .nothingToFlip(reading.shape) }
    var pairs = [(reading.responses[0].pointer, reading.responses[1].pointer)]
    if case .object(let members) = value {
      for member in members {
        guard let twin = twinKey(member.key.text), value[JSONString(twin)] != nil else { continue }
        let pair = (JSONPointer([member.key]), JSONPointer([JSONString(twin)]))
        if !pairs.contains(where: { $0 == pair }) { pairs.append(pair) }
      }
    }
    var steps: [PatchStep] = []
    for (a, b) in pairs { steps += try swap(a, b, value) }
    return steps
  }

  /// The name of the rejected side's member, given the chosen side's; nil if `key` has no "chosen".
  private static func twinKey(_ key: String) -> String? {
    let twin = key.replacing("chosen", with: "rejected", maxReplacements: 1)
    return twin == key ? nil : twin
  }

  private static func found(
    _ pointer: JSONPointer, _ value: JSONValue
  ) throws(EditError) -> JSONValue {
    do { return try value.value(at: pointer) } catch { throw .change(.patch(.pointer(error))) }
  }

  private static func swap(
    _ a: JSONPointer, _ b: JSONPointer, _ value: JSONValue
  ) throws(EditError) -> [PatchStep] {
    let (first, second) = (try found(a, value), try found(b, value))
    if first == second { return [] }
    return [
      .test(a, .value(first)), .replace(a, second), .test(b, .value(second)), .replace(b, first),
    ]
  }
}
