import Analysis
import Console
import Curation
import JSONLines

/// What there is to say about the cursor's record, in the order in which it is shown.
struct MarkList {
  let model: Model
  let page: RecordPage
  private(set) var marks: [(phrase: Phrase, tone: Tone, beginsRow: Bool)] = []

  private var pane: Pane { model.pane }

  init(model: Model, page: RecordPage) {
    (self.model, self.page) = (model, page)
  }

  /// - Parameter findings: the maximum number of findings.
  mutating func addAll(findings: Int) {
    let state = pane.shownState(of: pane.cursor)
    if let suggestion = model.openSuggestion, pane.blind == nil {
      add("+ - \(pane.set.shown(suggestion))", .accent)
    }
    for finding in pane.findings.prefix(findings) { add(finding) }
    if let conflict = state?.conflict { add("conflict: \(conflict.text)", .error) }
    if let problem = page.reading.problem { add(problem.phrase, .error) }
    if let state {
      add(state)
    } else {
      for unseen in page.unseen.phrases { add(unseen, .warning) }
    }
  }

  private mutating func add(_ phrase: Phrase, _ tone: Tone, beginsRow: Bool = false) {
    marks.append((phrase, tone, beginsRow))
  }

  private mutating func add(_ finding: Finding) {
    let text: Phrase = "\(finding.rule) \(Phrase(said: finding.message))"
    guard let outcome = finding.outcome, let choice = pane.look.trainer else {
      return add(finding.fix == nil ? text : "\(text)  (+ mends it)", .warning)
    }
    let trainer = choice.trainer(for: page.reading.shape).rawValue
    let fate: Phrase = "\(trainer): \(Phrase(word: outcome.rawValue))"
    add(
      finding.message.isEmpty ? fate : "\(fate)  \(text)",
      outcome == .kept && finding.message.isEmpty ? .success : .warning)
  }

  private mutating func add(_ state: RecordState) {
    if state.isRemoved { add("removed", .removed) }
    if state.isInserted { add("added", .success) }
    if let order = pane.ownBlindOrder { add("ranked \(order.text)", .info) }
    if let decision = state.decision { add("\(decision) decides", .success) }
    let reviewers = model.isAdjudicating ? pane.set.reviewers(of: pane.cursor) : []
    let names = Dictionary(uniqueKeysWithValues: zip(reviewers, Model.numbered(reviewers)))
    // Reviewers to be decided between stand in the order of their digits.
    for actor in reviewers {
      if let marks = state.marks[actor], !marks.isEmpty {
        add(marks, by: actor, named: names[actor])
      } else {
        add("\(names[actor] ?? actor): edited", .changed, beginsRow: true)
      }
    }
    let all = state.marks.sorted { $0.key < $1.key }
    for (actor, marks) in all where names[actor] == nil { add(marks, by: actor, named: nil) }
    let others = reviewers.count > 2 ? pane.undisplayedReviewers : []
    if !others.isEmpty {
      add("not shown: \(.names(others)); H has what they changed", .warning, beginsRow: true)
    }
    if state.edited != nil { add("edited", .changed, beginsRow: !reviewers.isEmpty) }
    for (index, unseen) in page.unseen.phrases.enumerated() {
      // They are no reviewer's.
      add(unseen, .warning, beginsRow: index == 0 && !reviewers.isEmpty && state.edited == nil)
    }
    // Notes come last, as they may be long.
    for (actor, marks) in all where names[actor] == nil {
      addNotes(marks, by: actor == pane.actor ? nil : actor)
    }
  }

  /// - Parameter name: what the reviewer is called where several are to be decided between; nil
  ///   elsewhere.
  private mutating func add(_ marks: Marks, by actor: String, named name: String?) {
    let isNamed = actor != pane.actor && name == nil
    func said(_ text: Phrase) -> Phrase { isNamed ? "\(text) by \(actor)" : text }
    if let name { add("\(name):", .accent, beginsRow: true) }
    if let verdict = marks.verdict { add(said(verdict.phrase), tone(of: verdict)) }
    if name != nil, let order = marks.order {
      let shown = pane.set.presentOrder(order, of: pane.cursor) ?? order
      add("ranked \(shown.text)", .info)
    }
    for flag in marks.flags { add(said(text(of: flag)), .flagged) }
    for (key, value) in marks.judgements.sorted(by: { shownName($0.key) < shownName($1.key) }) {
      let rating: Phrase = "\(Phrase(word: key.axis)) \(Phrase(word: value.text))"
      let rated: Phrase = key.at.map { "\(pane.told($0)): \(rating)" } ?? rating
      add(said(rated), .info)
    }
    if name != nil { addNotes(marks, by: nil) }
  }

  private mutating func addNotes(_ marks: Marks, by actor: String?) {
    for note in marks.notes.values.sorted() {
      let text: Phrase = "note: \(note)"
      add(actor.map { "\(text) by \($0)" } ?? text, .info)
    }
  }

  /// What a rating is sorted by. In a blind review the order of the pointers would tell the file's
  /// order.
  private func shownName(_ key: RatingKey) -> String {
    pane.blind == nil ? key.text : (key.at.map { pane.told($0).english } ?? "") + key.axis
  }

  /// `! S10 severity 2 at output “you rat”: slur`.
  private func text(of flag: HazardFlag) -> Phrase {
    let range = stretch(of: flag.key)
    let (category, severity) = (flag.key.category, flag.severity)
    let text: Phrase =
      flag.key.at.map { "! \(category) severity \(severity) at \(pane.told($0))\(range)" }
      ?? "! \(category) severity \(severity)"
    return flag.note.map { "\(text): \($0)" } ?? text
  }

  /// The beginning of the flagged stretch, in quotes unless it is hidden; empty if the whole value
  /// is flagged.
  private func stretch(of key: HazardFlag.Key) -> String {
    guard let range = key.range else { return "" }
    let part = page.reading.parts.first { $0.pointer == key.at }
    guard !model.veils(pane.cursor, of: pane), let text = part?.node.string(in: page.bytes)?.wtf8,
      range.upperBound <= text.count
    else {
      return key.stretch
    }
    let quoted = String(decoding: text[range], as: UTF8.self).split(whereSeparator: \.isNewline)
      .joined(separator: " ")
    return " “\(quoted.count > Self.quoted ? quoted.prefix(Self.quoted) + "…" : quoted[...])”"
  }

  /// The number of characters of a flagged stretch that are shown.
  private static let quoted = 16

  private func tone(of verdict: Verdict) -> Tone {
    switch verdict {
    case .accepted: .success
    case .discarded: .removed
    case .skipped: .dim
    }
  }
}
