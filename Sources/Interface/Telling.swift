import Curation
import JSONLines

/// What the screen says of places in the cursor's record, and of what was done to it.
extension Pane {
  /// Returns a place as the record's area names it: `chosen`, `user 2`; otherwise its pointer. In a
  /// blind review a response is named by its shown number.
  func told(_ pointer: JSONPointer) -> Phrase { name(of: pointer, in: page) ?? "\(pointer)" }

  /// The name of a part, or of the turn that it is of; nil if the page has none there.
  private func name(of pointer: JSONPointer, in page: RecordPage?) -> Phrase? {
    guard let reading = page?.reading else { return nil }
    if blind != nil,
      let shown = reading.responses.firstIndex(where: { $0.pointer.contains(pointer) })
    {
      return "response \(shown + 1)"
    }
    let part =
      reading.parts.first { $0.pointer == pointer }
      ?? reading.parts.first {
        $0.role != .field && pointer != .root && $0.pointer.parent == pointer
      }
    guard let part else { return nil }
    let namesakes = reading.parts.filter { $0.name == part.name }
    guard namesakes.count > 1,
      let place = namesakes.firstIndex(where: { $0.pointer == part.pointer })
    else { return part.title }
    return "\(part.title) \(place + 1)"
  }

  /// Returns what an entry did, and how to undo it; nil if it has no command.
  ///
  /// - Parameter before: the record's page before the entry.
  func account(of entry: Entry, before: RecordPage?) -> Phrase? {
    let numbers = set.records(of: entry)
    let records: Phrase =
      numbers.count == 1 ? "\(numbers.first ?? cursor)" : "\(numbers.count) records"
    // A deleted part has its name in the page before, an added one in that of now.
    let pages = [before, page].compactMap(\.self).filter { numbers.contains($0.number) }
    if let undone = entry.undoes {
      let done = name(of: undone, in: pages.reversed())
      return set.unmasks(entry)
        ? "undid \(done) on \(records); Ctrl-R redoes; the masked text is in the journal now"
        : "undid \(done) on \(records); Ctrl-R redoes"
    }
    if let redone = entry.redoes {
      return "redid \(name(of: redone, in: pages)) on \(records); u undoes"
    }
    if blind != nil, entry.changes.contains(where: { $0.operation == .order }) {
      return "ranked on \(records); u undoes"
    }
    guard let command = entry.command.map({ told($0, in: pages) }) else { return nil }
    let left = set.marksLeftBehind(by: entry, of: actor)
    if !left.isEmpty {
      let places = Phrase.list(left.map { told($0) })
      return "\(command) on \(records); u undoes; marks of others stay at \(places)"
    }
    if entry.marksTakenOff > 0 {
      return
        "\(command) on \(records); u undoes; marks taken off with their texts: \(entry.marksTakenOff)"
    }
    if ["set", "set-json"].contains(entry.verb), !entry.addedFields.isEmpty {
      return "\(command) on \(records), which had no such field; u undoes"
    }
    if entry.verb == "turn", entry.command?.afterFirstWord.rest.hasPrefix("insert") == true {
      return "\(command) on \(records); e writes it, u undoes"
    }
    return orderNow(after: entry).map { "\(command) on \(records): now \($0); u undoes" }
      ?? "\(command) on \(records); u undoes"
  }

  /// Returns a command with its pointers as the pages name them; in a blind review without those
  /// that would tell one response from another.
  private func told(_ command: String, in pages: [RecordPage]) -> Phrase {
    guard !command.hasPrefix("replace ") else { return "\(command)" }
    var words = command.split(separator: " ")[...]
    var told: [Phrase] = []
    while let word = words.popFirst() {
      let isPlace = word == "at" && words.first?.hasPrefix("/") == true
      if isPlace, blind != nil {
        words.removeFirst()
      } else if word.hasPrefix("/") {
        if blind == nil { told.append(name(of: word, in: pages)) }
      } else {
        told.append("\(word)")
      }
    }
    return told.dropFirst().reduce(told.first ?? "") { "\($0) \($1)" }
  }

  private func name(of word: Substring, in pages: [RecordPage]) -> Phrase {
    let pointer = JSONPointer(String(word))
    return pointer.flatMap { at in pages.lazy.compactMap { name(of: at, in: $0) }.first }
      ?? "\(word)"
  }

  /// Returns the ranking after a response was moved; nil after any other change.
  private func orderNow(after entry: Entry) -> String? {
    guard entry.movesResponse, let reading = page?.reading, reading.shape == .ranked
    else { return nil }
    var order = RankOrder(of: reading.responses)
    let ratings = set.state(of: cursor)?.marks[actor]?.ratings ?? [:]
    let isAcceptable = reading.responses.map {
      ratings[RatingKey.acceptable(at: $0.pointer)].map { $0 == .acceptable(true) }
    }
    if !isAcceptable.contains(nil) {
      let count = order.groups.prefix { $0.allSatisfy { isAcceptable[$0 - 1] == true } }.count
      // Where it is no line, it isn't told as one.
      let others = order.groups.dropFirst(count).joined()
      order.acceptableGroups = others.allSatisfy { isAcceptable[$0 - 1] == false } ? count : nil
    }
    return order.text
  }

  /// The command of an entry, as it may be told.
  func name(of id: ContentHash, in pages: [RecordPage] = []) -> Phrase {
    let logged = set.position(of: id).map { set.entries[$0] }
    if blind != nil, logged?.entry.verb == "rank" { return "rank" }
    return logged.map { told($0.entry.command ?? $0.entry.kind.rawValue, in: pages) } ?? "it"
  }
}

extension Entry {
  /// Whether it gives a reviewer's order of the responses.
  var ranksResponses: Bool {
    changes.contains { if case .mark(.order, _, _) = $0.body { true } else { false } }
  }

  /// Whether it moves a response up or down the ranking.
  var movesResponse: Bool { ["raise", "lower"].contains(verb) }
}
