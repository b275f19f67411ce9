import JSONLines

/// Removal of a response from a ranked list, and addition of one.
extension Ranking {
  /// The patch that removes a response, counted from 1, from its list and makes the ranks of the
  /// others dense again.
  static func drop(
    _ number: Int, _ reading: RecordReading, _ value: JSONValue
  ) throws(EditError) -> [PatchStep] {
    guard reading.shape == .ranked else { throw .noListOfResponses(reading.shape) }
    let count = reading.responses.count
    guard (1...count).contains(number) else { throw .rank(.outOfRange(number, count: count)) }
    guard count > 1 else { throw .lastResponse }
    let dropped = reading.responses[number - 1]
    guard let old = try? value.value(at: dropped.pointer) else {
      throw .change(.patch(.pointer(.missing(dropped.pointer))))
    }
    var rest = reading
    rest.responses.remove(at: number - 1)
    var steps: [PatchStep] = []
    if rest.responses.allSatisfy({ $0.rank != nil }) {
      let places: [Int]
      do {
        places = try RankOrder(of: rest.responses).places(count: rest.responses.count)
      } catch {
        throw .rank(error)
      }
      steps = ranks(places, rest, value)
    }
    return steps + [.test(dropped.pointer, .value(old)), .remove(dropped.pointer)]
  }

  /// The patch that adds a response at the end of the list, ranked below all others if those have
  /// ranks.
  static func add(
    _ text: String, _ reading: RecordReading, _ value: JSONValue
  ) throws(EditError) -> [PatchStep] {
    guard reading.shape == .ranked, let last = reading.responses.last,
      let list = last.pointer.parent,
      case .object(let members)? = try? value.value(at: last.pointer),
      let part = reading.parts.first(where: { $0.response == reading.responses.count - 1 }),
      let textKey = part.pointer.tokens.last
    else { throw .noListOfResponses(reading.shape) }
    let worst = reading.responses.compactMap { response in
      // A rank in a string isn't one that is read, but it is kept as one.
      let spelled = response.rankPointer.flatMap { (try? value.value(at: $0))?.string?.text }
      return response.rank ?? spelled.flatMap { Int($0) }.flatMap { $0 < Int.exactLimit ? $0 : nil }
    }.max()
    let rankKey = worst == nil ? nil : last.rankPointer?.tokens.last
    let new = members.compactMap { member -> JSONValue.Member? in
      if member.key == textKey { return .init(member.key, .text(text)) }
      guard member.key == rankKey, let worst else { return nil }
      let isText = member.value.string != nil
      return .init(member.key, isText ? .text(String(worst + 1)) : .integer(worst + 1))
    }
    return [.add(list.appending(reading.responses.count), .object(new), index: nil)]
  }
}
