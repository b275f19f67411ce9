public import Analysis
public import Console
public import Curation
import JSONLines

/// The terminal program as a value. `update` changes it and `view` draws it; neither has side
/// effects.
public struct Model: Sendable {
  public internal(set) var panes: [Pane]
  /// The pane that keys act on.
  public internal(set) var active = 0
  var focus = Focus.list
  var mode = Mode.browse
  var rows: Int
  var columns: Int
  /// The latest message: what happened, and how to undo it.
  var event: Notice?
  /// A question to be answered before keys do anything else.
  var question: Question?
  /// The initial filter of the list; empty shows all.
  public var initialFilter = ""
  /// Whether to start with a review.
  public var beginsReview = false
  /// The language of the interface.
  public let language: Language
  let keys: KeyTable
  let hazards: [Hazard]
  let themes: [String]
  /// Whether the links between two datasets are complete.
  var isLinked = false
  /// The number of the last request to the background; results of older ones are told by theirs.
  private var serial = 0
  /// The number of changes to the datasets so far. Relations computed for an earlier edition are
  /// out of date.
  var edition = 0
  /// How two datasets are linked; nil with one pane, and if both show the same dataset.
  public let link: LinkKey?

  /// The keys of an incomplete sequence, and the count typed before it.
  var pressed: [Key] = []
  var count: Int?
  var search: Search?
  var arrangement = Arrangement.columns
  /// The list's growth over its default size: in rows above the record, or in steps of four columns
  /// beside it.
  var listGrowth = 0
  private var someReview: Review?
  /// The taxonomy of the flag chosen last.
  var lastTaxonomy: String?
  /// The last change requested, for `repeat`.
  var lastChange: Repeatable?
  var veil = Veil.off
  /// What the screen was before the search being typed.
  var searchOrigin: SearchOrigin?
  /// The lines of files that queries refer to, by path.
  var lineFiles: [String: [String]] = [:]
  /// The lines typed at each prompt, the latest last.
  var typedLines: [PromptLine.Kind: [String]] = [:]
  var macros = Macros()
  /// The text cut or copied in the editor.
  var cutText = ""
  /// The text that is open in an external editor.
  var editedExternally: EditorState?
  /// What follows once the typed text that is being saved is in the journal.
  var saving: Saving?

  public enum Focus: Hashable, Sendable {
    case list, record
  }

  /// The arrangement of a record's responses: as many side by side as fit, one alone, or one below
  /// the other.
  enum Arrangement: CaseIterable, Sendable {
    case columns, single, stacked
  }

  /// Which flagged records are hidden.
  enum Veil: Hashable, Sendable {
    case off, all
    /// All but the one that the user has unveiled.
    case allBut(RecordNumber)
  }

  enum Mode: Sendable {
    case browse
    case prompt(PromptLine)
    case flagMenu(FlagMenu)
    case values(ValuesMenu)
    case contents(ContentsMenu)
    case statistics(StatisticsScreen)
    case history(HistoryScreen)
    case rating(RatingMenu)
    case help(HelpState)
    case editor(EditorState)
  }

  /// A message, and whether it reports a problem.
  public struct Notice: Hashable, Sendable {
    public var text: Phrase
    public var isProblem = false
  }

  struct Search: Sendable {
    /// The pattern as typed.
    var text: String
    var pattern: TextPattern
    /// The pane that is searched.
    var pane: Int
    var serial: Int
    var isRunning: Bool
    /// Whether it was begun while its pattern is still being typed.
    var isPreview = false
    /// Whether the cursor has moved to a match. Until then, `pendingSteps` counts presses of n (N
    /// counts negative).
    var isFound = false
    /// Whether the search wrapped around to find the match.
    var hasWrapped = false
    var pendingSteps = 0
    /// All matching records, ascending; nil until they are known, and after a change.
    var matches: [RecordNumber]?
  }

  struct SearchOrigin: Sendable {
    var pane: Pane
    var search: Search?
  }

  struct Saving: Sendable {
    var next: AfterSaving?
    /// The text of an earlier session that is saved, and need not be kept any more.
    var draft: Draft?
  }

  /// Where to go after a text was saved in the editor.
  enum AfterSaving: Hashable, Sendable {
    case closeEditor
    /// Goes on with the same text, as there is no next record, or no previous one: what is typed
    /// then isn't taken for commands.
    case stay(isFirst: Bool)
    case editRecord(RecordNumber, JSONPointer)
  }

  /// A hazard category that can be flagged.
  public struct Hazard: Hashable, Sendable {
    public var taxonomy: String
    public var code: String
    public var name: String
    /// A description of what belongs in the category.
    public var summary: String?

    public init(taxonomy: String, code: String, name: String, summary: String? = nil) {
      self.taxonomy = taxonomy
      self.code = code
      self.name = name
      self.summary = summary
    }
  }

