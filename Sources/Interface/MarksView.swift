import Analysis
import Console
import Curation
import JSONLines

/// Draws findings, verdicts, flags and notes on the cursor's record, including those of other
/// reviewers: one row while the list has the focus, more while the record does.
enum MarksView {
  private struct Mark {
    /// The text, with a blank on either side.
    var glyphs: [Glyph]
    var tone: Tone
    var beginsRow = false
  }

  /// The part of a mark that is in one row.
  private struct Piece {
    var row: Int
    var column: Int
    var glyphs: ArraySlice<Glyph>
    var tone: Tone
    var isCut = false
  }

  /// Returns the number of rows that the marks need, within their limit.
  static func rows(_ model: Model) -> Int {
    let most = most(model)
    return most == 1 ? 1 : (place(marks(model), model.columns, most).last?.row ?? 0) + 1
  }

  private static func most(_ model: Model) -> Int {
    model.focus == .record && model.keyMode != .editor ? max(1, min(10, model.rows / 4)) : 1
  }

  static func draw(_ model: Model, rows: Range<Int>, on screen: inout Screen) {
    screen.drawRule(row: rows.lowerBound, column: 0, columns: screen.columns)
    for piece in place(marks(model), screen.columns, rows.count) {
      let (row, style) = (rows.lowerBound + piece.row, Style(piece.tone, [.bold]))
      let room = screen.columns - piece.column - (piece.isCut ? 2 : 0)
      let used = screen.write(
        piece.glyphs, row: row, column: piece.column, style: style, limit: max(0, room))
      if piece.isCut { screen.write("..", row: row, column: piece.column + used, style: style) }
    }
  }

  /// Places the marks one after another. A mark that doesn't fit begins a new row, one longer than
  /// a row is wrapped, and what exceeds the last row is cut.
  private static func place(_ marks: [Mark], _ columns: Int, _ most: Int) -> [Piece] {
    var pieces: [Piece] = []
    var (row, column) = (0, 1)
    for mark in marks {
      var rest = mark.glyphs[...]
      if mark.beginsRow, column > 1, row + 1 < most { (row, column) = (row + 1, 1) }
      while !rest.isEmpty {
        let width = rest.reduce(0) { $0 + $1.columns }
        guard width > columns - column else {
          pieces.append(Piece(row: row, column: column, glyphs: rest, tone: mark.tone))
          column += width + 1
          break
        }
        if row + 1 == most {
          pieces.append(
            Piece(row: row, column: column, glyphs: rest, tone: mark.tone, isCut: true))
          return pieces
        }
        if column == 1 {
          let line = Wrapping.line(
            startingAt: rest.startIndex, in: mark.glyphs, columns: columns - 2)
          pieces.append(
            Piece(row: row, column: column, glyphs: rest[..<line.upperBound], tone: mark.tone))
          rest = rest[line.upperBound...]
        }
        (row, column) = (row + 1, 1)
      }
    }
    return pieces
  }

  // MARK: - What there is to say

