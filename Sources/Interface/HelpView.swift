import Console

/// The state of the help screen.
struct HelpState: Hashable, Sendable {
  var top = 0
  /// The text that lines must contain; empty shows all.
  var find = PromptLine(.search)
  /// Whether `find` is being typed.
  var isTyping = false
}

extension Model {
  mutating func readHelp(_ key: Key, _ state: HelpState) -> [Effect] {
    var state = state
    if state.isTyping {
      switch key {
      case .enter: state.isTyping = false
      case .escape, .control("c"): (state.find, state.isTyping) = (PromptLine(.search), false)
      case .backspace where state.find.isEmpty: state.isTyping = false
      default: _ = state.find.take(key)
      }
      state.top = 0
      mode = .help(state)
      return []
    }
    pressed.append(key)
    let match = keys.match(pressed, in: .help)
    if match == .beginning { return [] }
    pressed = []
    let page = max(1, rows - 4)
    let last = max(0, HelpView.rows(of: self, with: state.find.text).count - page)
    switch match {
    case .action(.down): state.top += 1
    case .action(.up): state.top -= 1
    case .action(.pageDown): state.top += page
    case .action(.pageUp): state.top -= page
    case .action(.top): state.top = 0
    case .action(.bottom): state.top = last
    case .action(.search): (state.find, state.isTyping) = (PromptLine(.search), true)
    case .action(.suspend): return [.suspend]
    case .action(.cancel) where !state.find.isEmpty: state.find.clear()
    case .action:
      mode = .browse
      return []
    default: break  // an unbound key doesn't close the help
    }
    state.top = min(max(0, state.top), last)
    mode = .help(state)
    return []
  }
}

/// Draws the current key bindings, from the key table.
enum HelpView {
  /// A line of the help: a heading, or keys and what they do.
  struct Line: Hashable {
    var keys: String
    var text: Phrase
    var isHeading = false
  }

  /// The keys of the focused area come first.
  private static func sections(_ focus: Model.Focus) -> [(Phrase, [KeyMode])] {
    let list: (Phrase, [KeyMode]) = ("In the list", [KeyMode.list])
    let record: (Phrase, [KeyMode]) = ("In the record", [KeyMode.record])
    let here = focus == .list ? [list, record] : [record, list]
    return [here[0], ("In the list and the record", [.list, .record]), here[1]]
      + [("In the editor", [.editor])]
  }

  /// Returns the lines whose keys or words contain a text, with their headings.
  static func lines(of model: Model, with find: String = "") -> [Line] {
    let all = lines(of: model)
    if find.isEmpty { return all }
    let wanted = find.lowercased()
    var found: [Line] = []
    var heading: Line?
    for line in all {
      if line.isHeading { heading = line }
      let text = line.keys + " " + line.text.text(in: model.language)
      guard !line.isHeading, !line.keys.isEmpty, text.lowercased().contains(wanted) else {
        continue
      }
      if let title = heading {
        if !found.isEmpty { found.append(Line(keys: "", text: "")) }
        found.append(title)
        heading = nil
      }
      found.append(line)
    }
    return found
  }

  /// Returns the lines as they are drawn: a text that is longer than its row goes on in the next.
  static func rows(of model: Model, with find: String) -> [Line] {
    lines(of: model, with: find).flatMap { line -> [Line] in
      let glyphs = Glyph.glyphs(line.text.text(in: model.language))
      let pieces = Wrapping.lines(glyphs, columns: max(1, model.columns - textColumn - 1))
      if line.isHeading || pieces.count < 2 { return [line] }
      return pieces.enumerated().map { index, piece in
        let text = glyphs[piece].map(\.text).joined()
        return Line(keys: index == 0 ? line.keys : "", text: "\(text)")
      }
    }
  }

  /// The first column of what keys do.
  private static let textColumn = 24

