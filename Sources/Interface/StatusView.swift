import Analysis
import Console
import Curation
import JSONLines

/// Draws the lines at the bottom: marks on the record, the latest message, and hints for keys.
enum StatusView {
  static func draw(_ model: Model, _ layout: Layout, on screen: inout Screen) {
    MarksView.draw(model, rows: layout.marksRows, on: &screen)
    drawEvent(model, row: layout.eventRow, on: &screen)
    drawHints(model, row: layout.hintsRow, on: &screen)
  }

  // MARK: - What happened

  static func drawEvent(_ model: Model, row: Int, on screen: inout Screen) {
    if let line = model.openLine {
      drawPrompt(line, in: model.language, row: row, on: &screen)
      return
    }
    if let question = model.question {
      NoticeView.draw(
        question.text.text(in: model.language), row: row, style: Style(.warning, .bold), on: &screen
      )
      return
    }
    if let search = model.search, search.isRunning, model.event == nil {
      screen.write(
        "searching for \(search.text)", in: model.language, row: row, column: 1, style: Style(.dim))
      return
    }
    if case .rating(let menu) = model.mode, model.event == nil {
      screen.write(
        menu.text(in: model.pane), in: model.language, row: row, column: 1,
        style: Style(.keyHint, .bold))
      return
    }
    guard let event = model.event else { return }
    NoticeView.draw(event, in: model.language, row: row, on: &screen)
  }

  static func drawPrompt(
    _ line: PromptLine, in language: Language, row: Int, on screen: inout Screen
  ) {
    let label = line.label(in: language)
    let start = screen.write(label, row: row, column: 0, style: Style(.keyHint, .bold))
    let before = EditorLayout.width(of: line.characters[..<line.caret])
    // A long line scrolls to the left, to keep the caret and some of what follows it visible.
    let after = EditorLayout.width(of: line.characters[line.caret...])
    let shift = max(0, start + before + min(after, screen.columns / 3) - screen.columns + 1)
    let text = line.text
    let style = line.isInForce ? Style(on: .selection) : .plain
    screen.write(text, row: row, column: start - shift, style: style)
    if shift > 0 { screen.write(label, row: row, column: 0, style: Style(.keyHint, .bold)) }
    screen.caret = Position(row: row, column: min(screen.columns - 1, start + before - shift))
  }

  // MARK: - Keys

  private static func drawHints(_ model: Model, row: Int, on screen: inout Screen) {
    screen.fill(row: row, column: 0, columns: screen.columns, style: Style(on: .bar))
    if case .prompt(let line) = model.mode, line.candidates.count > 1 {
      drawCandidates(of: line, row: row, on: &screen)
      return
    }
    if model.openLine != nil, let event = model.event {
      // The line of events holds the prompt, so a message is shown here, a long one above both.
      let text = event.text.text(in: model.language)
      let style = event.isProblem ? Style(.warning, on: .bar, .bold) : Style(.plain, on: .bar)
      let isShort = NoticeView.fits(text, columns: screen.columns)
      NoticeView.draw(text, row: isShort ? row : row - 2, style: style, on: &screen)
      if isShort { return }
    }
    var column = 1
    let all = hints(model).map {
      ($0.text(in: model.language), $1.text(in: model.language))
    }
    let shown =
      model.question == nil
      ? fitting(all, columns: screen.columns) : answers(all, columns: screen.columns)
    for (key, text) in shown {
      column += screen.write(key, row: row, column: column, style: Style(.keyHint, on: .bar, .bold))
      column += 1
      column += screen.write(text, row: row, column: column, style: Style(.plain, on: .bar))
      column += 2
    }
    if !model.pressed.isEmpty || model.count != nil {
      let typed = (model.count.map(String.init) ?? "") + KeyTable.name(model.pressed)
      screen.write(
        typed, row: row, column: max(0, screen.columns - DisplayWidth.columns(of: typed) - 1),
        style: Style(.accent, on: .bar, .bold))
    }
  }

  /// Draws the candidates for Tab, with the current one highlighted.
  private static func drawCandidates(of line: PromptLine, row: Int, on screen: inout Screen) {
    let names = line.candidateNames
    let page = line.page(of: names, columns: screen.columns - 1)
    let plain = Style(.plain, on: .bar)
    var column = 1
    if page.lowerBound > 0 {
      column += screen.write("... ", row: row, column: column, style: plain)
    }
    for place in page {
      let style = place == line.candidate ? Style(.plain, on: .cursor, .bold) : plain
      column += screen.write(
        names[place], row: row, column: column, style: style, limit: screen.columns - column)
      column += 2
    }
    if page.upperBound < names.count {
      screen.write("...", row: row, column: column - 1, style: plain)
    }
  }

  /// First the way out and what is done most, then help, then the others as far as there is room.
  private static func fitting(_ all: [(String, String)], columns: Int) -> [(String, String)] {
    let count = all.count
    let order = ([count - 1, 0, count - 2] + Array(1..<max(1, count - 2))).uniqued
      .filter(all.indices.contains)
    var room = columns - 1
    let shown = order.prefix { index in
      room -= width(all[index])
      return room >= 0
    }
    return shown.sorted().map { all[$0] }
  }

