import Console
import Curation
import JSONLines

/// Carries out the actions of the list and the record.
extension Model {
  mutating func perform(_ action: Action, count: Int? = nil) -> [Effect] {
    if let obstacle = obstacle(to: action) { return refuse(obstacle) }
    if let count, count > 1, action.traits.contains(.uncounted) {
      return refuse("\(action.rawValue) takes no count; Space and v select several records")
    }
    switch action {
    case .down: return focus == .list ? step(count ?? 1) : scroll(count ?? 1)
    case .up: return focus == .list ? step(-(count ?? 1)) : scroll(-(count ?? 1))
    case .pageDown: return page(1, count)
    case .pageUp: return page(-1, count)
    case .halfPageDown: return page(1, count, half: true)
    case .halfPageUp: return page(-1, count, half: true)
    case .top: return jump(toEnd: false, count)
    case .bottom: return jump(toEnd: true, count)
    case .nextRecord: return stepBeside(count ?? 1)
    case .previousRecord: return stepBeside(-(count ?? 1))
    case .nextPart: focusPart(by: count ?? 1)
    case .previousPart: focusPart(by: -(count ?? 1))
    case .nextTurn: focusTurn(by: count ?? 1)
    case .previousTurn: focusTurn(by: -(count ?? 1))
    case .nextPartner: return choosePartner(1)
    case .previousPartner: return choosePartner(-1)
    case .nextEdit: return goToTouched(1)
    case .previousEdit: return goToTouched(-1)
    case .switchFocus: return moveFocus(1)
    case .switchFocusBack: return moveFocus(-1)
    case .open: focus = .record
    case .search:
      searchOrigin = SearchOrigin(pane: pane, search: search)
      mode = .prompt(PromptLine(.search))
    case .filter: mode = .prompt(PromptLine(.filter, changing: pane.choice.filter))
    case .sort: mode = .prompt(PromptLine(.sort, changing: pane.choice.orderText))
    case .statistics: return openStatistics()
    case .values: mode = .prompt(PromptLine(.field))
    case .searchNext, .searchPrevious:
      return (0..<min(count ?? 1, 1_000)).flatMap { _ in
        searchAgain(isBackward: action == .searchPrevious)
      }
    case .select: return select()
    case .selectRange: selectRange()
    case .selectAll: selectAll()
    case .baseOrNow: toggleBase()
    case .trainer: toggleTrainer()
    case .fold: fold()
    case .contents: openContents()
    case .veil: toggleVeil()
    case .rawText:
      pane.look.showsRawText.toggle()
      say(
        pane.look.showsRawText ? "texts as JSON spells them; gx as they read" : "texts as they read"
      )
    case .history: openHistory()
    case .review: return toggleReview()
    case .adjudicate: return toggleAdjudication()
    case .nextSuggestion: return goToSuggestion(1)
    case .previousSuggestion: return goToSuggestion(-1)
    case .nextFlag: return goToFlagged(1)
    case .previousFlag: return goToFlagged(-1)
    case .differences: switchDiff()
    case .nextDifference: goToDifference(1)
    case .previousDifference: goToDifference(-1)
    case .layout:
      let all = Arrangement.allCases
      arrangement = all[((all.firstIndex(of: arrangement) ?? 0) + 1) % all.count]
      switch arrangement {
      case .columns where columns < Layout.wideColumns:
        say(
          "responses in columns, where there are \(Layout.wideColumns) columns; | again for one at a time"
        )
      case .columns: say("responses in columns")
      case .single: say("one response at a time")
      case .stacked: say("responses one under the other")
      }
    case .growList: listGrowth = min(listGrowth + (count ?? 1), 40)
    case .shrinkList: listGrowth = max(listGrowth - (count ?? 1), -8)
    case .copy: return (obstacleToWorking ?? obstacleToReading).map { refuse($0) } ?? copy()
    case .commandLine: mode = .prompt(PromptLine(.command))
    case .record: return record("")
    case .play: return play("", count: count ?? 1)
    case .help: mode = .help(HelpState())
    case .redraw: return [.redraw]
    case .reload: return [.reload(pane: active)]
    case .suspend: return [.suspend]
    case .back:
      if focus == .list { return [.quit] }
      focus = .list
    case .cancel: return cancel()
    case .quit: return [.quit]
    default: return change(action, count: count)
    }
    return []
  }

  // MARK: - Records

  mutating func step(_ records: Int) -> [Effect] {
    guard pane.listCount > 0 else { return [] }
    let target = pane.listing.place(records, from: pane.cursor)
    return go(to: pane.listing.number(at: min(max(0, target), pane.listCount - 1)))
  }

  /// Goes to another record, and focuses the same part there if it has one.
  private mutating func stepBeside(_ records: Int) -> [Effect] {
    let (focused, before) = (pane.place.focusedPart, pane.page)
    let effects = step(records)
    if let before, pane.findings.isEmpty,
      let part = pane.page?.focusablePart(like: focused, of: before)
    {
      focusPart(part)
    }
    return effects
  }

  mutating func go(to number: RecordNumber) -> [Effect] {
    let before = pane.cursor
    pane.moveCursor(to: number)
    if pane.cursor == before { return [] }
    pane.extendRange()
    revealFinding()
    return partnerEffects()
  }

