public import JSONLines

/// A command on records, given by a key, a `:` line, a script or the command line.
public enum Command: Hashable, Sendable {
  /// Sets a value; a member or element that doesn't exist is added.
  case set(JSONPointer, JSONValue)
  /// Sets several values, as one step.
  case assign([Assignment])
  /// Replaces a value that no journal may contain: only its hash is recorded.
  case mask(JSONPointer, JSONValue)
  /// Removes a member or an element.
  case delete(JSONPointer)
  /// Edits the list of turns that contains a value.
  case turn(TurnEdit, at: JSONPointer)
  /// Applies a JSON Patch, with tests added where it has none.
  case patch([PatchStep])
  /// Replaces the whole record's text.
  case raw([UInt8])
  case flag(HazardFlag)
  /// Removes flags; nil matches any category or place.
  case unflag(taxonomy: String?, category: String?, at: JSONPointer?)
  case verdict(Verdict?)
  case rate(RatingKey, RatingValue?)
  case note(JSONPointer?, String?)
  /// `leavesCopy`: another record with the same bytes stays.
  case remove(why: String?, leavesCopy: Bool = false)
  case restore
  /// Adds a record, given as JSON, at the end.
  case insert([UInt8])
  /// Adds a copy of the record at the end.
  case duplicate
  /// Restores the record to what it was just after the entry with this name.
  case restoreTo(String)
  case rank(RankOrder)
  /// Moves a response, counted from 1, one place better (-1) or worse (1).
  case shift(response: Int, by: Int)
  case flip
  /// Removes a response, counted from 1, from a ranked list.
  case dropResponse(Int)
  /// Adds a response to a ranked list.
  case addResponse(String)
  /// Decides whose judgements count, by actor, where reviewers differ; nil takes the decision back.
  case resolve(String?)
}

/// A value to set at a pointer.
public struct Assignment: Hashable, Sendable {
  public var pointer: JSONPointer
  public var value: JSONValue

  public init(_ pointer: JSONPointer, _ value: JSONValue) {
    self.pointer = pointer
    self.value = value
  }
}

extension Command {
  /// The pointer that a mark is set on; nil for the record, or if a mark is removed.
  var place: JSONPointer? {
    switch self {
    case .flag(let flag): flag.key.at
    case .rate(let key, .some): key.at
    case .note(let at, .some): at
    default: nil
    }
  }

  /// The command as it could be typed, but without long texts such as notes and new values.
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

  /// A pointer to the whole record is empty, and isn't written.
  private static func named(_ verb: String, _ at: JSONPointer) -> String {
    at == .root ? verb : "\(verb) \(at)"
  }
}

/// Why a command can't be carried out on a record.
public enum EditError: Error, Hashable, Sendable {
  case noSuchRecord(count: Int)
  /// A record that was added, and taken back.
  case takenBack
  case change(ChangeError)
  case nothingToRank(Shape)
  case nothingToFlip(Shape)
  case pairCannotTie
  /// The record has no list to remove a response from or add one to.
  case noListOfResponses(Shape)
  case lastResponse
  case rank(RankOrder.Problem)
  /// The record's edits are in conflict; they have to be undone or decided first.
  case inConflict
  /// The pointer isn't in a turn of a conversation, or the turn lacks a role or a text.
  case noTurn(JSONPointer)
  /// No turn follows that could be merged.
  case noNextTurn
  /// The next turn has another role, so that the two can't be merged.
  case otherRole(String)
  /// Two turns that are to be merged have different values of a member.
  case bothHave(String)
  case noSuchText(String)
  /// A container of this kind, or an empty one, has no place for a new record.
  case noPlaceForRecord(Container)
  /// The record to insert isn't JSON.
  case notJSON(JSONSyntaxError)
  /// Records can't be added until the dataset is completely indexed.
  case stillIndexing
  /// The text doesn't have this range; `count` is its length in UTF-8 bytes.
  case noSuchRange(Range<Int>, count: Int)
  /// A stretch was named of a value that isn't a text.
  case noText(JSONPointer)
  /// The range begins or ends inside a character.
  case cutsCharacter(Range<Int>)
  /// The turn's content isn't a text, but a list of parts or nothing.
  case notOneText(JSONPointer)
  /// The entry is undone, so the record isn't what came of it.
  case undone(String)
  /// No entry of this name concerns the record.
  case noSuchEntry(String)
  /// Several entries have this name, or an id that begins so.
  case ambiguousEntry(String)
  /// The reviewer didn't edit or mark this record; those who did are listed.
  case noSuchReviewer(String, [String])
}

/// A command that failed, with the record on which it did.
public struct CommandError: Error, Hashable, Sendable {
  public var record: RecordNumber
  public var reason: EditError
}