  /// All answers to a question: where there is little room, without what any other key does, or
  /// each with its first word.
  private static func answers(_ all: [(String, String)], columns: Int) -> [(String, String)] {
    let named = Array(all.dropLast())
    let brief = named.map { ($0, String($1.prefix { $0 != " " })) }
    return [all, named].first { $0.reduce(0) { $0 + width($1) } < columns } ?? brief
  }

  /// Returns the width of a hint with the gap after it.
  private static func width(_ hint: (String, String)) -> Int {
    DisplayWidth.columns(of: hint.0) + DisplayWidth.columns(of: hint.1) + 3
  }

  /// Returns the hints for the current mode: keys and what they do.
  private static func hints(_ model: Model) -> [(Phrase, Phrase)] {
    if let question = model.question {
      return question.answers.map { ("\($0.key)", $0.words) } + [
        ("any other key", question.otherwise)
      ]
    }
    let mode = model.keyMode
    func named(_ actions: [Action]) -> [(Phrase, Phrase)] {
      actions.compactMap { action in
        model.keys.keyName(of: action, in: mode).map { ("\($0)", action.hint) }
      }
    }
    switch model.mode {
    case .rating(let menu):
      return switch menu.axis {
      case nil: [("letter", "axis"), ("Esc", "cancel")]
      case RatingKey.acceptability: [("y n", "acceptable"), ("0", "take off"), ("Esc", "cancel")]
      default: [("1-5", "rating"), ("0", "take off"), ("Esc", "cancel")]
      }
    case .history: return []
    case .browse where model.isAdjudicating:
      let count = model.pane.set.reviewers(of: model.pane.cursor).count
      return [(count > 2 ? "1-\(count)" : "1 2", "take one's word")]
        + named([.nextRecord, .edit, .undo, .adjudicate, .help, .quit])
    case .browse where model.review?.goal == .answers:
      return named([.agree, .refuse, .discard, .skip, .edit, .undo, .review, .help, .quit])
    case .browse where model.review != nil:
      return named([.accept, .discard, .skip, .edit, .flag, .rate, .undo, .review, .help, .quit])
    case .browse where model.pane.recordCount == 0: return named([.commandLine, .help, .quit])
    case .browse where model.focus == .list:
      let isChoice =
        model.link != nil && model.panes[1 - model.active].partnership.numbers?.count ?? 0 > 1
      let partner: [Action] = isChoice ? [.nextPartner] : []
      let edits: [Action] =
        model.pane.readOnlyReason == nil ? [.edit, .flag, .accept, .discard, .undo] : []
      return named([.down, .open] + partner + edits + [.search, .help, .quit])
    case .browse:
      let reading = model.pane.page?.reading
      let moves: [Action] = model.pane.part?.response == nil ? [] : [.raise]
      let ranks: [Action] =
        model.pane.blind != nil
        ? [.rank]
        : reading?.hasColumns == true
          ? (reading?.isPreference == true ? [.flip] : [.rank] + moves) : []
      return named([.nextPart, .edit] + ranks + [.flag, .accept, .discard, .undo, .help, .back])
    case .prompt(let line):
      let completion: [(Phrase, Phrase)] =
        line.kind == .search || line.kind == .note ? [] : [("Tab", "completes")]
      return [("Enter", "go")] + completion + [("Up", "earlier lines"), ("Esc", "cancel")]
    case .flagMenu(let menu) where menu.isWritingNote:
      return [("Enter", "flag"), ("Tab", "category"), ("Esc", "cancel")]
    case .flagMenu:
      return [
        ("letter", "category"), ("0-3", "severity"), ("Tab", "note"), ("Enter", "flag"),
        ("Esc", "cancel"),
      ]
    case .contents where model.openLine != nil, .values where model.openLine != nil:
      return [("Up Down", "move"), ("Enter", "go"), ("Esc", "show all")]
    case .contents:
      return [("j k", "move"), ("/", "find"), ("Enter", "go"), ("Esc", "leave")]
    case .values(let values) where values.label != nil:
      return [("j k", "move"), ("/", "find"), ("Enter", "set"), ("Esc", "leave")]
    case .values:
      return [("j k", "move"), ("/", "find"), ("Enter", "filter"), ("Esc", "leave")]
    case .statistics: return [("j k", "move"), ("Enter", "filter"), ("Esc", "leave")]
    case .editor(let state) where state.find != nil:
      let next: Phrase = state.find?.count.map { "next of \($0)" } ?? "next"
      return [("Enter", "stay here")] + named([.findText]).map { ($0.0, next) }
        + [("Up", "earlier lines"), ("Esc", "go back")]
    case .editor:
      return named([.save, .saveAndNext, .undoTyping, .findText, .flagText, .selectText, .cancel])
    case .help: return [("j k", "scroll"), ("q", "back")]
    }
  }
}

extension Model {
  /// The line that is being typed at the bottom of the screen: a prompt's, or what is to be found
  /// in a menu or in the text that is edited; nil if none is.
  var openLine: PromptLine? {
    switch mode {
    case .prompt(let line): line
    case .editor(let state): state.find?.line
    case .values(let values): values.menu?.find
    case .contents(let contents): contents.menu.find
    default: nil
    }
  }
}
