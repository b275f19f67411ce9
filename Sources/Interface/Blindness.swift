import Curation
import JSONLines

/// A blind review hides sources, ranks and the marks of other reviewers, and shuffles the responses
/// by a seed.
extension Pane {
  /// Returns the shuffled order of the responses of a record, as indices into those in `bytes`; nil
  /// outside a blind review.
  func blindOrder(of number: RecordNumber, _ bytes: Bytes) -> [Int]? {
    guard let blind else { return nil }
    let reading = RecordReading(bytes, as: shape)
    let places = reading.originalPlaces(
      in: bytes, of: set.source.bytes(of: number), as: shape)
    let shown = BlindOrder.shuffled(
      places.count, seed: blind, base: set.source.contentHash(of: number))
    return shown.compactMap { places.firstIndex(of: $0) }
  }

  /// Returns the state of a record that the screen may show: in a blind review, only the user's own
  /// marks.
  func shownState(of number: RecordNumber) -> RecordState? {
    guard let state = set.state(of: number) else { return nil }
    return blind == nil ? state : state.asSaid(by: actor)
  }

  /// The user's own ranking of the cursor's record, in terms of the shuffled responses; nil outside
  /// a blind review, and if there is none.
  var ownBlindOrder: RankOrder? {
    guard let blind, let order = set.state(of: cursor)?.marks[actor]?.order else { return nil }
    let shown = BlindOrder.shuffled(
      order.groups.joined().count, seed: blind, base: set.source.contentHash(of: cursor))
    let places = shown.indices.map { place in shown.firstIndex(of: place) ?? place }
    return order.renumbered(places)
  }
}

extension Model {
  /// Translates a command from the shuffled responses to the numbers in the record. If that isn't
  /// possible, tells the user and returns nil.
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
    case .resolve:
      complain("a blind review hides this")
      return nil
    case .flip, .shift:
      if let obstacle = obstacle(to: .flip) { complain(obstacle) }
      return nil
    default: return command
    }
  }

  private func blindOrder(_ page: RecordPage) -> [Int]? {
    pane.blindOrder(of: page.number, page.bytes)
  }
}

extension RecordReading {
  /// Reorders the responses by `order` and removes their names, ranks, labels and other fields. Of
  /// a record without responses side by side, removes only fields about its source.
  mutating func hideSources(showing order: [Int]) {
    guard hasColumns, order.count == responses.count else {
      parts.removeAll(where: \.tellsSource)
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
          // `chosen assistant` of a response with several turns becomes `assistant`.
          for side in ["chosen ", "rejected "] where part.name.hasPrefix(side) {
            part.name.removeFirst(side.count)
          }
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
