public import JSONLines

/// Why a typed command can't be read.
public enum CommandTextError: Error, Hashable, Sendable {
  case usage(String)
  case noPointer(String)
  case noCategory(String)
  case value(JSONSyntaxError)
  case order(RankOrder.Problem)
}

extension Command {
  /// Reads a command as it is typed after `:` or in a script, and as entries record it.
  ///
  ///     set /output some text        flag S10 2 at /output why      verdict discarded
  ///                                  flag S10 2 at /output range 5-12
  ///     set-json /score 3            unflag S10                     rank 2,1/3
  ///     remove why                   rate helpful 4 at /chosen      note at /output text
  ///     resolve alice            flip                           turn delete at /messages/1
  ///
  /// - Parameters:
  ///   - place: what a flag or a turn command is about if the text has no `at POINTER`.
  ///   - category: finds a hazard category by its code, in upper or lower case.
  /// - Returns: nil if the first word isn't a command on records.
  public init?(
    typed text: String, place: JSONPointer? = nil,
    category: (String) -> HazardFlag.Key?
  ) throws(CommandTextError) {
    var words = TypedWords(text)
    guard let verb = words.next().flatMap(Verb.init(typed:)) else { return nil }
    switch verb {
    case .set: self = try Self.set(&words, isJSON: false)
    case .setJSON: self = try Self.set(&words, isJSON: true)
    case .delete:
      self = .delete(try words.pointer("delete /field"))
      try words.end("delete /field")
    case .flag: self = try Self.flag(&words, place, category)
    case .unflag: self = try Self.unflag(&words, category)
    case .verdict: self = try Self.verdict(&words)
    case .rate: self = try Self.rate(&words)
    case .note:
      let at = try words.place()
      guard !words.rest.isEmpty else { throw .usage("note wants a text; note none takes it off") }
      self = .note(at, words.rest == "none" ? nil : words.rest)
    case .remove: self = .remove(why: words.rest.isEmpty ? nil : words.rest)
    case .restore: self = try Self.restore(&words)
    case .flip:
      try words.end("flip")
      self = .flip
    case .rank:
      do { self = .rank(try RankOrder(words.rest)) } catch { throw .order(error) }
    case .turn: self = try Self.turn(&words, place)
    case .resolve:
      guard let actor = words.next(), words.rest.isEmpty else {
        throw .usage("say whose word counts: resolve alice, or resolve none")
      }
      self = .resolve(actor == "none" ? nil : actor)
    case .insert:
      guard !words.rest.isEmpty else { throw .usage("insert wants the record, as JSON") }
      self = .insert(Array(words.rest.utf8))
    case .duplicate:
      try words.end("duplicate")
      self = .duplicate
    case .mask:
      guard case .set(let at, let value) = try Self.set(&words, isJSON: true) else { return nil }
      self = .mask(at, value)
    case .patch: self = try Self.patch(&words)
    case .raw:
      guard let text = try Self.json(&words, "raw \"{...}\"").string?.text else {
        throw .usage("raw wants the record's text as a JSON string")
      }
      self = .raw(Array(text.utf8))
    case .response: self = try Self.response(&words)
    }
  }

  /// The first words of commands on records.
  public enum Verb: String, Hashable, Sendable, CaseIterable {
    case set
    case setJSON = "set-json"
    case delete, flag, unflag, verdict, rate, note, remove, restore, flip, rank, turn, resolve,
      insert
    case duplicate, mask, patch, raw, response

    /// `r` is short for `rank`.
    public init?(typed word: some StringProtocol) {
      self.init(rawValue: word == "r" ? "rank" : String(word))
    }
  }

  private static func unflag(
    _ words: inout TypedWords, _ category: (String) -> HazardFlag.Key?
  ) throws(CommandTextError) -> Command {
    let before = try words.place()
    let key = try words.next().map { code throws(CommandTextError) in
      guard let key = category(code) else { throw .noCategory(code) }
      return key
    }
    let at = if let before { before } else { try words.place() }
    try words.end("unflag S10 at /output")
    return .unflag(taxonomy: key?.taxonomy, category: key?.category, at: at)
  }

