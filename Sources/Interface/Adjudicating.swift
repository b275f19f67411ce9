import Curation
import JSONLines

/// Decides between reviewers, record by record: a digit accepts one reviewer's version.
extension Model {
  /// Begins a queue of the records that reviewers disagree about, or ends it.
  mutating func toggleAdjudication() -> [Effect] {
    if review?.isAdjudicating == true { return toggleReview() }
    let isReviewing = review != nil
    review = Review(isAdjudicating: true)
    // The list of a review doesn't consist of disputed records.
    return pane.choice.query == nil || isReviewing ? setFilter("disagree") : startReview()
  }

  /// Returns the command for a digit: to accept the version of the reviewer with that number. Nil
  /// outside this queue, and for other digits.
  func decision(_ digit: Int) -> Command? {
    guard review?.isAdjudicating == true else { return nil }
    let reviewers = pane.set.reviewers(of: pane.cursor)
    return reviewers.indices.contains(digit - 1) ? .resolve(reviewers[digit - 1]) : nil
  }
}

extension Pane {
  /// Returns two reviewers' versions of the cursor's record side by side; nil if its edits aren't
  /// in conflict.
  func disputedVersions() -> RecordPage? {
    guard set.state(of: cursor)?.conflict != nil else { return nil }
    let versions = set.reviewers(of: cursor).compactMap { actor in
      set.bytes(of: cursor, by: actor).map { (actor, $0) }
    }
    guard versions.count > 1 else { return nil }
    let pages = versions.prefix(2).map { RecordPage(cursor, $0.1, as: shape, in: language) }
    return RecordPage(
      comparing: pages[0], with: pages[1], as: versions.prefix(2).map { "\($0.0)" }, in: language)
  }
}
