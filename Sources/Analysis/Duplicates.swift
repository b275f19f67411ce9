public import Curation
import JSONLines

/// Groups of records with equal or similar texts.
public struct Duplicates: Sendable {
  /// How similar records are, by the Jaccard index of their runs of words, that are near duplicates
  /// unless another threshold is given.
  public static let nearThreshold = 0.7

  /// The part of a record that is compared.
  public enum Scope: String, Hashable, Sendable, CaseIterable {
    case record, prompt, response
  }

  public struct Group: Hashable, Sendable {
    /// In ascending order; at least two.
    public var numbers: [RecordNumber]
    /// The least similarity by which a record was added to the group; 1 if all are equal,
    /// at most 0.999 if they aren't.
    public var similarity: Double
  }

  public private(set) var groups: [Group] = []

  /// Compares records with each other.
  ///
  /// - Parameters:
  ///   - threshold: the least Jaccard index, of runs of five words, of near duplicates, beside
  ///     equal texts; nil finds only these, ignoring white space and Unicode normal form. Below
  ///     0.25 more and more near duplicates are missed.
  ///   - ignoringLabels: whether records with other labels, or another order of the same answers,
  ///     may be duplicates too.
  ///   - progress: called from time to time with the number of records read.
  public init(
    among numbers: [RecordNumber], in set: WorkingSet, as shape: Shape?,
    scope: Scope = .record, threshold: Double? = nil, ignoringLabels: Bool = false,
    progress: (Int) -> Void = { _ in }
  ) {
    let reader = ComparedTexts(
      set: set, shape: shape, scope: scope, ignoresLabels: ignoringLabels)
    groups =
      threshold.map { Self.near(numbers, reader, $0, progress) }
      ?? Self.equal(numbers, reader, progress)
  }

  /// The number of characters in a record's texts that are compared, by which one of a group is the
  /// longest.
  public static func length(
    of number: RecordNumber, in set: WorkingSet, as shape: Shape?, scope: Scope
  ) -> Int {
    ComparedTexts(set: set, shape: shape, scope: scope).length(of: number)
  }

  // MARK: - Equal

  private static func equal(
    _ numbers: [RecordNumber], _ reader: ComparedTexts, _ progress: (Int) -> Void
  ) -> [Group] {
    var byText: [UInt64: [RecordNumber]] = [:]
    Parallel.inOrder(numbers.count) { range in
      numbers[range].map { ($0, reader.foldedHash(of: $0)) }
    } take: { hashes, done in
      for case (let number, let hash?) in hashes { byText[hash, default: []].append(number) }
      progress(done)
    }
    var groups: [Group] = []
    for candidates in byText.values where candidates.count > 1 {
      groups += reader.same(candidates, by: \.self).map { Group(numbers: $0, similarity: 1) }
    }
    return groups.sorted { $0.numbers[0] < $1.numbers[0] }
  }

  // MARK: - Near

  private static func near(
    _ numbers: [RecordNumber], _ reader: ComparedTexts, _ threshold: Double,
    _ progress: (Int) -> Void
  ) -> [Group] {
    var search = NearSearch(numbers, reader, threshold)
    search.sign(progress)
    search.joinEqual()
    search.joinSimilar()
    return search.groups
  }
}
