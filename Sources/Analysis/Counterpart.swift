public import Curation
public import JSONLines
import Synchronization

/// How a record relates to the other dataset.
public enum Relation: String, Hashable, Sendable, CaseIterable {
  /// The record has a partner there.
  case linked
  case onlyHere = "only-here"
  /// A partner says the same (see `Counterpart`).
  case equal = "same-there"
  /// The record has partners, none of which says the same.
  case changed = "differs-there"
  /// A partner rejects the record's answer.
  case rejectedThere = "rejected-there"
}

/// The other one of two datasets that are compared. Two records say the same if they have the same
/// value, or the same texts in different layouts, or if one is a pair that chooses the other's
/// answer.
public struct Counterpart: Sendable {
  private let set: WorkingSet
  private let shape: Shape?
  private let partners: @Sendable (RecordNumber) -> [RecordNumber]
  private let groups = Groups()

  /// What many partners say, which many records have in common: read once.
  private final class Groups: Sendable {
    private let known = Mutex<[[RecordNumber]: Statements]>([:])

    func said(by partners: [RecordNumber], _ read: () -> Statements) -> Statements {
      if let found = known.withLock({ $0[partners] }) { return found }
      let said = read()
      known.withLock { $0[partners] = said }
      return said
    }
  }

  /// As many partners are read anew for each record.
  private static let few = 8

  /// - Parameter partners: returns the records of `set` that are partners of a record of the first
  ///   dataset.
  public init(
    _ set: WorkingSet, as shape: Shape?,
    partners: @escaping @Sendable (RecordNumber) -> [RecordNumber]
  ) {
    (self.set, self.shape, self.partners) = (set, shape, partners)
  }

  func has(_ relation: Relation, _ number: RecordNumber, _ bytes: Bytes, as shape: Shape?) -> Bool {
    has(relation, partners(number), bytes, as: shape)
  }

  private func has(
    _ relation: Relation, _ partners: [RecordNumber], _ bytes: Bytes, as shape: Shape?
  ) -> Bool {
    switch relation {
    case .linked: !partners.isEmpty
    case .onlyHere: partners.isEmpty
    case .equal: isSaid(bytes, shape, by: partners)
    case .changed: !partners.isEmpty && !isSaid(bytes, shape, by: partners)
    case .rejectedThere: !partners.isEmpty && said(by: partners).reject(Statement(bytes, as: shape))
    }
  }

  /// Whether one of the partners says the same as a record.
  private func isSaid(_ bytes: Bytes, _ shape: Shape?, by partners: [RecordNumber]) -> Bool {
    if partners.isEmpty { return false }
    // The common case, for which nothing is read.
    if partners.count <= Self.few, partners.contains(where: { set.bytes(of: $0) == bytes }) {
      return true
    }
    return said(by: partners).contain(Statement(bytes, as: shape))
  }

  private func said(by partners: [RecordNumber]) -> Statements {
    func read() -> Statements {
      Statements(partners.lazy.map { Statement(set.bytes(of: $0), as: self.shape) })
    }
    return partners.count <= Self.few ? read() : groups.said(by: partners, read)
  }

  /// The most telling relation of a record to its partners; never `linked`.
  public func relation(of number: RecordNumber, _ bytes: Bytes, as shape: Shape?) -> Relation {
    let order: [Relation] = [.onlyHere, .rejectedThere, .equal]
    let partners = partners(number)
    return order.first { has($0, partners, bytes, as: shape) } ?? .changed
  }

  /// The index of the most telling of the first 20 partners: one that rejects the record's answer,
  /// else one that says the same; nil if there is neither.
  public static func telling(
    _ partners: [RecordNumber], in set: WorkingSet, as shape: Shape?, of bytes: Bytes,
    as own: Shape?
  ) -> Int? {
    let said = Statement(bytes, as: own)
    // Few, because the cursor waits for this.
    let others = partners.prefix(20).map { Statement(set.bytes(of: $0), as: shape) }
    return others.firstIndex { $0.rejects(said) } ?? others.firstIndex { $0.isSame(as: said) }
  }

  /// Whether two records have the same bytes or equivalent JSON values.
  public static func isEqual(_ a: Bytes, _ b: Bytes) -> Bool {
    if a == b { return true }
    guard let x = try? JSONValue.parse(a), let y = try? JSONValue.parse(b) else { return false }
    return x.isEquivalent(to: y)
  }
}
