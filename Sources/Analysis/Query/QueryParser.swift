import Curation
import JSONLines

extension Query {
  /// Parses a query.
  ///
  /// - Parameter lines: returns the lines of a file that `#@FILE` or `id:@FILE` names; nil if it
  ///   can't be read.
  /// - Throws: what is wrong, and at which column.
  public init(
    _ text: String, lines: @escaping (_ path: String) -> [String]? = { _ in nil }
  ) throws(QueryError) {
    var parser = QueryParser(scanner: QueryScanner(text), lines: lines)
    self = try parser.whole()
  }
}

/// A recursive descent parser. In order of increasing precedence: `or`, juxtaposition, `not`.
private struct QueryParser {
  var scanner: QueryScanner
  let lines: (String) -> [String]?
  /// How many parentheses and `not`s are open.
  var depth = 0
  static let depthLimit = 500

  mutating func whole() throws(QueryError) -> Query {
    scanner.skipSpaces()
    if scanner.isAtEnd { throw QueryError(column: 1, reason: .empty) }
    let query = try alternatives()
    guard scanner.isAtEnd else { throw unexpected() }
    return query
  }

  private func unexpected() -> QueryError {
    let found = scanner.next.map { String($0) } ?? "the end"
    return QueryError(column: scanner.column, reason: .unexpected(found))
  }

  private mutating func alternatives() throws(QueryError) -> Query {
    var all = [try conjunction()]
    while scanner.takeKeyword("or") || scanner.takeKeyword("OR") {
      scanner.skipSpaces()
      all.append(try conjunction())
    }
    return all.count == 1 ? all[0] : .any(all)
  }

  private mutating func conjunction() throws(QueryError) -> Query {
    var all: [Query] = []
    while true {
      if scanner.takeKeyword("and") || scanner.takeKeyword("AND") { scanner.skipSpaces() }
      var ahead = scanner
      if ahead.isAtEnd || ahead.next == ")" || ahead.takeKeyword("or") || ahead.takeKeyword("OR") {
        break
      }
      all.append(try negation())
      scanner.skipSpaces()
    }
    if all.isEmpty { throw QueryError(column: scanner.column, reason: .missingOperand(after: "")) }
    return all.count == 1 ? all[0] : .all(all)
  }

  private mutating func negation() throws(QueryError) -> Query {
    if depth > Self.depthLimit { throw QueryError(column: scanner.column, reason: .tooDeep) }
    depth += 1
    defer { depth -= 1 }
    guard scanner.takeKeyword("not") || scanner.takeKeyword("NOT") else { return try operand() }
    scanner.skipSpaces()
    guard !scanner.isAtEnd, scanner.next != ")" else {
      throw QueryError(column: scanner.column, reason: .missingOperand(after: "not"))
    }
    return .not(try negation())
  }

  private mutating func operand() throws(QueryError) -> Query {
    let start = scanner
    if scanner.take("(") {
      scanner.skipSpaces()
      let inner = try alternatives()
      guard scanner.take(")") else {
        throw QueryError(column: start.column, reason: .unclosed("("))
      }
      return inner
    }
    if scanner.take("#") { return .numbers(try numbers()) }
    if let pointer = scanner.pointer(before: ":=<>!") {
      scanner.skipSpacesBeforeComparison()
      return try test(.pointer(pointer), start.column)
    }
    if let field = scanner.quotedName().map(Query.Field.init(quoted:)) {
      return try test(field, start.column)
    }
    let name = scanner.name()
    if !name.isEmpty {
      if scanner.next == "(", let measure = try call(name, start.column) {
        return try comparison(measure)
      }
      scanner.skipSpacesBeforeComparison()
      if let next = scanner.next, next.isOne(of: ":=<>!") {
        return try named(name, start.column)
      }
      if let mark = Query.marks[name], isAtWordEnd { return mark }
      if let relation = Relation(rawValue: name), isAtWordEnd { return .relation(relation) }
    }
    scanner = start
    // `name(...)` before a comparison must be a known measure.
    let known = ["len", "words", "rating"]
    if !name.isEmpty, isCall(name), !known.contains(name), !["and", "or", "not"].contains(name) {
      let reason = QueryError.Reason.unknown(kind: "measure", name: name, known: known)
      throw QueryError(column: start.column, reason: reason)
    }
    guard let value = try scanner.pattern() else { throw unexpected() }
    if case .word(let word) = value, word == ":" || Query.Comparison(rawValue: word) != nil {
      scanner = start
      throw unexpected()
    }
    return .contains(value.pattern(isField: false))
  }

