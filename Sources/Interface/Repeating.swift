import Curation
import JSONLines

/// A change that can be made again, on another record or part, or a text that was typed, which
/// can't.
enum Repeatable: Sendable {
  case command(Command, at: PartFocus)
  case action(Action)
  case line(String)
  case typed
}

/// The part that had the focus when a change was made.
struct PartFocus: Hashable, Sendable {
  var part: JSONPointer?
  /// The response that the part belongs to, from 0, and its pointer.
  var response: Int?
  var responsePointer: JSONPointer?

  init(_ pane: Pane) {
    part = pane.part?.pointer
    response = pane.part?.response
    let responses = pane.page?.reading.responses ?? []
    responsePointer = response.flatMap {
      responses.indices.contains($0) ? responses[$0].pointer : nil
    }
  }
}

extension Command {
  /// The command for the part that has the focus now, if it was about the one that had it.
  func refocused(from old: PartFocus, to new: PartFocus) -> Command {
    func place(_ pointer: JSONPointer?) -> JSONPointer? {
      guard let pointer else { return nil }
      if pointer == old.part { return new.part ?? pointer }
      if pointer == old.responsePointer { return new.responsePointer ?? pointer }
      return pointer
    }
    switch self {
    case .flag(var flag):
      // A stretch is one of a certain text.
      if flag.key.range == nil { flag.key.at = place(flag.key.at) }
      return .flag(flag)
    case .unflag(let taxonomy, let category, let at):
      return .unflag(taxonomy: taxonomy, category: category, at: place(at))
    case .rate(var key, let value):
      key.at = place(key.at)
      return .rate(key, value)
    case .note(let at, let text): return .note(place(at), text)
    case .turn(let edit, let at): return .turn(edit, at: place(at) ?? at)
    case .shift(let response, let step) where response - 1 == old.response:
      return .shift(response: (new.response ?? response - 1) + 1, by: step)
    default: return self
    }
  }
}