  private static func lines(of model: Model) -> [Line] {
    var lines: [Line] = []
    for (title, modes) in sections(model.focus) {
      if !lines.isEmpty { lines.append(Line(keys: "", text: "")) }
      lines.append(Line(keys: "", text: title, isHeading: true))
      for binding in model.keys.bindings {
        let shown = binding.modes.filter { [.list, .record, .editor].contains($0) }
        // Keys that work in the editor too are listed with those that work everywhere.
        guard shown == modes || shown == modes + [.editor] else { continue }
        lines.append(
          Line(
            keys: binding.keys.map(KeyTable.name).joined(separator: " "),
            text: binding.action.help))
      }
    }
    let moves: [(String, Phrase)] = [
      ("Ctrl-Left Ctrl-Right", "by words; also Alt-b, Alt-f"),
      ("Home End", "to the ends of the line, with Ctrl of the text"),
      ("S-Left S-Down ...", "select while moving"),
      ("Ctrl-W Ctrl-Del", "delete the word before, the word after"),
      ("Ctrl-K Ctrl-U", "delete to the line's end, to its start"),
    ]
    lines += moves.map { Line(keys: $0, text: $1) }
    lines.append(Line(keys: "", text: ""))
    lines.append(Line(keys: "", text: "After :", isHeading: true))
    lines += TypedCommand.all(themes: model.themes).map { Line(keys: $0.example, text: $0.help) }
    lines.append(Line(keys: "", text: ""))
    lines.append(Line(keys: "", text: "Marks in the list", isHeading: true))
    let marks: [(String, Phrase)] = [
      ("a x s", "accepted, discarded, skipped"), ("≠", "reviewers differ"), ("*", "edited"),
      ("!", "flagged"), ("n", "a note or a rating"), (">", "a suggestion is open"),
      ("-", "removed"), ("+", "added"), ("?", "not JSON, or edits in conflict"),
      ("= ~ <", "in the other dataset: the same, different, not there"),
      ("R", "the other dataset rejects this answer"),
    ]
    return lines + marks.map { Line(keys: $0, text: $1) }
  }

  static func draw(_ model: Model, _ state: HelpState, on screen: inout Screen) {
    screen.fill(row: 0, column: 0, columns: screen.columns, style: Style(on: .bar))
    let language = model.language
    let title: Phrase = "Keys"
    screen.write(
      " " + title.text(in: language), row: 0, column: 0, style: Style(.title, on: .bar, .bold))
    let find = state.find.text
    let lines = rows(of: model, with: find)
    let rows = screen.rows - 2
    for (index, line) in lines.dropFirst(state.top).prefix(rows).enumerated() {
      let row = index + 1
      if line.isHeading {
        screen.write(
          line.text, in: language, row: row, column: 1, style: Style(.heading, .bold))
      } else {
        screen.write(line.keys, row: row, column: 3, style: Style(.keyHint), limit: 20)
        screen.write(line.text, in: language, row: row, column: textColumn)
      }
    }
    if lines.isEmpty {
      screen.write("nothing has \(find)", in: language, row: 1, column: 3, style: Style(.dim))
    }
    let left = max(0, lines.count - state.top - rows)
    screen.fill(row: screen.rows - 1, column: 0, columns: screen.columns, style: Style(on: .bar))
    if state.isTyping || !find.isEmpty {
      screen.write(
        "/" + find, row: screen.rows - 1, column: 1, style: Style(.plain, on: .bar),
        limit: screen.columns - 2)
      if state.isTyping {
        let before = EditorLayout.width(of: state.find.characters[..<state.find.caret])
        screen.caret = Position(
          row: screen.rows - 1, column: min(2 + before, screen.columns - 1))
      }
      return
    }
    let keys: Phrase = "j k scroll, / finds, q back"
    let whole: Phrase = left > 0 ? "j k scroll, / finds, q back; \(left) more below" : keys
    let fits = DisplayWidth.columns(of: whole.text(in: language)) + 1 <= screen.columns
    screen.write(
      fits ? whole : keys, in: language, row: screen.rows - 1, column: 1,
      style: Style(.plain, on: .bar))
  }
}