  /// Whether `name(...)` with a comparison behind it comes next.
  private func isCall(_ name: String) -> Bool {
    var rest = scanner
    guard rest.take(name), rest.take("(") else { return false }
    while let next = rest.next, next != ")", next != "(" { _ = rest.take(String(next)) }
    return rest.take(")") && rest.next.map { $0.isOne(of: "<>=!") } == true
  }

  private var isAtWordEnd: Bool {
    scanner.next.map { $0.properties.isWhitespace || $0.isOne(of: "()") } ?? true
  }

  // MARK: - Names with a meaning

  private mutating func named(_ name: String, _ column: Int) throws(QueryError) -> Query {
    let before = scanner
    if scanner.take(":") {
      let place = scanner.column
      if let text = try scanner.value()?.text {
        do throws(QueryError.Reason) {
          if let query = try keyword(name, text) { return query }
        } catch {
          throw QueryError(column: place, reason: error)
        }
      }
      scanner = before
    }
    if let measure = Query.counts[name], scanner.next != ":" { return try comparison(measure) }
    return try test(.named(.init(name)), column)
  }

  /// The query that `name:text` means if the name is a keyword; else nil.
  private func keyword(_ name: String, _ text: String) throws(QueryError.Reason) -> Query? {
    switch name {
    case "id": return .identified(try identifiers(text))
    case "role": return .role(text)
    case "by": return .mark(.by(text))
    case "has":
      return .has(Query.Field(quoted: text))
    case "flag":
      return text == "none"
        ? .not(.mark(.flagged(nil))) : .mark(.flagged(text == "any" ? nil : text))
    case "verdict":
      if text == "none" { return .mark(.verdict(nil)) }
      if text == "any" { return .not(.mark(.verdict(nil))) }
      return .mark(.verdict(try Self.named(text, "verdict", others: ["none", "any"])))
    case "shape": return .shape(try Self.named(text, "shape"))
    case "stage": return .stage(try Self.named(text, "stage"))
    case "script": return .script(try Self.named(text, "script"))
    case "check":
      let names = text.split(separator: ",").map(String.init)
      for name in names where !Checker.all.contains(where: { $0.id.isNamed(by: name) }) {
        throw .unknown(kind: "check", name: name, known: Checker.all.map(\.id))
      }
      return names.count == 1 ? .check(names[0]) : .any(names.map { .check($0) })
    case "sample":
      let halves = text.split(separator: "@", omittingEmptySubsequences: false)
      guard let percent = halves.first, percent.last == "%", let share = Double(percent.dropLast()),
        (0...100).contains(share), halves.count < 3,
        let seed = halves.count == 1 ? 0 : UInt64(halves[1])
      else { throw .notAShare(text) }
      return .sampled(share: share / 100, seed: seed)
    case "similar":
      guard let number = Int(text.drop { $0 == "#" }), number > 0 else { throw .notARecord(text) }
      return .similar(RecordNumber(number))
    default: return nil
    }
  }

  /// The case with this raw value, ignoring letter case.
  private static func named<T: RawRepresentable<String> & CaseIterable>(
    _ text: String, _ kind: String, others: [String] = []
  ) throws(QueryError.Reason) -> T {
    if let value = T.allCases.first(where: { $0.rawValue.lowercased() == text.lowercased() }) {
      return value
    }
    throw .unknown(kind: kind, name: text, known: T.allCases.map(\.rawValue) + others)
  }

  // MARK: - Fields and measures

  /// Parses what follows a field: `:text`, or a comparison.
  private mutating func test(_ field: Query.Field, _ column: Int) throws(QueryError) -> Query {
    if scanner.take(":") {
      let place = scanner.column
      guard let value = try scanner.pattern() else {
        throw QueryError(column: place, reason: .missingOperand(after: ":"))
      }
      return .field(field, value.pattern(isField: true))
    }
    let before = scanner
    if scanner.take("=") || scanner.take("!=") {
      let isEqual = before.next == "="
      if isEqual { _ = scanner.take("=") }  // == as in programs
      scanner.skipSpaces()
      if let sign = scanner.next, sign.isOne(of: "=<>") { throw unexpected() }
      let place = scanner.column
      guard let value = try scanner.value(), let text = value.text else {
        throw QueryError(column: place, reason: .missingOperand(after: isEqual ? "=" : "!="))
      }
      let isQuoted = value == .phrase(text)
      let query = Query.equals(field, text, isQuoted: isQuoted)
      return isEqual ? query : .not(query)
    }
    return try comparison(.value(field))
  }

