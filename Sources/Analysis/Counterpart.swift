public import Curation
public import JSONLines

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
    case .linked: return !partners.isEmpty
    case .onlyHere: return partners.isEmpty
    case .equal: return partners.contains { isSame($0, bytes, shape) }
    case .changed: return !partners.isEmpty && !partners.contains { isSame($0, bytes, shape) }
    case .rejectedThere:
      return partners.contains { partner in
        let other = set.bytes(of: partner)
        return Self.rejects(
          RecordReading(other, as: self.shape), other, RecordReading(bytes, as: shape), bytes)
      }
    }
  }

  /// Whether the partner says the same as the record.
  private func isSame(_ partner: RecordNumber, _ bytes: Bytes, _ shape: Shape?) -> Bool {
    let other = set.bytes(of: partner)
    if Self.isEqual(bytes, other) { return true }
    let (a, b) = (RecordReading(other, as: self.shape), RecordReading(bytes, as: shape))
    return Self.saysTheSame(a, other, b, bytes) || Self.chooses(a, other, b, bytes)
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
    let reading = RecordReading(bytes, as: own)
    // Few, because the cursor waits for this.
    let others = partners.prefix(20).map { partner in
      let bytes = set.bytes(of: partner)
      return (reading: RecordReading(bytes, as: shape), bytes: bytes)
    }
    return others.firstIndex { rejects($0.reading, $0.bytes, reading, bytes) }
      ?? others.firstIndex {
        isEqual(bytes, $0.bytes) || saysTheSame($0.reading, $0.bytes, reading, bytes)
          || chooses($0.reading, $0.bytes, reading, bytes)
      }
  }

  /// Whether two records have the same bytes or equivalent JSON values.
  public static func isEqual(_ a: Bytes, _ b: Bytes) -> Bool {
    if a == b { return true }
    guard let x = try? JSONValue.parse(a), let y = try? JSONValue.parse(b) else { return false }
    return x.isEquivalent(to: y)
  }

  /// Whether two records of different layouts have the same texts, for example turns in one and
  /// fields in the other.
  static func saysTheSame(
    _ a: RecordReading, _ aBytes: Bytes, _ b: RecordReading, _ bBytes: Bytes
  ) -> Bool {
    let (x, y) = (a.textParts, b.textParts)
    guard Set(x.map(\.pointer)) != Set(y.map(\.pointer)) else { return false }
    // Each text, with the rank of its response.
    func said(_ reading: RecordReading, _ parts: [Part], _ bytes: Bytes) -> [[Int?: JSONString]] {
      parts.compactMap { part in
        let text = part.node.string(in: bytes)
        let rank = part.response.flatMap { reading.rank(ofResponse: $0) }
        return text?.isEmpty == false ? text.map { [rank: $0] } : nil
      }
    }
    let texts = said(a, x, aBytes)
    return !texts.isEmpty && texts == said(b, y, bBytes)
  }

  /// Whether `pair` rejects the answer of `record`, ignoring white space.
  public static func rejects(
    _ pair: RecordReading, _ pairBytes: Bytes, _ record: RecordReading, _ bytes: Bytes
  ) -> Bool {
    let rejected = texts(pair, pairBytes, [.rejected]).subtracting([""])
    return !rejected.isDisjoint(with: texts(record, bytes, [.assistant, .response, .chosen]))
  }

  /// Whether one record is a pair and chooses the answer of the other, which isn't.
  public static func chooses(
    _ a: RecordReading, _ aBytes: Bytes, _ b: RecordReading, _ bBytes: Bytes
  ) -> Bool {
    guard (a.shape.stage == .alignment) != (b.shape.stage == .alignment) else { return false }
    let chosen = texts(a, aBytes, [.chosen, .assistant]).subtracting([""])
    return !chosen.isDisjoint(with: texts(b, bBytes, [.chosen, .assistant]))
  }

  /// The last text with one of some roles, white space folded; empty if there is none.
  private static func texts(
    _ reading: RecordReading, _ bytes: Bytes, _ roles: Set<Part.Role>
  ) -> Set<String> {
    let texts = reading.parts.filter { roles.contains($0.role) }.suffix(1)
      .compactMap { $0.node.text(in: bytes) }
    return Set(texts.map(\.withSpaceFolded))
  }
}

extension RecordReading {
  /// The rank of a response: 1 if chosen, 2 if rejected, else as written.
  fileprivate func rank(ofResponse response: Int) -> Int? {
    for part in parts where part.response == response {
      if part.role == .chosen { return 1 }
      if part.role == .rejected { return 2 }
    }
    return responses.indices.contains(response) ? responses[response].rank : nil
  }
}