  private static func marks(_ model: Model) -> [Mark] {
    let pane = model.pane
    guard let page = pane.page, !pane.isOutOfList else { return [] }
    var marks: [Mark] = []
    func add(_ phrase: Phrase, _ tone: Tone, beginsRow: Bool = false) {
      let glyphs = Glyph.glyphs(" " + phrase.text(in: model.language) + " ")
      marks.append(Mark(glyphs: glyphs, tone: tone, beginsRow: beginsRow))
    }
    func addNotes(_ said: Marks, by actor: String?) {
      for note in said.notes.values.sorted() {
        let text: Phrase = "note: \(note)"
        add(actor.map { "\(text) by \($0)" } ?? text, .info)
      }
    }
    // In a blind review the order of the pointers would tell the file's order.
    func shownName(_ key: RatingKey) -> String {
      pane.blind == nil ? key.text : (key.at.map { pane.told($0).english } ?? "") + key.axis
    }
    let state = pane.shownState(of: pane.cursor)
    if let suggestion = model.openSuggestion, pane.blind == nil {
      add("+ - \(suggestion.shown)", .accent)
    }
    for finding in pane.findings.prefix(most(model) == 1 ? 3 : 8) {
      let text: Phrase = "\(finding.rule) \(Phrase(said: finding.message))"
      if let outcome = finding.outcome, let choice = pane.trainer {
        let trainer = choice.trainer(for: page.reading.shape).rawValue
        let fate: Phrase = "\(trainer): \(Phrase(word: outcome.rawValue))"
        add(
          finding.message.isEmpty ? fate : "\(fate)  \(text)",
          outcome == .kept && finding.message.isEmpty ? .success : .warning)
      } else {
        add(finding.fix == nil ? text : "\(text)  (+ mends it)", .warning)
      }
    }
    if let conflict = state?.conflict { add("conflict: \(conflict.reason.text)", .error) }
    if let problem = page.reading.problem { add(problem.phrase, .error) }
    guard let state else {
      for unseen in page.unseen.phrases { add(unseen, .warning) }
      return marks
    }
    if state.isRemoved { add("removed", .removed) }
    if state.isInserted { add("added", .success) }
    if let order = pane.ownBlindOrder { add("ranked \(order.text)", .info) }
    if let decision = state.decision { add("\(decision) decides", .success) }
    let isAdjudicating = model.isAdjudicating
    let reviewers = isAdjudicating ? pane.set.reviewers(of: pane.cursor) : []
    let names = Dictionary(uniqueKeysWithValues: zip(reviewers, Model.numbered(reviewers)))
    for actor in reviewers where state.marks[actor]?.isEmpty ?? true {
      add("\(names[actor] ?? actor): edited", .changed, beginsRow: true)
    }
    for (actor, marks) in state.marks.sorted(by: { $0.key < $1.key }) {
      let isNamed = actor != pane.actor && !reviewers.contains(actor)
      func said(_ text: Phrase) -> Phrase { isNamed ? "\(text) by \(actor)" : text }
      if let name = names[actor] { add("\(name):", .accent, beginsRow: true) }
      if let verdict = marks.verdict { add(said(verdict.phrase), tone(of: verdict)) }
      if reviewers.contains(actor), let order = marks.order {
        let shown = pane.set.presentOrder(order, of: pane.cursor) ?? order
        add("ranked \(shown.text)", .info)
      }
      for flag in marks.flags { add(said(text(of: flag, in: pane)), .flagged) }
      for (key, value) in marks.ratings.sorted(by: { shownName($0.key) < shownName($1.key) })
      where !Suggestion.isAnswer(key) {
        let rating: Phrase = "\(Phrase(word: key.axis)) \(Phrase(word: value.text))"
        let rated: Phrase = key.at.map { "\(pane.told($0)): \(rating)" } ?? rating
        add(said(rated), .info)
      }
      if reviewers.contains(actor) { addNotes(marks, by: nil) }
    }
    if state.edited != nil { add("edited", .changed, beginsRow: !reviewers.isEmpty) }
    for unseen in page.unseen.phrases { add(unseen, .warning) }
    // Notes come last, as they may be long.
    for (actor, marks) in state.marks.sorted(by: { $0.key < $1.key })
    where !reviewers.contains(actor) { addNotes(marks, by: actor == pane.actor ? nil : actor) }
    return marks
  }

  /// `! S10 severity 2 at output[5-12]: slur`.
  private static func text(of flag: HazardFlag, in pane: Pane) -> Phrase {
    let range = flag.key.range.map { "[\($0.lowerBound)-\($0.upperBound)]" } ?? ""
    let (category, severity) = (flag.key.category, flag.severity)
    let text: Phrase =
      flag.key.at.map { "! \(category) severity \(severity) at \(pane.told($0))\(range)" }
      ?? "! \(category) severity \(severity)"
    return flag.note.map { "\(text): \($0)" } ?? text
  }

  private static func tone(of verdict: Verdict) -> Tone {
    switch verdict {
    case .accepted: .success
    case .discarded: .removed
    case .skipped: .dim
    }
  }
}