  private mutating func jump(toEnd: Bool, _ count: Int?) -> [Effect] {
    if let count {
      if count > pane.recordCount { complain(tooFew) }
      return go(to: RecordNumber(count))
    }
    if focus == .list { return step(toEnd ? pane.listCount : -pane.listCount) }
    scrollFlows(isDown: toEnd, toEnd: true) { flow, _, area in
      toEnd ? flow.lastPage(rows: area.rows, columns: area.columns) : flow.start
    }
    // The next one is then the first below, or the last above.
    for index in panes.indices { panes[index].place.difference = nil }
    return []
  }

  private mutating func page(_ direction: Int, _ count: Int?, half: Bool = false) -> [Effect] {
    let layout = Layout(self)
    if focus == .list {
      let rows = max(1, (layout.list?.rows ?? 1) - (half ? 0 : 1))
      return step(direction * (count ?? (half ? rows / 2 : rows)))
    }
    let column = pane.page?.column(ofPart: pane.place.focusedPart)
    let shared = pane.page?.isContextShared == true ? layout.area(ofColumn: nil, pane: active) : nil
    let height = max(layout.area(ofColumn: column, pane: active)?.rows ?? 2, shared?.rows ?? 0)
    let rows = max(1, height - (half ? 0 : 1))
    return scroll(direction * (count ?? (half ? rows / 2 : rows)))
  }

  private mutating func goToFlagged(_ direction: Int) -> [Effect] {
    let pane = pane
    let flagged = pane.set.touched.lazy.filter { pane.shownState(of: $0)?.isFlagged == true }
    return go(direction, among: flagged)
      ?? refuse(direction > 0 ? "no later record is flagged" : "no earlier record is flagged")
  }

  /// Goes to the nearest record after or before the cursor's; nil if there is none.
  ///
  /// - Parameter numbers: in any order, each looked at once.
  mutating func go(_ direction: Int, among numbers: some Sequence<RecordNumber>) -> [Effect]? {
    let cursor = pane.cursor
    let next =
      direction > 0
      ? numbers.lazy.filter { $0 > cursor }.min() : numbers.lazy.filter { $0 < cursor }.max()
    return next.map { go(to: $0) }
  }

  /// Hides the texts of flagged records, unveils this one, or shows all again.
  private mutating func toggleVeil() {
    if veils(pane.cursor, of: pane) {
      veil = .allBut(pane.cursor)
      say("unveiled; V shows all records again")
    } else {
      veil = veil == .off ? .all : .off
      say(veil == .all ? "flagged records are veiled; V unveils one" : "no record is veiled")
    }
  }

  private mutating func goToTouched(_ direction: Int) -> [Effect] {
    go(direction, among: pane.set.touched)
      ?? refuse(
        direction > 0
          ? "no later record has edits or marks" : "no earlier record has edits or marks")
  }

  // MARK: - Inside the record

  private mutating func toggleBase() {
    let isEdited = pane.set.state(of: pane.cursor)?.edited != nil
    switch pane.look.version {
    case .now where !isEdited, .both where !isEdited:
      pane.look.version = .now
      say("\(pane.cursor) is as the file has it")
      return
    case .now: pane.look.version = .both
    case .both: pane.look.version = .base
    case .base: pane.look.version = .now
    }
    switch pane.look.version {
    case .now: say("as it is now")
    case .both where columns < Layout.wideColumns:
      say("as it is now, with what differs from the file; b shows the file's")
    case .both: say("as the file has it, and as it is now; b shows the file's alone")
    case .base: say("as it is in the file; b shows it with the edits")
    }
  }

  private mutating func toggleTrainer() {
    pane.look.trainer = pane.look.trainer == nil ? .usual : nil
    if pane.look.trainer == nil {
      say("trainers aren't asked any more")
    } else {
      say("what a trainer does with it stands below the record; p ends it")
    }
  }

  private mutating func copy() -> [Effect] {
    guard let page = pane.page else { return [] }
    guard let part = pane.part else {
      return refuse("this record has no parts; gJ opens it as text")
    }
    let text =
      part.node.textOrSpelling(in: page.bytes)
    say("copied \(part.title)")
    return [.copy(text)]
  }

  // MARK: - Focus

  private mutating func moveFocus(_ step: Int) -> [Effect] {
    guard panes.count == 2 else {
      focus = focus == .list ? .record : .list
      return []
    }
    switch (focus, step) {
    case (.list, 1...): focus = .record
    case (.record, 1...):
      active = 1 - active
      focus = .list
    case (.list, _):
      active = 1 - active
      focus = .record
    default: focus = .list
    }
    return partnerEffects()
  }

  /// One thing at a time: the selection, the record, the filter, the order.
  private mutating func cancel() -> [Effect] {
    var effects: [Effect] = []
    if !pane.selection.isEmpty {
      pane.selection = []
      say("selection cleared")
    } else if focus == .record {
      focus = .list
    } else if pane.choice.query != nil {
      effects = setFilter("")
      say("all records again")
    } else if pane.choice.order != nil {
      effects = setOrder("")
      say("in the file's order again")
    }
    return effects
  }
}
