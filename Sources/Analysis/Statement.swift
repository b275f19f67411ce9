public import Curation
public import JSONLines

/// What a record says, as hashes: two records are compared without reading either again, and one
/// with many at once. Hashes are of 64 bits and differ from run to run.
public struct Statement: Sendable {
  /// Equivalent JSON values share it.
  fileprivate let value: Int
  /// Of the texts in their order, each with the rank of its response; nil if there are none.
  fileprivate let texts: Int?
  /// Of the places where the texts are.
  fileprivate let layout: Int
  fileprivate let isPreference: Bool
  /// Of the last text that is chosen or answers, of the last that is rejected, and of the last that
  /// would be rejected if a pair has it there; white space folded, nil if it is empty.
  fileprivate let chosen: Int?
  fileprivate let rejected: Int?
  fileprivate let answer: Int?

  public init(_ reading: RecordReading, _ bytes: Bytes) {
    value = (try? JSONValue.parse(bytes))?.hashOfEquivalents ?? bytes.hashValue
    let parts = reading.textParts
    let said = parts.compactMap { part -> [Int?: JSONString]? in
      guard let text = part.node.string(in: bytes), !text.isEmpty else { return nil }
      return [part.response.flatMap { reading.rank(ofResponse: $0) }: text]
    }
    texts = said.isEmpty ? nil : said.hashValue
    layout = Set(parts.map(\.pointer)).hashValue
    isPreference = reading.shape.stage == .alignment
    func last(_ roles: Set<Part.Role>) -> Int? {
      guard let part = reading.parts.last(where: { roles.contains($0.role) }),
        let text = part.node.text(in: bytes)?.withSpaceFolded, !text.isEmpty
      else { return nil }
      return text.hashValue
    }
    chosen = last([.chosen, .assistant])
    rejected = last([.rejected])
    answer = last([.assistant, .response, .chosen])
  }

  init(_ bytes: Bytes, as shape: Shape?) {
    self.init(RecordReading(bytes, as: shape), bytes)
  }

  /// Whether this is a pair that rejects the other's answer, ignoring white space.
  public func rejects(_ other: Statement) -> Bool { rejected != nil && rejected == other.answer }

  /// Whether one of the two is a preference and chooses the answer of the other, which isn't.
  public func chooses(_ other: Statement) -> Bool {
    isPreference != other.isPreference && chosen != nil && chosen == other.chosen
  }

  /// Whether both have the same value, or the same texts in different layouts (turns in one and
  /// fields in the other), or one chooses the other's answer.
  func isSame(as other: Statement) -> Bool {
    value == other.value || texts != nil && texts == other.texts && layout != other.layout
      || chooses(other)
  }
}

/// What several records say.
struct Statements: Sendable {
  private var values: Set<Int> = []
  /// The layouts in which some texts are said.
  private var layouts: [Int: Set<Int>] = [:]
  /// What preferences choose, and what others answer.
  private var chosen: [Bool: Set<Int>] = [:]
  private var rejected: Set<Int> = []

  init(_ all: some Sequence<Statement>) {
    for one in all {
      values.insert(one.value)
      if let texts = one.texts { layouts[texts, default: []].insert(one.layout) }
      if let text = one.chosen { chosen[one.isPreference, default: []].insert(text) }
      if let text = one.rejected { rejected.insert(text) }
    }
  }

  /// Whether one of them rejects the other's answer.
  func reject(_ other: Statement) -> Bool { other.answer.map(rejected.contains) ?? false }

  /// Whether one of them is the same as the other.
  func contain(_ other: Statement) -> Bool {
    if values.contains(other.value) { return true }
    if let texts = other.texts, let found = layouts[texts],
      found.contains(where: { $0 != other.layout })
    {
      return true
    }
    return other.chosen.flatMap { chosen[!other.isPreference]?.contains($0) } ?? false
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
