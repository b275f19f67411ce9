import Analysis
import Curation
import JSONLines

/// A review: each record of the list gets a verdict, or what else it needs, which moves on to the
/// next one.
struct Review: Hashable, Sendable {
  /// What a record needs.
  enum Goal: Hashable, Sendable {
    case verdict
    /// A decision between reviewers who differ.
    case decision
    /// The user's answers to what is suggested.
    case answers
  }

  var goal = Goal.verdict

  /// The pane whose records are reviewed.
  var pane = 0

  /// The times of the last verdicts in this session, in milliseconds since midnight, to compute the
  /// rate.
  private(set) var times: [Int] = []
  /// Whether the review still has to go to the first record that is open.
  var isStarting = true

  /// Whether the review is complete and the next verdict would be one key too many.
  var isJustDone = false

  /// How many records are done, as counted last.
  var done = 0
  /// The numbers of entries, of the list and of its records at that time.
  var countedAt: [Int] = []

  /// The records to decide or to answer; or the listed ones if the list isn't in file order, in
  /// which looking one up is slow.
  var members: Set<RecordNumber>?

  /// The default filter of a review, of one while there are suggestions, and of deciding between
  /// reviewers.
  static let standardQueue = "flagged unreviewed"
  static let suggestedQueue = "suggested"
  static let disputes = "disagree"

  mutating func note(_ time: String?) {
    // RFC 3339: 2026-11-23T13:40:00.123Z
    let digits = time?.dropFirst(11).prefix(12).compactMap(\.wholeNumberValue) ?? []
    guard digits.count == 9 else { return }
    let hours = digits[0] * 10 + digits[1]
    let minutes = digits[2] * 10 + digits[3]
    let milliseconds = digits[4...].reduce(0) { $0 * 10 + $1 }
    times.append((hours * 60 + minutes) * 60_000 + milliseconds)
    if times.count > 50 { times.removeFirst() }
  }

  /// The recent rate in records per hour; nil until there are enough verdicts.
  var perHour: Int? {
    guard times.count > 4, let first = times.first, let last = times.last else { return nil }
    let day = 24 * 3_600_000
    let span = (last - first + day) % day
    return span > 0 ? (times.count - 1) * 3_600_000 / span : nil
  }
}

extension Model {
  /// Begins a review of the listed records, or by default of the standard queue; or ends it.
  mutating func toggleReview() -> [Effect] {
    if let review {
      say(review.goal == .decision ? "deciding ended" : "review ended: \(reviewSummary)")
      self.review = nil
      return []
    }
    review = Review()
    // A blind review must not depend on the flags and verdicts of others.
    if pane.choice.query == nil, pane.blind == nil {
      let isSuggested = pane.suggestions.keys.contains { needsAnswers($0) }
      return setFilter(isSuggested ? Review.suggestedQueue : Review.standardQueue)
    }
    return startReview()
  }

  /// Once the list is complete, goes to its first record that is open.
  mutating func startReview() -> [Effect] {
    guard review?.isStarting == true, !pane.choice.isRunning else { return [] }
    if pane.listCount == 0, isAdjudicating {
      review = nil
      let filter = pane.choice.filter
      let effects = filter == Review.disputes ? setFilter("") : []
      say("reviewers agree, with ratings one apart at most: no record matches \(filter)")
      return effects
    }
    if pane.listCount == 0, pane.choice.filter == Review.standardQueue {
      say("nothing is flagged: these are all records without a verdict")
      return setFilter("unreviewed")
    }
    review?.isStarting = false
    if !isAdjudicating, pane.choice.query?.isOfSuggested == true { review?.goal = .answers }
    if isAdjudicating || review?.goal == .answers {
      let open = pane.listed.filter { isOpen($0) }
      if open.isEmpty {
        let problem: Phrase =
          isAdjudicating
          ? "none of the listed records is in dispute" : "nothing is suggested for these records"
        review = nil
        return refuse(problem)
      }
      review?.members = Set(open)
    } else if pane.choice.order != nil {
      let members = Set(pane.listed)
      review?.members = members
    }
    guard pane.listCount > 0 else {
      review = nil
      return refuse("there is nothing to review: no record matches \(pane.choice.filter)")
    }
    guard let first = nextUnreviewed(after: nil) else {
      say("all of these are reviewed: \(reviewSummary)")
      review?.isJustDone = true
      let isListed = pane.listing.place(of: pane.cursor).isListed
      return isListed ? [] : go(to: pane.listing.number(at: 0))
    }
    focus = .record
    if panes.contains(where: { !$0.drafts.isEmpty }) {
      offerDraft()
    } else if isAdjudicating {
      say("a digit takes that reviewer's word, u takes it back; ga ends")
    } else if review?.goal == .answers {
      say("+ agrees, - refuses, x discards, s skips, u takes back; gr ends the review")
    } else {
      let keys: Phrase = "a accepts, x discards, s skips, u takes back; gr ends the review"
      let isStandard = pane.choice.filter == Review.standardQueue
      say(isStandard ? "what is flagged first (& unreviewed: all): \(keys)" : keys)
    }
    return go(to: first)
  }

  /// Goes to the next record that is open, wrapping around to those that were passed over.
  mutating func advanceReview(after entry: LoggedEntry) -> [Effect] {
    guard review != nil, entry.entry.undoes == nil, entry.entry.redoes == nil else { return [] }
    guard isDone(after: entry.entry) else {
      if isAdjudicating, let event, entry.entry.kind == .verdict {
        say("\(event.text); a digit decides")
      }
      return []
    }
    review?.note(entry.entry.stamp?.time)
    guard let next = nextOpen else {
      review?.isJustDone = true
      say(
        isAdjudicating
          ? "all decided; ga ends" : "all reviewed: \(reviewSummary); gr ends the review")
      return []
    }
    return go(to: next)
  }

