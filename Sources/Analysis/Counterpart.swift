public import Curation
public import JSONLines

/// How a record stands to the other dataset.
public enum Relation: String, Hashable, Sendable, CaseIterable {
  /// It has a partner there.
  case linked
  case onlyHere = "only-here"
  /// A partner has the same value.
  case equal = "same-there"
  /// It has partners, and none has the same value.
  case changed = "differs-there"
  /// Its answer stands there as the rejected one.
  case rejectedThere = "rejected-there"
}

/// The other dataset of two that are compared.
public struct Counterpart: Sendable {
  private let set: WorkingSet
  private let shape: Shape?
  private let partners: @Sendable (RecordNumber) -> [RecordNumber]

  /// - Parameter partners: the records of `set` that belong to a record of the first dataset.
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

  /// The same value, or the same texts in another layout; of records of two kinds, the same answer: the
  /// other one chooses it.
  private func isSame(_ partner: RecordNumber, _ bytes: Bytes, _ shape: Shape?) -> Bool {
    let other = set.bytes(of: partner)
    if Self.isEqual(bytes, other) { return true }
    let (a, b) = (RecordReading(other, as: self.shape), RecordReading(bytes, as: shape))
    return Self.saysTheSame(a, other, b, bytes) || Self.chooses(a, other, b, bytes)
  }

  /// How a record stands to its partners there, by what a person wants to know first; never `linked`.
  public func relation(of number: RecordNumber, _ bytes: Bytes, as shape: Shape?) -> Relation {
    let order: [Relation] = [.onlyHere, .rejectedThere, .equal]
    let partners = partners(number)
    return order.first { has($0, partners, bytes, as: shape) } ?? .changed
  }

  /// The place of the partner that tells most of a record: one that rejects its answer, else one that
  /// says the same; nil where none does.
  public static func telling(
    _ partners: [RecordNumber], in set: WorkingSet, as shape: Shape?, of bytes: Bytes,
    as own: Shape?
  ) -> Int? {
    let reading = RecordReading(bytes, as: own)
    // The cursor waits for it.
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

  /// The same bytes, or the same JSON value otherwise written.
  public static func isEqual(_ a: Bytes, _ b: Bytes) -> Bool {
    if a == b { return true }
    guard let x = try? JSONValue.parse(a), let y = try? JSONValue.parse(b) else { return false }
    return x.isEquivalent(to: y)
  }

  /// Whether two records of different layouts have the same texts: a turn in one is a field in the other.
  public static func saysTheSame(
    _ a: RecordReading, _ aBytes: Bytes, _ b: RecordReading, _ bBytes: Bytes
  ) -> Bool {
    let (x, y) = (a.parts.filter(\.isText), b.parts.filter(\.isText))
    guard Set(x.map(\.pointer)) != Set(y.map(\.pointer)) else { return false }
    // With what is said of each response.
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

  /// Whether the answer of `record` is what `pair` rejects, white space aside.
  public static func rejects(
    _ pair: RecordReading, _ pairBytes: Bytes, _ record: RecordReading, _ bytes: Bytes
  ) -> Bool {
    let rejected = texts(pair, pairBytes, [.rejected]).subtracting([""])
    return !rejected.isDisjoint(with: texts(record, bytes, [.assistant, .response, .chosen]))
  }

  /// Whether a pair chooses the answer of a record that is none, or the other way round.
  public static func chooses(
    _ a: RecordReading, _ aBytes: Bytes, _ b: RecordReading, _ bBytes: Bytes
  ) -> Bool {
    guard (a.shape.stage == .alignment) != (b.shape.stage == .alignment) else { return false }
    let chosen = texts(a, aBytes, [.chosen, .assistant]).subtracting([""])
    return !chosen.isDisjoint(with: texts(b, bBytes, [.chosen, .assistant]))
  }

  /// The last text of some roles, white space folded.
  private static func texts(
    _ reading: RecordReading, _ bytes: Bytes, _ roles: Set<Part.Role>
  ) -> Set<String> {
    let texts = reading.parts.filter { roles.contains($0.role) }.suffix(1)
      .compactMap { $0.node.string(in: bytes)?.text }
    return Set(texts.map(\.withSpaceFolded))
  }
}

extension RecordReading {
  /// 1 for what is chosen, 2 for what is rejected; else the rank that is written.
  fileprivate func rank(ofResponse response: Int) -> Int? {
    for part in parts where part.response == response {
      if part.role == .chosen { return 1 }
      if part.role == .rejected { return 2 }
    }
    return responses.indices.contains(response) ? responses[response].rank : nil
  }
}
