public import Analysis
public import Curation
public import JSONLines

// The messages of every error of the model, for the screen and the command line.

extension EntryError {
  public var text: Phrase {
    switch self {
    case .syntax(let error): error.phrase
    case .blank: "the line is blank"
    case .notAnObject("line"): "it isn't a JSON object, or has a member twice"
    case .notAnObject(let name): "\"\(name)\" isn't a JSON object, or has a member twice"
    case .version(let version): "written in format \(version); a newer winnow is needed"
    case .unknownOperation(let name):
      "the operation \"\(name)\" is unknown; a newer winnow is needed"
    case .unknownStep(let name):
      "a patch has test, replace, remove, add and move, and no \"\(name)\""
    case .unknownMember(let name): "the member \"\(name)\" is unknown; a newer winnow is needed"
    case .missingMember(let name): "the member \"\(name)\" is missing"
    case .invalidMember(let name):
      "the member \"\(name)\" isn't what `winnow journal schema` says it is"
    }
  }
}

extension QueryError {
  public var text: Phrase { "column \(column): \(reason.text)" }
}

extension QueryError.Reason {
  public var text: Phrase {
    switch self {
    case .empty: "say what to look for, like output:sorry or turns>=4"
    case .unclosed(let sign): "the \(sign) isn't closed"
    case .unexpected(let found): "\(found) can't stand here"
    case .missingOperand(""): "something is missing here"
    case .missingOperand(let before): "something is missing after \(before)"
    case .expression(let message): "the expression is wrong: \(Phrase(said: message))"
    case .notAShare(let text): "\(text) isn't a share, like 5% or 5%@7"
    case .notANumber(""): "a number is missing"
    case .notANumber(let found): "\(found) isn't a number"
    case .notARecord(let found): "\(found) isn't a record number or a range like 17-40"
    case .unknown(let kind, let name, []): "there is no \(kind) \"\(name)\" yet"
    case .unknown(let kind, let name, let known):
      "there is no \(kind) \"\(name)\"; there are \(.names(known))"
    case .unreadable(let path): "\(path) can't be read"
    case .tooDeep: "more than 500 parentheses and nots stand in each other"
    }
  }
}

extension JSONPointerError {
  public var text: Phrase {
    switch self {
    case .missing(let pointer): "there is nothing at \(pointer)"
    case .ambiguous(let pointer):
      "\(pointer) is ambiguous: an object on the way has a member twice; repair it as raw text: gJ, or `winnow edit --raw`"
    }
  }
}

extension ChangeError {
  public var text: Phrase {
    switch self {
    case .patch(.pointer(let error)): error.text
    case .patch(.testFailed(.root)): "the record isn't the one to be replaced"
    case .patch(.testFailed(let pointer)): "the value at \(pointer) isn't the one to be replaced"
    case .patch(.noPlace(.root)): "the record as a whole has no place to change"
    case .patch(.noPlace(let pointer)): "there is no place for a value at \(pointer)"
    case .patch(.taken(.root)): "somebody else has put another text in its place"
    case .patch(.taken(let pointer)): "somebody else has put another value at \(pointer)"
    case .patch(.untold(let pointer)):
      "nothing tells that \(pointer) is what it was when it was edited"
    case .notJSON(let error): "\(error.phrase); repair it as raw text"
    case .textDiffers: "the record's text isn't the one to be replaced"
    case .empty: "a record can't be empty; remove it instead"
    case .lineBreak: "a record of JSON Lines can't have a line break in it"
    case .notAnElement(let error): "here a record must be JSON: \(error.phrase)"
    }
  }
}

