public import Curation
import JSONLines

/// An order of records: by a count, by a field's value, or random.
public enum RecordOrder: Hashable, Sendable {
  case number
  case measure(Query.Measure, descending: Bool)
  case field(Query.Field, descending: Bool)
  case random(seed: UInt64)

  /// Parses `len(output)`, `-flags`, `score`, `/meta/id`, `random 7`, `number`.
  ///
  /// - Throws: what is wrong, and at which column.
  public init(_ text: String) throws(QueryError) {
    let words = text.split(separator: " ")
    switch words.first {
    case "random":
      let seed = words.count > 1 ? UInt64(words[1]) : 1
      guard let seed else { throw QueryError(column: 8, reason: .notANumber(String(words[1]))) }
      self = .random(seed: seed)
    case "number", nil: self = .number
    default:
      let descending = text.hasPrefix("-")
      let name = String(descending ? text.dropFirst() : text[...])
      // Whatever can be compared in a query can be sorted by.
      let spelled = name.contains(" ") && !name.contains("\"") && !name.contains("(")
      guard
        case .comparison(let measure, _, _) = try Query(
          "\(spelled ? Query.quoted(name) : name)>=0")
      else {
        throw QueryError(column: 1, reason: .unexpected(name))
      }
      if case .value(let field) = measure {
        self = .field(field, descending: descending)
      } else {
        self = .measure(measure, descending: descending)
      }
    }
  }

  /// Whether it tells what a blind review hides.
  public var isRevealing: Bool {
    switch self {
    case .measure(let measure, _): measure.isRevealing
    case .field(let field, _): field.isRevealing
    case .number, .random: false
    }
  }

  /// Records in an order.
  public struct Sorted: Sendable {
    public var numbers: [RecordNumber]
    /// Whether none of them has a value to sort by.
    public var isArbitrary: Bool
  }

  /// Sorts `numbers`. Records with equal values are ordered by number; those without a value come
  /// last.
  ///
  /// - Returns: nil when cancelled.
  public func sorted(
    _ numbers: [RecordNumber], in set: WorkingSet, as shape: Shape?,
    isCancelled: @Sendable () -> Bool = { false }
  ) -> Sorted? {
    var keys = Parallel.map(numbers, isCancelled: isCancelled) { number in
      (key: key(of: number, in: set, as: shape), number: number)
    }
    if isCancelled() { return nil }
    let isDescending =
      switch self {
      case .measure(_, let descending), .field(_, let descending): descending
      case .number, .random: false
      }
    keys.sort { a, b in
      if a.key == b.key { return a.number < b.number }
      if a.key == .none || b.key == .none { return b.key == .none }
      return isDescending ? b.key < a.key : a.key < b.key
    }
    // Records without a value are last, so if the first has none, no record has one.
    return Sorted(numbers: keys.map(\.number), isArbitrary: keys.first?.key == SortKey.none)
  }

  private func key(of number: RecordNumber, in set: WorkingSet, as shape: Shape?) -> SortKey {
    var record = QueryRecord(number, in: set, as: shape)
    switch self {
    case .number: return .number(Amount(number.value))
    case .measure(let measure, _): return record.count(measure).map { .number($0) } ?? .none
    case .field(let field, _):
      return record.firstText(of: field).map(SortKey.init) ?? .none
    case .random(let seed):
      // The same every time, whatever other records are sorted.
      let mixed = SplitMix.mixed(UInt64(number.value) &+ seed &* SplitMix.step)
      return .number(Amount(Double(mixed >> 11)))
    }
  }
}

/// What values are sorted by: numbers come before texts.
enum SortKey: Hashable, Comparable {
  case number(Amount), text(String), none

  init(_ text: String) {
    self = Amount(text).map { .number($0) } ?? .text(text)
  }
}
