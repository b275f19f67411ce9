import Console
import Curation
import JSONLines

/// A rating given by two keys: a letter for the axis, a digit from 1 to 5.
struct RatingMenu: Hashable, Sendable {
  /// The rated response; nil rates the record.
  var at: JSONPointer?
  var axis: String?

  /// Returns the prompt for the line of events.
  func text(in pane: Pane) -> Phrase {
    guard let axis else {
      let choices = Phrase.list(RatingKey.known.map { "\(String($0)) \(Phrase(word: $1))" })
      return at.map { "rate of \(pane.told($0)): \(choices)" } ?? "rate: \(choices)"
    }
    let name = RatingKey(axis: axis, at: at).phrase(in: pane)
    return axis == RatingKey.acceptability
      ? "\(name): y yes, n no, 0 takes it off" : "\(name): 1 to 5, 0 takes it off"
  }
}

extension Model {
  mutating func beginRating() {
    let isResponse = pane.part?.response != nil && !pane.hasChosen
    let response = isResponse ? pane.page?.reading.responses[pane.response].pointer : nil
    mode = .rating(RatingMenu(at: response))
  }

  mutating func choose(_ key: Key, in menu: RatingMenu) -> [Effect] {
    guard case .character(let scalar) = key else {
      event = nil
      mode = .browse
      return []
    }
    let letter = Character(scalar)
    guard let axis = menu.axis else {
      guard let axis = RatingKey.known.first(where: { $0.letter == letter })?.name else {
        return refuse("\(letter) is no axis")
      }
      event = nil
      mode = .rating(RatingMenu(at: menu.at, axis: axis))
      return []
    }
    let word =
      axis == RatingKey.acceptability
      ? (letter == "y" ? "yes" : letter == "n" ? "no" : "") : "\(letter)"
    guard letter == "0" || RatingValue(word, axis: axis) != nil else {
      return refuse(menu.text(in: pane))
    }
    mode = .browse
    let command = Command.rate(
      RatingKey(axis: axis, at: menu.at), RatingValue(word, axis: axis))
    recordInMacro(command.line)
    return carryOut(command)
  }
}