extension EditError {
  public var text: Phrase {
    switch self {
    case .noSuchRecord(let count): "there is no such record; the dataset has \(count)"
    case .takenBack: "the record was added, and taken back again"
    case .change(let error): error.text
    case .nothingToRank(.replyTree):
      "ranks of a reply tree are set one by one, like set-json /prompt/replies/0/rank 1"
    case .nothingToRank(let shape): "\(shape.rawValue) records have no place for ranks"
    case .nothingToFlip(let shape): "\(shape.rawValue) records have no preference to flip"
    case .pairCannotTie: "chosen and rejected can't be equal; rank 1,2 or 2,1"
    case .rank(let problem): problem.text
    case .inConflict:
      "its edits are in conflict: ga or `winnow resolve` decides, or undo one of them (winnow log)"
    case .noTurn(let pointer): "\(pointer) isn't a turn of a conversation"
    case .noNextTurn: "there is no turn after this one to be merged with it"
    case .otherRole(let role):
      "the next turn is of another role, \(role), so the two can't be merged"
    case .bothHave(let name):
      "both turns have \(name), and a merged one could keep only one; delete one first"
    case .noListOfResponses(let shape):
      "\(shape.rawValue) has no list of responses that one could be added to or taken out of"
    case .lastResponse: "that is the only response; d removes the record"
    case .noPlaceForRecord(.wrapped), .noPlaceForRecord(.array):
      "no record can be added to an empty or broken array"
    case .noPlaceForRecord(let container):
      "no record can be added to a file of this kind (\(container.rawValue))"
    case .notJSON(let error): "a new record must be JSON: \(error.phrase)"
    case .stillIndexing: "the file is still being indexed"
    case .noText(let pointer): "\(pointer) isn't a text, so no stretch of it can be flagged"
    case .noSuchRange(let range, let count):
      "bytes \(range.lowerBound)-\(range.upperBound) aren't in that text, which has \(count)"
    case .notOneText(let pointer):
      "the turn at \(pointer), or the next one, isn't one text, and can't be split or merged"
    case .undone(let name): "\(name) is undone; redo it first"
    case .cutsCharacter(let range):
      "bytes \(range.lowerBound)-\(range.upperBound) begin or end inside a character"
    case .ambiguousEntry(let name): several(name)
    case .noSuchEntry(let name):
      "no entry \(name) concerns this record; its history (H, `winnow log`) names those"
    case .noSuchReviewer(let name, []): "\(name) said nothing about it"
    case .noSuchReviewer(let name, let reviewers):
      "\(name) said nothing about it; \(.names(reviewers)) did"
    case .noSuchText(let text): "the turn doesn't have the text \"\(text)\" after its beginning"
    }
  }
}

extension CommandTextError {
  public var text: Phrase {
    switch self {
    case .usage(let text): Phrase(said: text)
    case .noPointer(let text): "\"\(text)\" isn't a JSON Pointer, like /output"
    case .noCategory(let code): "\(code): no such category; f and `winnow taxonomies` show them"
    case .value(let error): error.phrase
    case .order(let problem): problem.text
    }
  }
}

extension Replacement.Problem {
  public var text: Phrase {
    switch self {
    case .usage: "a replacement is like /colou?r/color/ in output; i after it for any case"
    case .pattern(let error):
      "the expression is wrong at character \(error.byteOffset + 1): \(Phrase(said: error.message))"
    case .template(let reason): "what is to stand in its place is wrong: \(reason)"
    case .escape(let letter):
      "in what is to stand there, a backslash comes before n, t or another, not before \"\(letter)\""
    }
  }
}

extension RankOrder.Problem {
  public var text: Phrase {
    switch self {
    case .notANumber(let text):
      "\"\(text)\" isn't a response's number; an order is like 2,1,3 or 2=3,1"
    case .empty: "an order is like 2,1,3 or 2=3,1, best first"
    case .repeated(let number): "response \(number) stands twice in the order"
    case .missing(let numbers):
      numbers.count == 1
        ? "the order leaves out response \(numbers[0])"
        : "the order leaves out responses \(.names(numbers.map(String.init)))"
    case .outOfRange(let number, let count): "there is no response \(number); there are \(count)"
    case .severalLines: "an order has one / : what comes after it isn't acceptable"
    }
  }
}

private func several(_ name: String) -> Phrase {
  "several entries are called \(name): say one by more digits of its id (winnow log)"
}

extension UndoError {
  public var text: Phrase {
    switch self {
    case .nothingToUndo: "nothing to undo"
    case .nothingToRedo: "nothing to redo"
    case .noSuchEntry(let name) where name.count < WorkingSet.entryDigits:
      "an entry is named by four digits of its id or more, not by \(name) (winnow log lists them)"
    case .noSuchEntry(let name): "there is no entry \(name) (winnow log lists them)"
    case .ambiguousEntry(let name): several(name)
    case .notUndoable(let name):
      "\(name) can't be undone: it is undone already, changes nothing, or is an undo itself"
    case .notUndone(let name): "\(name) isn't undone, so it can't be redone"
    case .standsInTheWay([], let record): "\(record) has changed since"
    case .standsInTheWay(let names, let record):
      "\(record): \(.names(names)) came later and changed the same; undo that first"
    case .recordGone(let name): "\(name) changed a record that isn't in the dataset any more"
    case .masked(let name, let record):
      "\(name) masked a text of \(record), and has only its hash; the dataset has it no more"
    }
  }
}

extension CommandError {
  public var text: Phrase { "\(record): \(reason.text)" }
}
