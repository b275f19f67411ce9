import CSystem
import Console
import Curation
import Curses
import Glibc
import Interface
import Settings
import Storage

/// The terminal program's main loop: draw, wait for messages, update the model, carry out effects.
final class Program {
  private let workspaces: [Workspace]
  private let preferences: Preferences
  private let mailbox: Mailbox
  private let jobs: Jobs
  private let terminal: Terminal
  private var model: Model
  private var isDone = false
  /// The screen shown now, if it is a list with a record beside it.
  private var shown: (screen: Screen, place: Model.ListPlace)?
  /// The time of the last key, and whether keys arrive too fast for the record to be read in
  /// between.
  private var lastKey: ContinuousClock.Instant?
  private var isHurried = false
  /// The text being typed as it was kept last, and its pane.
  private var kept: (pane: Int, draft: Draft)?
  /// Since when there has been unsaved text that isn't kept.
  private var unkeptSince: ContinuousClock.Instant?
  /// The panes whose file changed while it was open.
  private var changed: Set<Int> = []

  init(
    _ workspaces: [Workspace], _ model: Model, _ preferences: Preferences, theme: Theme
  ) throws(Failure) {
    self.workspaces = workspaces
    self.preferences = preferences
    self.model = model
    mailbox = try Mailbox()
    jobs = Jobs(mailbox)
    // Before ncurses installs its own handlers, which would end the program at once.
    for number in [SIGINT, SIGHUP, SIGCONT] + Self.endings {
      winnow_forward_signal(number, mailbox.signalDescriptor)
    }
    signal(SIGPIPE, SIG_IGN)
    do {
      terminal = try Terminal(
        environment: Self.environment, theme: theme,
        mouse: preferences.configuration.mouse ?? true)
    } catch {
      throw Failure(error)
    }
    self.model.fit(rows: terminal.rows, columns: terminal.columns)
    if let note = terminal.note {
      _ = self.model.update(.notice("\(note)", isProblem: true))
    }
  }

  /// Signals that ask the program to end; the terminal is restored and typed text is kept first.
  private static let endings = [SIGTERM, SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM]

  /// The longest wait in milliseconds; nothing depends on it.
  private static let longestWait = 60_000

  /// The pause in typing, in milliseconds, after which unsaved text is kept.
  private static let rest = 400

  /// The longest interval in milliseconds between repeats of a key held down. After a longer one,
  /// the record is drawn.
  private static let hurry = 80

  private static var environment: [String: String] {
    var variables: [String: String] = [:]
    for name in ["TERM", "LC_ALL", "LC_CTYPE", "LANG", "NO_COLOR", "ESCDELAY", "COLORTERM"] {
      variables[name] = getenv(name).map { String(cString: $0) }
    }
    return variables
  }

  /// Runs until the user quits or a signal ends the program. Returns the exit status.
  func run() -> Int32 {
    for (pane, workspace) in workspaces.enumerated() { jobs.index(workspace.dataset, pane: pane) }
    if let key = model.link {
      jobs.link(workspaces.map { ($0.set, $0.dataset) }, by: key)
    }
    carryOut(model.start())
    while !isDone {
      let place = model.listPlace
      let screen = model.view(over: isHurried && shown?.place == place ? shown?.screen : nil)
      terminal.draw(screen)
      shown = place.map { (screen, $0) }
      let events = terminal.poll(
        wake: mailbox.wakeDescriptor,
        timeoutMilliseconds: isHurried ? Self.hurry + 1 : isTyping ? Self.rest : Self.longestWait)
      if winnow_take_forwarded(SIGCONT) { terminal.resume() }
      measureHurry(events)
      for message in mailbox.collect() + events.map(Message.input) where !isDone {
        carryOut(model.update(message))
      }
      followTyping()
      lookForChanges()
      if let status = endedFromOutside() { return status }
    }
    terminal.close()
    return Status.done.rawValue
  }

  /// Whether the unsaved text differs from the one that was kept last.
  private var isTyping: Bool {
    let text = model.unsaved
    return text != kept?.draft || text != nil && kept?.pane != model.active
  }

  /// Keeps unsaved text in case the program is killed: at a pause in typing, and from time to time
  /// during continuous typing. Deletes it once it is saved or given up.
  private func followTyping() {
    guard isTyping else {
      unkeptSince = nil
      return
    }
    var text = model.unsaved
    let since = unkeptSince ?? .now
    unkeptSince = since
    let isAtRest = lastKey.map { .now - $0 >= .milliseconds(Self.rest) } ?? true
    guard isAtRest || .now - since >= .milliseconds(2 * Self.rest) || text == nil else { return }
    text = text.map { bookmarked($0, pane: model.active) }
    if let text {
      tell(keep(text, pane: model.active))
    } else if let kept {
      tell(drop(kept.draft, pane: kept.pane))
    }
    (kept, unkeptSince) = (text.map { (model.active, $0) }, nil)
  }