  /// - Precondition: `panes` isn't empty.
  public init(
    _ panes: [Pane], rows: Int, columns: Int, hazards: [Hazard], themes: [String],
    keys: KeyTable = .standard, link: LinkKey? = nil, language: Language = .english
  ) {
    precondition(!panes.isEmpty, "a screen has a pane")
    self.panes = panes
    self.rows = rows
    self.columns = columns
    self.hazards = hazards
    self.themes = themes
    self.keys = keys
    self.link = link
    self.language = language
    for index in panes.indices { self.panes[index].speak(language) }
    prepare()
  }

  /// Adds a line typed at a prompt in an earlier session.
  public mutating func remember(_ text: String, kind: String) {
    if let kind = PromptLine.Kind(rawValue: kind) { remember(text, kind) }
  }

  mutating func remember(_ text: String, _ kind: PromptLine.Kind) {
    guard !text.isEmpty, typedLines[kind]?.last != text else { return }
    typedLines[kind, default: []].append(text)
  }

  public var notice: Notice? { event }
  /// Whether a question is open.
  public var isAsking: Bool { question != nil }
  /// Whether no menu, prompt, editor or other screen is open.
  public var isBrowsing: Bool { if case .browse = mode { true } else { false } }

  /// Starts the program and returns its first effects.
  public mutating func start() -> [Effect] {
    for index in panes.indices where panes[index].isIndexed { tellMissing(index) }
    for (index, pane) in panes.enumerated() where question == nil {
      guard let reason = pane.readOnlyReason else { continue }
      switch pane.remedy {
      case .takingOver: question = .locked(pane: index, reason)
      case .elsewhere: question = .unwritable(pane: index, reason)
      case .again, nil: complain(reason)
      }
    }
    offerDraft()
    let filter = initialFilter.isEmpty ? [] : setFilter(initialFilter)
    // One that can't be taken has been told.
    let isFiltered = initialFilter.isEmpty || !pane.choice.filter.isEmpty || !filter.isEmpty
    return filter + (beginsReview && isFiltered ? toggleReview() : []) + partnerEffects()
  }

  /// Sets the size of the terminal before the first screen is drawn.
  public mutating func fit(rows: Int, columns: Int) {
    (self.rows, self.columns) = (rows, columns)
    prepare()
  }

  /// Whether both panes show the same dataset.
  var isDoubled: Bool { panes.count == 2 && link == nil }

  /// The review of the active pane.
  var review: Review? {
    get { someReview?.pane == active ? someReview : nil }
    set {
      guard newValue != nil || someReview?.pane == active else { return }
      someReview = newValue
      someReview?.pane = active
    }
  }

  var pane: Pane {
    get { panes[active] }
    set { panes[active] = newValue }
  }

  /// Whether a record's texts are hidden because it is flagged.
  func veils(_ number: RecordNumber, of pane: Pane) -> Bool {
    veil != .off && veil != .allBut(number) && pane.shownState(of: number)?.isFlagged == true
  }

  /// The key that shows the help, as it is bound.
  var helpKey: String { keys.keyName(of: .help, in: keyMode) ?? ":help" }

  var keyMode: KeyMode {
    switch mode {
    case .browse: focus == .list ? .list : .record
    case .prompt: .prompt
    case .flagMenu, .values, .contents, .statistics, .history, .rating: .flagMenu
    case .help: .help
    case .editor: .editor
    }
  }

  mutating func newSerial() -> Int {
    serial += 1
    return serial
  }

  mutating func say(_ text: Phrase) { event = Notice(text: text) }
  mutating func complain(_ text: Phrase) { event = Notice(text: text, isProblem: true) }

  /// Says why nothing is done.
  mutating func refuse(_ text: Phrase) -> [Effect] {
    complain(text)
    return []
  }

  /// Prepares what the view shows: the list's scroll position and its summaries.
  mutating func prepare() {
    comparePartners()
    countReviewed()
    let layout = Layout(self)
    guard let list = layout.list else { return }
    let place = pane.listing.place(of: pane.cursor).place
    let lastTop = max(0, pane.listCount - list.rows)
    // A terminal scrolls only full-width rows. Beside a record, every row of a scrolled list has to
    // be sent again, so the list scrolls less often, by half its height.
    let step = list.columns < columns ? max(1, list.rows / 2) : 1
    if place < pane.listTop { pane.listTop = place - step + 1 }
    if place >= pane.listTop + list.rows { pane.listTop = place - list.rows + step }
    pane.listTop = min(max(0, pane.listTop), lastTop)
    let end = min(pane.listCount, pane.listTop + list.rows)
    if pane.summaries.count > 4 * max(list.rows, 100) { pane.summaries = [:] }
    for place in pane.listTop..<max(end, pane.listTop) {
      let number = pane.listing.number(at: place)
      if pane.summaries[number] == nil { pane.summaries[number] = ListSummary(number, in: pane) }
    }
  }
}

extension [Model.Hazard] {
  /// Returns the category with a code, `S10` or `house:A1`, ignoring case.
  public func category(_ code: String) -> HazardFlag.Key? {
    let wanted = code.lowercased()
    let found = first {
      $0.code.lowercased() == wanted || "\($0.taxonomy):\($0.code)".lowercased() == wanted
    }
    return found.map { HazardFlag.Key(taxonomy: $0.taxonomy, category: $0.code) }
  }
}