  private static func verdict(_ words: inout TypedWords) throws(CommandTextError) -> Command {
    let word = words.next() ?? ""
    let verdict = Verdict(rawValue: word)
    guard verdict != nil || word == "none", words.rest.isEmpty else {
      throw .usage("a verdict is accepted, discarded, skipped or none")
    }
    return .verdict(verdict)
  }

  private static func restore(_ words: inout TypedWords) throws(CommandTextError) -> Command {
    if words.rest.isEmpty { return .restore }
    guard words.next() == "to", let entry = words.next(), words.rest.isEmpty else {
      throw .usage("it is said like restore, or restore to alice:17")
    }
    return .restoreTo(entry)
  }

  private static func patch(_ words: inout TypedWords) throws(CommandTextError) -> Command {
    let usage = "patch [{\"op\":\"remove\",\"path\":\"/x\"}]"
    guard case .array(let steps) = try json(&words, usage) else {
      throw .usage("a patch is an array of steps, as RFC 6902 has them")
    }
    do {
      return .patch(try steps.map { (step) throws(EntryError) in try PatchStep(step) })
    } catch {
      throw .usage("one of the steps isn't a test, replace, remove, add or move")
    }
  }

  private static func response(_ words: inout TypedWords) throws(CommandTextError) -> Command {
    switch (words.next(), words.rest) {
    case ("drop", let number):
      guard let number = Int(number) else { throw .usage("say which response: response drop 2") }
      return .dropResponse(number)
    case ("add", let text) where !text.isEmpty: return .addResponse(text)
    default: throw .usage("response: drop 2, or add and its text")
    }
  }

  private static func set(
    _ words: inout TypedWords, isJSON: Bool
  ) throws(CommandTextError) -> Command {
    let usage = isJSON ? "set-json /score 3" : "set /output some text"
    let pointer = try words.pointer(usage)
    guard !words.rest.isEmpty else { throw .usage("it is said like \(usage)") }
    if !isJSON { return .set(pointer, .text(words.rest)) }
    do { return .set(pointer, try JSONValue.parse(words.rest)) } catch { throw .value(error) }
  }

  private static func json(
    _ words: inout TypedWords, _ usage: String
  ) throws(CommandTextError) -> JSONValue {
    guard !words.rest.isEmpty else { throw .usage("it is said like \(usage)") }
    do { return try JSONValue.parse(words.rest) } catch { throw .value(error) }
  }

  private static func flag(
    _ words: inout TypedWords, _ place: JSONPointer?, _ category: (String) -> HazardFlag.Key?
  ) throws(CommandTextError) -> Command {
    guard let code = words.next() else { throw .usage("flag wants a category: flag S10 2") }
    guard var key = category(code) else { throw .noCategory(code) }
    var severity = 1
    if let number = words.number(in: HazardFlag.severities) {
      severity = number
    } else if Int(words.rest) != nil {  // "9 lives" is a note
      throw .usage("a severity is 0 to 3")
    }
    key.at = try words.place() ?? place
    if key.at != nil { key.range = words.range() }
    let note = words.rest
    return .flag(HazardFlag(key, severity: severity, note: note.isEmpty ? nil : note))
  }

  private static func rate(_ words: inout TypedWords) throws(CommandTextError) -> Command {
    let usage = "it is said like rate helpful 4, or rate acceptable no"
    guard let axis = words.next(), let word = words.next() else { throw .usage(usage) }
    let key = RatingKey(axis: RatingKey.axis(axis), at: try words.place())
    guard words.rest.isEmpty else { throw .usage(usage) }
    if word == "none" { return .rate(key, nil) }
    guard let value = RatingValue(word, axis: key.axis) else {
      throw .usage(RatingValue.usage(axis: key.axis))
    }
    return .rate(key, value)
  }

