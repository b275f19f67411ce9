import Curation
import JSONLines

/// Deciding between reviewers, record by record: a digit takes one's word.
extension Model {
  /// Begins a queue of what reviewers disagree about, or ends it.
  mutating func toggleAdjudication() -> [Effect] {
    if review?.isAdjudicating == true { return toggleReview() }
    let isReviewing = review != nil
    review = Review(isAdjudicating: true)
    // The queue of a review isn't one of what reviewers differ about.
    return pane.choice.query == nil || isReviewing ? setFilter("disagree") : startReview()
  }

  /// The command of a digit in this queue: to take the word of the reviewer with that number.
  func decision(_ digit: Int) -> Command? {
    guard review?.isAdjudicating == true else { return nil }
    let reviewers = pane.set.reviewers(of: pane.cursor)
    return reviewers.indices.contains(digit - 1) ? .resolve(reviewers[digit - 1]) : nil
  }
}

extension Pane {
  /// Where edits are in conflict: what two of the reviewers made of the record, side by side.
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