  /// Goes on to the next record that needs answers, although this one has the verdict already; nil
  /// outside a review of suggestions.
  mutating func passOver() -> [Effect]? {
    guard review?.goal == .answers, !pane.hasChosen, isOpen(pane.cursor), let next = nextOpen
    else { return nil }
    let isAlone = next == pane.cursor
    say(isAlone ? "this is the only one without an answer" : "passed over \(pane.cursor)")
    return go(to: next)
  }

  private func ownVerdict(_ number: RecordNumber) -> Verdict? {
    pane.set.state(of: number)?.marks[pane.actor]?.verdict
  }

  /// Returns the cursor's verdict if a review has just been completed, so that one key too many
  /// doesn't change it; the next one does.
  mutating func verdictOfFinishedReview() -> Verdict? {
    guard let review, review.isJustDone, review.goal == .verdict, !pane.hasChosen else {
      return nil
    }
    self.review?.isJustDone = false
    return ownVerdict(pane.cursor)
  }

  /// Whether an entry completes the current record of the queue, or passes over it.
  private func isDone(after entry: Entry) -> Bool {
    if review?.goal != .verdict, !isOpen(pane.cursor) { return true }
    return !isAdjudicating
      && entry.changes.contains {
        ($0.operation == .verdict || $0.operation == .remove)
          && pane.set.place(of: $0) == pane.cursor
      }
  }

  /// Whether the record still needs what the review is for.
  func isOpen(_ number: RecordNumber) -> Bool {
    switch review?.goal {
    case .decision: pane.set.state(of: number)?.isDisputed == true
    case .answers: needsAnswers(number)
    case .verdict, nil: ownVerdict(number) == nil && !isRemoved(number)
    }
  }

  /// Whether something is suggested for the record. What is left out needs no answers.
  private func needsAnswers(_ number: RecordNumber) -> Bool {
    ownVerdict(number) != .discarded && !isRemoved(number)
      && !pane.openSuggestions(of: number).isEmpty
  }

  /// Whether the record is left out already, and needs no verdict. In a blind review everybody
  /// judges each record.
  private func isRemoved(_ number: RecordNumber) -> Bool {
    pane.blind == nil && pane.set.state(of: number)?.isRemoved == true
  }

  /// The next open record, round the end of the list.
  private var nextOpen: RecordNumber? {
    nextUnreviewed(after: pane.cursor) ?? nextUnreviewed(after: nil)
  }

  private func nextUnreviewed(after number: RecordNumber?) -> RecordNumber? {
    let start = number.map { pane.listing.place(of: $0).place + 1 } ?? 0
    guard start < pane.listCount else { return nil }
    return (start..<pane.listCount).lazy.map { pane.listing.number(at: $0) }
      .first { isOpen($0) }
  }

  /// How many of the listed records have each verdict of the user, and how many are removed (nil).
  private var reviewCounts: [Verdict?: Int] {
    var counts: [Verdict?: Int] = [:]
    // Records with marks are few, compared with a list of all records.
    for (number, state) in pane.set.touchedStates {
      let isRemoved = pane.blind == nil && state.isRemoved
      let verdict = isRemoved ? nil : state.marks[pane.actor]?.verdict
      guard isRemoved || verdict != nil,
        review?.members?.contains(number) ?? pane.listing.place(of: number).isListed
      else { continue }
      counts[verdict, default: 0] += 1
    }
    return counts
  }

  private var reviewSummary: Phrase {
    if review?.goal == .answers {
      let members = review?.members ?? []
      return pane.suggestionAnswers { members.contains($0) }
    }
    let counts = reviewCounts
    let verdicts = Verdict.allCases.map { "\(grouped(counts[$0] ?? 0)) \($0.phrase)" as Phrase }
    return .list(verdicts + (counts[nil].map { ["\(grouped($0)) removed"] } ?? []))
  }

  /// The progress: `review 12 of 120, 340/h, 19 min left`. Nil outside a review.
  var reviewProgress: Phrase? {
    guard let review, !review.isStarting else { return nil }
    let (done, total, text) = (review.done, reviewTotal(review), progress(review))
    guard let rate = review.perHour else { return text }
    let minutes = (max(0, total - done) * 60 + rate - 1) / max(1, rate)
    return "\(text), \(grouped(rate))/h, \(grouped(minutes)) min left"
  }

  private func reviewTotal(_ review: Review) -> Int {
    review.goal == .verdict ? pane.listCount : review.members?.count ?? 0
  }

  private func progress(_ review: Review) -> Phrase {
    let (some, all) = (grouped(review.done), grouped(reviewTotal(review)))
    return switch review.goal {
    case .verdict: "review \(some) of \(all)"
    case .decision: "decided \(some) of \(all)"
    case .answers: "answered \(some) of \(all)"
    }
  }

  /// Counts what is done anew if marks or the list have changed: it goes through all records with
  /// marks.
  mutating func countReviewed() {
    guard let review, !review.isStarting else { return }
    let edition = [pane.set.entries.count, pane.choice.serial, pane.listCount]
    guard review.countedAt != edition else { return }
    let done = countDone(review)
    self.review?.countedAt = edition
    self.review?.done = done
  }

  private func countDone(_ review: Review) -> Int {
    if review.goal == .verdict { return reviewCounts.values.reduce(0, +) }
    let members = review.members ?? []
    // Only a record with marks can be done.
    return pane.set.touchedStates.count { members.contains($0.key) && !isOpen($0.key) }
  }
}