  private mutating func comparison(_ measure: Query.Measure) throws(QueryError) -> Query {
    scanner.skipSpacesBeforeComparison()
    guard let sign = Query.Comparison.allCases.first(where: { scanner.take($0.rawValue) }) else {
      throw QueryError(column: scanner.column, reason: .missingOperand(after: "a comparison"))
    }
    scanner.skipSpaces()
    let start = scanner
    if let name = scanner.quotedName(before: nil), Amount(name) == nil {
      return .comparison(measure, sign, .value(Query.Field(quoted: name)))
    }
    scanner = start
    let name = scanner.name()
    if scanner.next == "(", let other = try call(name, start.column) {
      return .comparison(measure, sign, other)
    }
    if let number = Amount(name) { return .comparison(measure, sign, .constant(number)) }
    if case .rating(let axis) = measure, let value = RatingValue(name, axis: axis) {
      return .comparison(measure, sign, .constant(Amount(value.number)))
    }
    if let count = Query.counts[name] { return .comparison(measure, sign, count) }
    guard let first = name.first, first.isLetter || first == "_" else {
      scanner = start
      let text = try scanner.value()?.text ?? ""
      throw QueryError(column: start.column, reason: .notANumber(text))
    }
    return .comparison(measure, sign, .value(.named(.init(name))))
  }

  /// Parses `(output)` after `len`, `words` or `rating`; nil for other names.
  private mutating func call(_ name: String, _ column: Int) throws(QueryError) -> Query.Measure? {
    guard ["len", "words", "rating"].contains(name) else { return nil }
    let open = scanner.column
    _ = scanner.take("(")
    scanner.skipSpaces()
    let field =
      scanner.pointer(before: ")").map { Query.Field.pointer($0) }
      ?? scanner.quotedName(before: ")").map(Query.Field.init(quoted:))
      ?? .named(.init(scanner.name()))
    scanner.skipSpaces()
    guard scanner.take(")") else { throw QueryError(column: open, reason: .unclosed("(")) }
    let isEmpty = field == .named("")
    switch name {
    case "len": return .length(isEmpty ? nil : field)
    case "words": return .words(isEmpty ? nil : field)
    default:
      guard case .named(let axis) = field, !isEmpty else {
        throw QueryError(column: open, reason: .missingOperand(after: "rating("))
      }
      return .rating(RatingKey.axis(axis.text))
    }
  }

  // MARK: - Numbers and ids

  private mutating func numbers() throws(QueryError) -> NumberRanges {
    let place = scanner.column
    let text = try scanner.value()?.text ?? ""
    do throws(QueryError.Reason) {
      let parts =
        text.hasPrefix("@")
        ? try read(String(text.dropFirst())) : text.split(separator: ",").map(String.init)
      if text.isEmpty { throw .notANumber(text) }
      return NumberRanges(try parts.map(Self.range))
    } catch {
      throw QueryError(column: place, reason: error)
    }
  }

  private static func range(_ text: String) throws(QueryError.Reason) -> ClosedRange<Int> {
    guard let range = RecordNumber.range(typed: text, openTo: .max) else { throw .notARecord(text) }
    return range
  }

  private func identifiers(_ text: String) throws(QueryError.Reason) -> Set<String> {
    text.hasPrefix("@") ? Set(try read(String(text.dropFirst()))) : [text]
  }

  private func read(_ path: String) throws(QueryError.Reason) -> [String] {
    guard let found = lines(path) else { throw .unreadable(path: path) }
    return found.map { line in
      let start = line.unicodeScalars.drop(while: \.properties.isWhitespace)
      let end = start.lastIndex { !$0.properties.isWhitespace }
      return end.map { String(start[...$0]) } ?? ""
    }.filter { !$0.isEmpty }
  }
}

extension QueryScanner.Value {
  /// In a field, only whole words match: `label:safe` doesn't find `unsafe`.
  fileprivate func pattern(isField: Bool) -> TextPattern {
    switch self {
    case .word(let text), .phrase(let text): TextPattern(isField ? .word(text) : .literal(text))
    case .expression(let expression): TextPattern(.expression(expression))
    }
  }
}
