import Curation
import JSONLines

/// Decides between reviewers, record by record: a digit accepts one reviewer's version.
extension Model {
  /// Begins a queue of the records that reviewers disagree about, or ends it.
  mutating func toggleAdjudication() -> [Effect] {
    if isAdjudicating { return toggleReview() }
    let isReviewing = review != nil
    review = Review(goal: .decision)
    // The list of a review doesn't consist of disputed records.
    return pane.choice.query == nil || isReviewing ? setFilter(Review.disputes) : startReview()
  }

  /// Whether digits choose a reviewer, and aren't the beginning of a count.
  var isAdjudicating: Bool { review?.goal == .decision }

  /// Accepts the version of the reviewer with a number; says who there is, if nobody has it.
  mutating func decide(_ digit: Int) -> [Effect] {
    event = nil
    if review?.isJustDone == true {
      review?.isJustDone = false
      if !isOpen(pane.cursor) {
        return refuse("all are decided; the same key again decides this one anew")
      }
    }
    let reviewers = pane.set.reviewers(of: pane.cursor)
    guard reviewers.indices.contains(digit - 1) else {
      return refuse(
        reviewers.isEmpty
          ? "no reviewer has said anything about \(pane.cursor)"
          : "\(pane.cursor) has no reviewer \(digit); there is \(.names(Self.numbered(reviewers)))")
    }
    let command = Command.resolve(reviewers[digit - 1])
    recordInMacro(command.text)
    return carryOut(command)
  }

  /// Returns `1 alice` for each reviewer: the digit that chooses one, and the name.
  static func numbered(_ reviewers: [String]) -> [String] {
    reviewers.enumerated().map { "\($0 + 1) \($1)" }
  }
}

extension Pane {
  /// Returns two reviewers' versions of the cursor's record side by side; nil if its edits aren't
  /// in conflict.
  func disputedVersions() -> RecordPage? {
    let versions = versionsInConflict.prefix(2)
    guard versions.count > 1 else { return nil }
    let pages = versions.map { RecordPage(cursor, $0.bytes, as: shape, in: language) }
    let reviewers = set.reviewers(of: cursor)
    let numbered = zip(reviewers, Model.numbered(reviewers))
    let names = numbered.filter { reviewer, _ in versions.contains { $0.actor == reviewer } }
      .map { "\($1)" as Phrase }
    return RecordPage(comparing: pages[0], with: pages[1], as: names, in: language)
  }

  /// The reviewers whose versions aren't among the two.
  var undisplayedReviewers: [String] { versionsInConflict.dropFirst(2).map(\.actor) }

  private var versionsInConflict: [(actor: String, bytes: Bytes)] {
    // A blind review shows nobody's version.
    guard blind == nil, set.state(of: cursor)?.conflict != nil else { return [] }
    return set.reviewers(of: cursor).compactMap { actor in
      set.bytes(of: cursor, by: actor).map { (actor, $0) }
    }
  }
}
