import Curation
import JSONLines

/// A blind review: sources, ranks and what other reviewers say are hidden, and the responses stand in
/// an order that a seed shuffles.
extension Pane {
  /// The responses of the cursor's record in the order in which they are shown, as indices of
  /// those in `bytes`; nil where nothing is hidden.
  func blindOrder(of bytes: Bytes) -> [Int]? {
    guard let blind else { return nil }
    let reading = RecordReading(bytes, as: shape)
    let places = reading.originalPlaces(in: bytes, of: set.source.bytes(of: cursor))
    let shown = BlindOrder.shuffled(
      places.count, seed: blind, base: set.source.contentHash(of: cursor))
    return shown.compactMap { places.firstIndex(of: $0) }
  }

  /// What the screen may tell of a record's state: in a blind review what one said oneself.
  func shownState(of number: RecordNumber) -> RecordState? {
    guard let state = set.state(of: number) else { return nil }
    return blind == nil ? state : state.asSaid(by: actor)
  }

  /// A place as the screen may name it: in a blind review a response by its number there.
  func told(_ pointer: JSONPointer) -> Phrase {
    guard blind != nil,
      let shown = page?.reading.responses.firstIndex(where: { $0.pointer.contains(pointer) })
    else { return "\(pointer)" }
    return "response \(shown + 1)"
  }

  /// A command as the screen may repeat it: in a blind review without the places of responses.
  func told(_ command: String) -> String {
    guard blind != nil, !command.hasPrefix("replace ") else { return command }
    let words = command.split(separator: " ")
    return words.indices.filter { place in
      let isBefore = words[place] == "at" && place + 1 < words.count
      return !words[isBefore ? place + 1 : place].hasPrefix("/")
    }.map { words[$0] }.joined(separator: " ")
  }

  /// The order that one gave to the cursor's record, by the responses as they are shown.
  var ownBlindOrder: RankOrder? {
    guard let blind, let order = set.state(of: cursor)?.marks[actor]?.order else { return nil }
    let shown = BlindOrder.shuffled(
      order.groups.joined().count, seed: blind, base: set.source.contentHash(of: cursor))
    let places = shown.indices.map { place in shown.firstIndex(of: place) ?? place }
    return order.renumbered(places)
  }
}

extension Model {
  /// Actions that would show what a blind review hides.
  private static let revealing: Set<Action> = [
    .baseOrNow, .trainer, .history, .flip, .raise, .lower, .agree, .refuse, .nextSuggestion,
    .previousSuggestion, .nextEdit, .previousEdit, .editRecord, .editConversation,
  ]

  /// Says so where an action isn't for a blind review.
  mutating func isHidden(_ action: Action) -> Bool {
    guard pane.blind != nil, Self.revealing.contains(action) else { return false }
    switch action {
    case .flip, .raise, .lower:
      complain("in a blind review r ranks the responses as they are shown")
    default: complain("a blind review hides this")
    }
    return true
  }

  /// A command that names responses as they are shown, by their numbers in the record; nil, and
  /// said, where it can't be.
  mutating func unblinded(_ command: Command) -> Command? {
    guard pane.blind != nil, let page = pane.page else { return command }
    switch command {
    case .rank(let order):
      guard pane.targets == [pane.cursor], let shown = blindOrder(page) else {
        complain("in a blind review one record is ranked at a time")
        return nil
      }
      // Checked as it was typed: what is wrong with it is said by the numbers on the screen.
      do { _ = try order.places(count: shown.count) } catch {
        complain(error.text)
        return nil
      }
      return .rank(order.renumbered(shown))
    case .flip, .shift:
      _ = isHidden(.flip)
      return nil
    default: return command
    }
  }

  private func blindOrder(_ page: RecordPage) -> [Int]? { pane.blindOrder(of: page.bytes) }
}

extension RecordReading {
  /// Members that tell where a text came from.
  private static let sources: Set<String> = [
    "source", "model", "generator", "annotator", "dataset", "origin", "completion_model", "author",
  ]

  /// Leaves out names, ranks, labels and other fields of the responses, which stand in the order
  /// `order`; of other records, where they came from.
  mutating func hideSources(showing order: [Int]) {
    guard hasColumns, order.count == responses.count else {
      parts.removeAll { $0.role == .field && Self.sources.contains($0.name.lowercased()) }
      return
    }
    parts.removeAll { $0.role == .field || $0.role == .label }
    let context = parts.filter { $0.response == nil }
    parts = order.enumerated().reduce(context) { parts, shown in
      let (place, index) = shown
      var isFirst = true
      return parts
        + self.parts.filter { $0.response == index }.map { part in
          var part = part
          part.response = place
          if [.chosen, .rejected].contains(part.role) { part.role = .response }
          if isFirst { part.name = "response \(place + 1)" }
          isFirst = false
          return part
        }
    }
    responses = order.map { index in
      var response = responses[index]
      (response.rank, response.rankPointer) = (nil, nil)
      return response
    }
  }
}