  /// Reports, once, that another program rewrote or replaced a dataset. What is on the screen may
  /// then differ from the file, so the dataset becomes read-only.
  /// - Parameter always: also while keys come fast.
  private func lookForChanges(always: Bool = false) {
    guard always || !isHurried else { return }
    for (pane, workspace) in workspaces.enumerated() where !changed.contains(pane) {
      do { try workspace.dataset.checkUnchanged() } catch {
        changed.insert(pane)
        carryOut(model.update(.closed(pane: pane, Failure(error).message)))
      }
    }
  }

  private func measureHurry(_ events: [InputEvent]) {
    let now = ContinuousClock.now
    let isSoon = lastKey.map { now - $0 < .milliseconds(Self.hurry) } ?? false
    let hasKey = events.contains { if case .key = $0 { true } else { false } }
    if hasKey {
      isHurried = isSoon
      lastKey = now
    } else if !isSoon {
      isHurried = false
    }
  }

  /// Keeps unsaved text and returns the exit status if a signal came or the terminal is gone;
  /// otherwise nil.
  private func endedFromOutside() -> Int32? {
    let isHungUp = winnow_has_forwarded(SIGHUP)
    let asked = Self.endings.first(where: winnow_has_forwarded)
    guard terminal.isClosed || isHungUp || asked != nil else { return nil }
    let text = model.unsaved
    let failure = text.flatMap { keep($0, pane: model.active) }
    terminal.close()
    if isHungUp {
      let said: Phrase =
        text == nil || failure != nil
        ? "ended by another window that took over, or as the line was cut"
        : "ended by another window that took over, or as the line was cut; :draft opens what was typed"
      Output.complain(said.text(in: model.language))
    } else if text != nil, failure == nil {
      Output.complain(("ended; :draft opens what was typed" as Phrase).text(in: model.language))
    }
    if let failure { Output.complain(failure.english) }
    return 128 + (asked ?? SIGHUP)
  }

  /// Keeps a text; returns a message if that fails.
  ///
  /// - Parameter file: of the external editor that has the text open.
  private func keep(_ draft: Draft, pane: Int, in file: String? = nil) -> Phrase? {
    // A session that may not write has nothing to save, and the drafts may be another's.
    guard !workspaces[pane].session.options.isReadOnly else { return nil }
    let draft = bookmarked(draft, pane: pane)
    do {
      try workspaces[pane].session.keep(draft, in: file, replacing: kept?.draft)
      return nil
    } catch { return "the text for \(draft.record) isn't kept: \(Failure(error).message)" }
  }

  /// A text with what its record was when it was first kept: the file may be rewritten while it is
  /// typed.
  private func bookmarked(_ draft: Draft, pane: Int) -> Draft {
    let isSame = kept.map { $0.pane == pane && $0.draft.record == draft.record } ?? false
    var draft = draft
    draft.bookmark =
      draft.bookmark ?? (isSame ? kept?.draft.bookmark : nil)
      ?? model.panes[pane].set.bookmark(of: draft.record)
    return draft
  }

  private func drop(_ draft: Draft, pane: Int) -> Phrase? {
    guard !workspaces[pane].session.options.isReadOnly else { return nil }
    do {
      try workspaces[pane].session.drop(draft)
      return nil
    } catch { return "the text for \(draft.record) stays kept: \(Failure(error).message)" }
  }

  private func tell(_ failure: Phrase?) {
    if let failure { carryOut(model.update(.notice(failure, isProblem: true))) }
  }

  private func carryOut(_ effects: [Effect]) {
    for effect in effects { carryOut(effect) }
  }

