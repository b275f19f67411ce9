public import JSONLines

/// A command that a judge or a classifier proposes for a record. It isn't carried out until a
/// person agrees.
///
///     {"record": 17, "command": "flag S10 2", "score": 0.93, "reason": "slur", "by": "judge"}
public struct Suggestion: Hashable, Sendable {
  public var record: RecordNumber
  public var command: Command
  /// The proposer's confidence, from 0 to 1.
  public var score: Double?
  public var reason: String?
  public var by: String?
  /// The command as it was written, which identifies the suggestion.
  public var text: String
  /// The hash of the record's bytes in the dataset, which tells whether the number is the record's;
  /// nil if only the number is known.
  public var base: ContentHash?
  /// The hash of the edited bytes that were judged; nil if those of the dataset were.
  public var judged: ContentHash?
  /// Whether it is about the record as it stands when it is answered: a change that is to be made
  /// again after those before it.
  var isAboutPresent = false

  init(
    record: RecordNumber, command: Command, reason: String?, by: String?, text: String,
    base: ContentHash?
  ) {
    (self.record, self.command, self.reason) = (record, command, reason)
    (self.by, self.text, self.base) = (by, text, base)
  }

  public enum Problem: Error, Hashable, Sendable {
    /// The line lacks `record`, or both `command` and `category`.
    case missing(String)
    case command(CommandTextError)
    case unknownCommand(String)
  }

  /// Reads a line that has a command as it is typed, or a classifier's `category`, optionally with
  /// `severity` and `at`.
  ///
  /// - Parameters:
  ///   - value: the line.
  ///   - standard: the category of a line that names neither a command nor a category.
  ///   - category: finds a hazard category by its code.
  public init(
    _ value: JSONValue, standard: String? = nil, category: (String) -> HazardFlag.Key?
  ) throws(Problem) {
    guard let number = value["record"]?.integer, number > 0 else { throw .missing("record") }
    record = RecordNumber(number)
    score = Self.number(value["score"])
    reason = value["reason"]?.string?.text
    by = value["by"]?.string?.text
    base = value["base"]?.string.flatMap { ContentHash(hex: $0.text) }
    judged = value["judged"]?.string.flatMap { ContentHash(hex: $0.text) }
    let typed: String
    // A place isn't typed, as it may contain a space.
    var place: JSONPointer?
    if let line = value["command"]?.string?.text {
      (text, typed) = (line, line)
    } else if let code = value["category"]?.string?.text
      ?? (value["command"] == nil && value["category"] == nil ? standard : nil)
    {
      typed = "flag \(code)" + (value["severity"]?.integer.map { " \($0)" } ?? "")
      if let at = value["at"]?.string {
        place = JSONPointer(at)
        if place == nil { throw .command(.noPointer(at.text)) }
        text = "\(typed) at \(at.text)"
      } else {
        text = typed
      }
    } else {
      throw .missing("command or a category")
    }
    let read: Command?
    do { read = try Command(typed: typed, place: place, category: category) } catch {
      throw .command(error)
    }
    guard let read else { throw .unknownCommand(text) }
    command = read
  }

  private static func number(_ value: JSONValue?) -> Double? {
    guard case .number(let number)? = value else { return nil }
    return Double(number.spelling).flatMap { $0.isFinite ? $0 : nil }
  }

  /// A line that says that a record was judged without a suggestion.
  public static func nothing(
    for record: RecordNumber, base: ContentHash, by judge: String
  ) -> [UInt8] {
    JSONWriter.bytes(
      .object([
        .init("record", .integer(record.value)), .init("base", .text(base.hex)),
        .init("command", .null),
        .init("by", .text(judge)),
      ])) + [0x0A]
  }

  /// Whether a line says that a record was judged without a suggestion.
  public static func isNothing(_ line: JSONValue) -> Bool {
    line["command"] == .null && line["record"]?.integer != nil
  }

  /// Whether bytes are, as far as they go, the beginning of a file of suggestions as `line` writes
  /// them.
  public static func begins(_ bytes: Bytes) -> Bool {
    let start = Array(#"{"record":"#.utf8)
    return bytes.prefix(start.count).elementsEqual(start.prefix(bytes.count))
  }

  /// The key under which a person's answer is kept, as a rating: 5 agrees, 1 refuses.
  public var key: RatingKey { RatingKey(axis: Self.axisPrefix + text) }

  static let axisPrefix = "suggestion: "

  /// Whether a rating is the answer to a suggestion.
  public static func isAnswer(_ key: RatingKey) -> Bool { key.axis.hasPrefix(axisPrefix) }

  /// The answer that a rating is, and the text of the suggestion; nil if it is another rating.
  public static func answer(
    _ key: RatingKey, _ value: RatingValue
  ) -> (agreed: Bool, text: String)? {
    guard isAnswer(key), case .score(let score) = value else { return nil }
    return (score > 3, String(key.axis.dropFirst(axisPrefix.count)))
  }

  /// The suggestion as a line, with a line feed.
  public var line: [UInt8] {
    var members = Members()
    members.add("record", .integer(record.value))
    members.add("base", base.map { .text($0.hex) })
    members.add("judged", judged.map { .text($0.hex) })
    members.add("command", .text(text))
    members.add("score", score.map { .number($0) })
    members.add("reason", reason.map { .text($0) })
    members.add("by", by.map { .text($0) })
    return JSONWriter.bytes(.object(members.list)) + [0x0A]
  }
}

extension WorkingSet {
  /// The answer of `actor` to a suggestion: true agrees; nil if there is none yet.
  public func answer(to suggestion: Suggestion, by actor: String) -> Bool? {
    let key = suggestion.key
    let rating = state(of: suggestion.record)?.marks[actor]?.ratings[key]
    return rating.flatMap { Suggestion.answer(key, $0)?.agreed }
  }

  /// Those of some suggestions that an actor didn't answer yet.
  public func open(_ suggestions: some Sequence<Suggestion>, for actor: String) -> [Suggestion] {
    suggestions.filter { answer(to: $0, by: actor) == nil }
  }

  /// The highest score of each record's suggestions that an actor didn't answer yet; nil if none of
  /// them has one.
  public func scores(
    ofOpen suggestions: some Sequence<Suggestion>, for actor: String
  ) -> [RecordNumber: Double?] {
    Dictionary(grouping: open(suggestions, for: actor), by: \.record)
      .mapValues { $0.compactMap(\.score).max() }
  }
}