  private static func turn(
    _ words: inout TypedWords, _ place: JSONPointer?
  ) throws(CommandTextError) -> Command {
    let usage =
      "turn: insert ROLE, delete, duplicate, up, down, merge, role ROLE; turn split at POINTER TEXT"
    guard let verb = words.next() else { throw .usage(usage) }
    let role = ["insert", "role"].contains(verb) ? words.next() : nil
    let at = try words.place() ?? place
    let rest = words.rest
    if verb != "split", !rest.isEmpty { throw .usage(usage) }
    let edit: TurnEdit
    switch verb {
    case "delete": edit = .delete
    case "duplicate": edit = .duplicate
    case "up": edit = .move(-1)
    case "down": edit = .move(1)
    case "merge": edit = .merge
    case "split" where !rest.isEmpty: edit = .split(before: rest)
    default:
      guard let role else { throw .usage(usage) }
      edit = verb == "insert" ? .insert(role: role) : .role(role)
    }
    guard let at else { throw .usage("say which turn: turn \(verb) at /messages/1") }
    return .turn(edit, at: at)
  }
}

extension RatingKey {
  /// The axes of scores that have a letter as a short form.
  public static let axes: [(letter: Character, name: String)] = [
    ("h", "helpful"), ("o", "honest"), ("s", "harmless"),
  ]

  /// The axes that have a meaning, with their letters; a reviewer's own come beside them.
  public static let known = axes + [("a", acceptability)]

  /// The axis, with the pointer to the rated value if there is one.
  public var text: String { axis + (at.map { " of \($0)" } ?? "") }

  /// The axis that `word` names: by its letter, or in full.
  public static func axis(_ word: String) -> String {
    known.first { String($0.letter) == word }?.name ?? word
  }
}

extension RatingValue {
  /// What the ratings on an axis are.
  public static func usage(axis: String) -> String {
    axis == RatingKey.acceptability
      ? "acceptable is yes, no or none" : "a rating is 1 to 5, or none"
  }

  /// Parses 1 to 5, or, for the axis `acceptable`, yes or no.
  public init?(_ word: String, axis: String) {
    if axis == RatingKey.acceptability {
      guard let isSo = ["yes": true, "true": true, "no": false, "false": false][word] else {
        return nil
      }
      self = .acceptable(isSo)
    } else {
      guard let score = Int(word), (1...5).contains(score) else { return nil }
      self = .score(score)
    }
  }

  public var text: String {
    switch self {
    case .score(let score): String(score)
    case .acceptable(let isSo): isSo ? "yes" : "no"
    }
  }
}

extension Range<Int> {
  /// Parses `5-12`, a stretch of a text: half-open, in UTF-8 bytes.
  public init?(typed text: String) {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard ends.count == 2, let low = ends[0], let high = ends[1], low < high else { return nil }
    self = low..<high
  }
}

/// Reads a typed line word by word. Words end at a space, also before a combining mark, which would
/// make one character with it.
private struct TypedWords {
  private var left: Substring.UnicodeScalarView

  init(_ text: String) {
    left = text.unicodeScalars[...]
    skip()
  }

  /// What hasn't been read yet, as it was typed.
  var rest: String { String(left) }

  private mutating func skip() { left = left.drop { $0 == " " } }

  mutating func next() -> String? {
    guard !left.isEmpty else { return nil }
    let word = left.prefix { $0 != " " }
    left = left[word.endIndex...]
    skip()
    return String(word)
  }

  /// Reads the next word if it is a number in `range`.
  mutating func number(in range: ClosedRange<Int>) -> Int? {
    let before = left
    if let number = next().flatMap({ Int($0) }), range.contains(number) { return number }
    left = before
    return nil
  }

  mutating func pointer(_ usage: String) throws(CommandTextError) -> JSONPointer {
    guard let word = next() else { throw .usage("it is said like \(usage)") }
    guard let pointer = JSONPointer(word) else { throw .noPointer(word) }
    return pointer
  }

  /// Refuses words after a command that needs no more.
  func end(_ usage: String) throws(CommandTextError) {
    guard left.isEmpty else { throw .usage("it is said like \(usage)") }
  }

  /// Reads `range 5-12` if it comes next: half-open, in UTF-8 bytes of the text.
  mutating func range() -> Range<Int>? {
    let before = left
    guard next() == "range", let range = next().flatMap({ Range(typed: $0) }) else {
      left = before
      return nil
    }
    return range
  }

  /// Reads `at POINTER` if it comes next.
  mutating func place() throws(CommandTextError) -> JSONPointer? {
    let before = left
    guard next() == "at", left.first == "/" else {
      left = before
      return nil
    }
    return try pointer("at /output")
  }
}