  private func carryOut(_ effect: Effect) {
    switch effect {
    case .append(let pane, let draft): append(draft, pane)
    case .reopen(let pane, let how, let entry): reopen(pane, how, retrying: entry)
    case .reload(let pane): reload(pane)
    case .search(let request): jobs.search(request)
    case .list(let request): jobs.list(request)
    case .survey(let request): jobs.survey(request)
    case .countValues(let request, let field): jobs.countValues(request, of: field)
    case .readLines(let path, let text):
      carryOut(model.update(.lines(path: path, Queries.lines(path, waits: false), of: text)))
    case .relate(let request, let numbers, let edition):
      jobs.relate(request, numbers, edition: edition)
    case .findPartners(let number, let pane):
      let partners = jobs.partners(of: number, in: model.panes[pane].set, pane: pane)
      carryOut(
        model.update(
          .partners(of: number, in: pane, partners ?? [], isComplete: partners != nil)))
    case .edit(let draft, let pane, let isJSON):
      terminal.leave()
      let result = ExternalEditor.edit(
        draft.text, isJSON: isJSON, preferred: preferences.configuration.editor
      ) { path in
        _ = keep(draft, pane: pane, in: path)  // in case the program is killed meanwhile
      }
      try? workspaces[pane].session.dropEdited()
      terminal.enter(forgetsKeys: true)
      carryOut(model.update(.editorReturned(result)))
    case .copy(let text):
      if !terminal.copy(text) {
        _ = model.update(.notice("too long for the terminal's clipboard", isProblem: true))
      }
    case .keepDraft(let draft, let pane):
      tell(keep(draft, pane: pane))
      kept = nil  // it isn't being typed any more
    case .keepLine(let kind, let text): TypedLines.keep(text, kind: kind)
    case .keepMacro(let name, let lines):
      do { try MacroFiles.write(lines, name) } catch {
        _ = model.update(.notice("\(name) isn't kept: \(error.message)", isProblem: true))
      }
    case .readMacro(let name, let count):
      carryOut(model.update(.macro(name: name, MacroFiles.read(name), count: count)))
    case .nextLine: mailbox.post(.nextLine)  // through the queue, so that keys can interrupt it
    case .dropDraft(let draft, let pane): tell(drop(draft, pane: pane))
    case .setMouse(let isOn): terminal.setMouse(isOn)
    case .setTheme(let name):
      do { terminal.setTheme(try preferences.theme(named: name)) } catch {
        _ = model.update(.notice(error.message, isProblem: true))
      }
    case .redraw: terminal.repaint()
    case .suspend: terminal.suspend()
    case .quit: isDone = true
    }
  }

  /// Appends and syncs an entry; only then does the screen show it.
  private func append(_ draft: Entry, _ pane: Int) {
    let session = workspaces[pane].session
    let told = session.notices.count
    do {
      let entry = try session.append(draft)
      carryOut(model.update(.committed(pane: pane, entry)))
      for notice in session.notices.dropFirst(told) {
        carryOut(model.update(.notice(notice.text, isProblem: true)))
      }
    } catch {
      refuse(draft, pane, Failure(error))
    }
  }

  private func refuse(_ draft: Entry, _ pane: Int, _ failure: Failure) {
    let text: Phrase = "not saved: \(failure.message)"
    if case .locked(let journal, let holder?)? = failure.cause {
      workspaces[pane].writer = (holder, journal)
    }
    let remedies: [Reopening] =
      if workspaces[pane].session.isClosed {
        [.elsewhere]
      } else if case .storage(.datasetChanged)? = failure.cause {
        []  // another journal would be for the same file
      } else if case .locked(_, _?)? = failure.cause {
        [.again, .takingOver, .elsewhere]
      } else {
        [.again, .elsewhere]
      }
    carryOut(model.update(.appendFailed(pane: pane, draft, text, remedies: remedies)))
  }

  private func reload(_ pane: Int) {
    let workspace = workspaces[pane]
    if changed.contains(pane) {
      // What was said of the dataset still holds.
      changed.remove(pane)
      lookForChanges(always: true)
      if changed.contains(pane) { return }
    }
    do {
      try workspace.reload()
      carryOut(model.update(.reloaded(pane: pane, workspace.set)))
    } catch {
      carryOut(model.update(.closed(pane: pane, "read-only: \(error.message)")))
    }
  }

  private func reopen(_ pane: Int, _ how: Reopening, retrying entry: Entry?) {
    let workspace = workspaces[pane]
    do {
      // One that never began may have begun elsewhere.
      let mayBeElsewhere = workspace.session.isReplaced || workspace.session.ownPath == nil
      if how != .again || mayBeElsewhere { try workspace.reopen(how) }
      let path = workspace.session.ownPath
      let note: Phrase =
        path.map { "writing to \($0)" } ?? "writing to a new journal, with the first change"
      carryOut(
        model.update(
          .reopened(
            pane: pane, workspace.set, drafts: workspace.session.drafts, note, retrying: entry)))
    } catch {
      if let entry { return refuse(entry, pane, error) }
      carryOut(model.update(.notice("read-only: \(error.message)", isProblem: true)))
    }
  }
}
