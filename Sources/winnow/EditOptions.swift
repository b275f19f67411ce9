import ArgumentParser
import Curation
import Interface
import JSONLines

/// The options of every command that writes an entry.
struct EditOptions: ParsableArguments {
  @OptionGroup var records: RecordOptions
  @Flag(
    help: .json(
      "One JSON object that says what was done.",
      [
        "command": "what was done, in words that are typed after :, without texts",
        "records": "the numbers of the records that it was to be done to",
        "changed": "how many of them it changed",
        "entry": "the journal entry's id; null if nothing changed",
      ])) var json = false

  /// Takes away the last word, which isn't a record's number.
  mutating func popWord(_ usage: Phrase) throws(Failure) -> String {
    guard records.numbers.count > (records.query == nil ? 1 : 0),
      let word = records.numbers.popLast()
    else { throw Failure(.usage, usage) }
    return word
  }

  /// Opens the dataset, carries out the commands in order as one step, and reports what was done.
  func perform(_ commands: [Command], why: String? = nil) throws {
    let (workspace, numbers) = try records.open()
    let before = workspace.set.entries.count
    let name = commands.map(\.text).joined(separator: ", ")
    let pairs = numbers.flatMap { number in commands.map { (number, $0) } }
    _ = try workspace.perform(pairs, as: name, why: why)
    report(name, numbers, workspace.set.entries[before...].map(\.entry), workspace)
  }

  private func report(
    _ name: String, _ numbers: [RecordNumber], _ entries: [Entry], _ workspace: Workspace
  ) {
    let changed = Set(entries.flatMap { workspace.set.records(of: $0) }).count
    if json {
      Output.json(workspace.done(name, on: numbers, changed: changed))
    } else if changed == 0 {
      Output.complain(numbers.isEmpty ? "no record matches" : "nothing to change")
    } else {
      let what =
        numbers.count == 1
        ? "\(numbers[0])" : counted(changed, "record")
      Output.complain("\(name): \(what) (\(records.dataset.undoHint))")
      // This reveals a mistyped pointer.
      for pointer in Set(entries.flatMap(\.addedFields)).map(\.description).sorted() {
        Output.complain("\(pointer) is new: it wasn't there before")
      }
      // As this does a mistyped axis.
      let known = RatingKey.known.map(\.name)
      let earlier = workspace.set.entries.dropLast(entries.count)
      for axis in Set(entries.flatMap(\.ratedAxes)).subtracting(known).sorted()
      where !earlier.contains(where: { $0.entry.ratedAxes.contains(axis) }) {
        Output.complain(
          "\(axis) is a new axis, beside \(known.joined(separator: ", "))")
      }
      workspace.complainOfMarksLeft(by: entries, of: workspace.actor)
      let gone = entries.map(\.marksTakenOff).reduce(0, +)
      if gone > 0 { Output.complain("marks taken off with their texts: \(gone)") }
      let edited = Set(entries.filter { $0.kind == .raw }.flatMap { workspace.set.records(of: $0) })
      for number in edited.sorted() {
        guard let problem = workspace.reading(of: number).problem else { continue }
        Output.complain("\(number) isn't JSON now: \(problem.text)")
      }
      for pointer in Set(entries.flatMap(\.wrappedTexts)).map(\.description).sorted() {
        Output.complain("\(pointer) was a text, and is an object with its rank now")
      }
    }
  }
}

extension Workspace {
  /// The members that say what a command did to records.
  ///
  /// - Parameters:
  ///   - numbers: the records that it was to be done to.
  ///   - changed: how many of them it changed, by the last entry.
  func done(
    _ command: String, on numbers: [RecordNumber], changed: Int
  ) -> [(JSONString, JSONValue?)] {
    let entry = changed > 0 ? self.set.entries.last?.entry.id : nil
    return [
      ("command", .text(command)), ("records", .array(numbers.map { .integer($0.value) })),
      ("changed", .integer(changed)), ("entry", entry.map { .text($0.hex) } ?? .null),
    ]
  }

  /// Says where marks stay that entries of an actor, whose own marks they move, left behind.
  func complainOfMarksLeft(by entries: [Entry], of actor: String) {
    let set = self.set
    let places = entries.flatMap { set.marksLeftBehind(by: $0, of: actor) }
    for pointer in places.map(\.description).uniqued.sorted() {
      Output.complain("marks of others stay at \(pointer), whose text was moved or taken away")
    }
  }
}

extension Entry {
  /// The axes of the ratings that it gives.
  fileprivate var ratedAxes: [String] {
    changes.compactMap { change in
      guard case .mark(_, _, .rating(let key, _)?) = change.body else { return nil }
      return key.axis
    }
  }

  /// The texts that an edit turns into objects: responses in a list of texts that is ranked.
  fileprivate var wrappedTexts: [JSONPointer] {
    changes.flatMap { change in
      zip(change.steps, change.steps.dropFirst()).compactMap { before, after -> JSONPointer? in
        guard case .test(_, .value(.string(let text))) = before,
          case .replace(let pointer, .object(let members)) = after,
          members.contains(where: { $0.value == .string(text) })
        else { return nil }
        return pointer
      }
    }
  }
}
