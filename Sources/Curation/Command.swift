public import JSONLines

/// What someone asks to be done to records, by a key, a `:` line, a script or the command line.
public enum Command: Hashable, Sendable {
  /// Sets a value; a member or element that doesn't exist is added.
  case set(JSONPointer, JSONValue)
  /// Sets several values, as one step.
  case assign([Assignment])
  /// Sets a text in the place of one that no journal is to hold: its hash is kept, not itself.
  case mask(JSONPointer, JSONValue)
  /// Takes a member or an element out.
  case delete(JSONPointer)
  /// Changes the list of turns that a value stands in.
  case turn(TurnEdit, at: JSONPointer)
  /// A JSON Patch; tests are added where it has none.
  case patch([PatchStep])
  /// Replaces the whole record's text.
  case raw([UInt8])
  case flag(HazardFlag)
  /// Takes flags off: of a category, of one place; nil is any.
  case unflag(taxonomy: String?, category: String?, at: JSONPointer?)
  case verdict(Verdict?)
  case rate(RatingKey, RatingValue?)
  case note(JSONPointer?, String?)
  case remove(why: String?)
  case restore
  /// Adds a record, JSON, at the end.
  case insert([UInt8])
  /// Adds a copy of the record at the end.
  case duplicate
  /// Makes the record what it was once the entry of this name was made.
  case restoreTo(String)
  case rank(RankOrder)
  /// Moves a response, counted from 1, one place better (-1) or worse (1).
  case shift(response: Int, by: Int)
  case flip
  /// Takes a response, counted from 1, out of a ranked list.
  case dropResponse(Int)
  /// Adds a response to a ranked list.
  case addResponse(String)
  /// Whose word counts, by actor, where reviewers differ; nil takes the decision back.
  case resolve(String?)
}

/// A value to be set.
public struct Assignment: Hashable, Sendable {
  public var pointer: JSONPointer
  public var value: JSONValue

  public init(_ pointer: JSONPointer, _ value: JSONValue) {
    self.pointer = pointer
    self.value = value
  }
}

extension Command {
  /// The value that a mark is to be set on, if it isn't the record.
  var place: JSONPointer? {
    switch self {
    case .flag(let flag): flag.key.at
    case .rate(let key, .some): key.at
    case .note(let at, .some): at
    default: nil
    }
  }

  /// The command as one could type it; what was typed as text isn't repeated.
  public var text: String {
    switch self {
    case .set(let at, _): Self.named("set", at)
    case .assign(let all): "set " + all.map { "\($0.pointer)" }.joined(separator: " ")
    case .mask(let at, _): Self.named("mask", at)
    case .delete(let at): "delete \(at)"
    case .turn(let edit, let at): "turn \(edit.text) at \(at)"
    case .patch: "patch"
    case .raw: "raw"
    case .flag(let flag):
      "flag \(flag.key.category) \(flag.severity)" + (flag.key.at.map { " at \($0)" } ?? "")
        + (flag.key.range.map { " range \($0.lowerBound)-\($0.upperBound)" } ?? "")
    case .unflag(_, let category, let at):
      "unflag" + (category.map { " \($0)" } ?? "") + (at.map { " at \($0)" } ?? "")
    case .verdict(let verdict): "verdict \(verdict?.rawValue ?? "none")"
    case .rate(let key, let value):
      "rate \(key.axis) \(value?.text ?? "none")" + (key.at.map { " at \($0)" } ?? "")
    case .note: "note"
    case .remove: "remove"
    case .restore: "restore"
    case .insert: "insert"
    case .duplicate: "duplicate"
    case .restoreTo(let entry): "restore to \(entry)"
    case .rank(let order): "rank \(order.text)"
    case .shift(let response, let step): "\(step < 0 ? "raise" : "lower") \(response)"
    case .flip: "flip"
    case .dropResponse(let number): "response drop \(number)"
    case .addResponse: "response add"
    case .resolve(let actor): "resolve \(actor ?? "none")"
    }
  }

  /// A record that is a text itself has no place to be named.
  private static func named(_ verb: String, _ at: JSONPointer) -> String {
    at == .root ? verb : "\(verb) \(at)"
  }
}

/// Why a command can't be carried out on a record.
public enum EditError: Error, Hashable, Sendable {
  case noSuchRecord(count: Int)
  case change(ChangeError)
  case nothingToRank(Shape)
  case nothingToFlip(Shape)
  case pairCannotTie
  /// The record has no list that a response could be taken out of or added to.
  case noListOfResponses(Shape)
  case lastResponse
  case rank(RankOrder.Problem)
  /// Its edits are in conflict; they have to be undone or decided first.
  case inConflict
  /// A line of JSONL can't have a line break in it.
  case lineBreakInRaw
  case emptyRaw
  /// A flag of this category was not there to be taken off.
  case noSuchFlag
  /// What the pointer names isn't a turn of a conversation.
  case noTurn(JSONPointer)
  /// There is no turn after this one to be joined.
  case noNextTurn
  case noSuchText(String)
  /// A new record has no place in a container of this kind, or in an empty one.
  case noPlaceForRecord(Container)
  /// What is to be inserted isn't JSON.
  case notJSON(JSONSyntaxError)
  /// Records can be added once all are known.
  case stillIndexing
  /// A stretch that the text doesn't have; how many bytes it has.
  case noSuchRange(Range<Int>, count: Int)
  /// No entry of this name concerns the record.
  case noSuchEntry(String)
  /// The reviewer said nothing about this record.
  case noSuchReviewer(String, [String])
}

/// A command that failed, and on which record.
public struct CommandError: Error, Hashable, Sendable {
  public var record: RecordNumber
  public var reason: EditError
}
