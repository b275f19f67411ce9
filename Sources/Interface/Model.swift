public import Analysis
public import Console
public import Curation
public import JSONLines

/// The terminal program as a value. `update` changes it, `view` shows it; neither touches the world.
public struct Model: Sendable {
  public internal(set) var panes: [Pane]
  /// The pane that keys act on.
  public internal(set) var active = 0
  var focus = Focus.list
  var mode = Mode.browse
  var rows: Int
  var columns: Int
  /// The last thing that happened, and how to take it back.
  var event: Notice?
  /// What has to be decided before keys do anything else.
  var question: Question?
  /// What the list shows at first; empty is everything.
  public var initialFilter = ""
  /// Whether it begins with a review.
  public var beginsReview = false
  /// What the screen speaks.
  public let language: Language
  let keys: KeyTable
  let hazards: [Hazard]
  let themes: [String]
  /// Whether the links between two datasets are known.
  var isLinked = false
  /// How often one of two datasets was changed: what was said of their relations before is out of date.
  var edition = 0
  /// How the datasets of two panes are linked; nil with one pane, and where both show one dataset.
  public let link: LinkKey?

  /// Keys of a sequence that isn't complete, and the count typed before it.
  var pressed: [Key] = []
  var count: Int?
  var search: Search?
  var arrangement = Arrangement.columns
  /// Columns, or rows where there are few columns, that the list has more than by itself.
  var listGrowth = 0
  var review: Review?
  /// The taxonomy that a flag was chosen from last.
  var lastTaxonomy: String?
  /// The last change that was asked for, to be repeated.
  var lastChange: Command?
  /// Whether records with flags are hidden until they are asked for, and the one that was.
  var isVeiling = false
  var unveiled: RecordNumber?
  /// Where the cursor was before the search that is being typed.
  var searchOrigin: RecordNumber?
  /// Lines of files that queries name, by path.
  var lineFiles: [String: [String]] = [:]
  /// What was typed at each prompt, the latest last.
  var typedLines: [PromptLine.Kind: [String]] = [:]
  var macros = Macros()
  /// What was cut or copied in the editor.
  var cutText = ""
  /// What the person's own editor has open.
  var editedExternally: EditorState?
  /// What is to be done once an entry is in the journal.
  var afterCommit: AfterCommit?

  public enum Focus: Hashable, Sendable {
    case list, record
  }

  /// How the responses of a record stand: as many side by side as there is room for, one alone, or
  /// one under the other.
  enum Arrangement: CaseIterable, Sendable {
    case columns, single, stacked
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

  /// The last thing that happened, in words, and whether it is one that can't be.
  public struct Notice: Hashable, Sendable {
    public var text: Phrase
    public var isProblem = false
  }

  struct Search: Sendable {
    /// As it was typed.
    var text: String
    var pattern: TextPattern
    /// In which it searches.
    var pane: Int
    var serial: Int
    var isRunning: Bool
    /// Whether the cursor went to a match; until then, how often n (or N, negative) was pressed.
    var isFound = false
    /// Whether the match stands before where it began: the search went round the end.
    var hasWrapped = false
    var pendingSteps = 0
    /// All records that have it, ascending; nil until they are known, and after a change.
    var matches: [RecordNumber]?
  }

  /// A change was made in the editor, which closes or goes on to another record.
  enum AfterCommit: Hashable, Sendable {
    case closeEditor
    /// There is no record to go on to.
    case closeAtEnd
    case editRecord(RecordNumber, JSONPointer)
  }

  /// A hazard category that can be flagged.
  public struct Hazard: Hashable, Sendable {
    public var taxonomy: String
    public var code: String
    public var name: String
    /// What belongs in it.
    public var summary: String?

    public init(taxonomy: String, code: String, name: String, summary: String? = nil) {
      self.taxonomy = taxonomy
      self.code = code
      self.name = name
      self.summary = summary
    }
  }

  /// - Precondition: there is at least one pane.
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

  /// Takes up a line that was typed at a prompt in an earlier session.
  public mutating func remember(_ text: String, kind: String) {
    if let kind = PromptLine.Kind(rawValue: kind) { remember(text, kind) }
  }

  mutating func remember(_ text: String, _ kind: PromptLine.Kind) {
    guard !text.isEmpty, typedLines[kind]?.last != text else { return }
    typedLines[kind, default: []].append(text)
  }

  public var notice: Notice? { event }
  /// Whether something has to be decided before anything else.
  public var isAsking: Bool { question != nil }

  /// What has to be known outside: whether a text is being typed that isn't saved.
  public var unsavedText: UnsavedText? {
    func command(_ line: String) -> UnsavedText {
      UnsavedText(pane: active, record: pane.cursor, kind: .command, pointer: nil, text: line)
    }
    switch mode {
    case .editor(let state) where state.isChanged:
      return state.unsaved(state.editor.text, pane: active)
    case .prompt(let line) where !line.text.isEmpty:
      switch line.kind {
      case .note: return command("note \(String(line.text))")
      case .command where line.text.contains(" "): return command(String(line.text))
      default: return nil
      }
    case .flagMenu(let menu) where !menu.note.text.isEmpty:
      let flag = menu.flag.map { Command.flag($0).text } ?? "flag"
      return command("\(flag) \(String(menu.note.text))")
    default: return nil
    }
  }

  public struct UnsavedText: Hashable, Sendable {
    public var pane: Int
    public var record: RecordNumber
    public var kind: Kind
    /// Nil is the whole record's raw text.
    public var pointer: JSONPointer?
    public var text: String

    /// What the text is: a value, a record's JSON, its turns, or a line that was being typed.
    public enum Kind: String, Hashable, Sendable {
      case value, record, conversation, command
    }

    public init(
      pane: Int, record: RecordNumber, kind: Kind, pointer: JSONPointer?, text: String
    ) {
      self.pane = pane
      self.record = record
      self.kind = kind
      self.pointer = pointer
      self.text = text
    }

    /// Equal texts are equal byte for byte.
    public static func == (one: UnsavedText, other: UnsavedText) -> Bool {
      (one.pane, one.record, one.kind, one.pointer)
        == (other.pane, other.record, other.kind, other.pointer)
        && one.text.isIdentical(to: other.text)
    }
  }

  /// The effects that a new program begins with.
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
    return filter + (beginsReview ? toggleReview() : []) + partnerEffects()
  }

  mutating func offerDraft() {
    guard let draft = panes.compactMap(\.draft).first else { return }
    complain("text for \(draft.record) was not saved last time and is kept: `:draft` opens it")
  }

  /// Takes the size of the terminal before the first screen.
  public mutating func fit(rows: Int, columns: Int) {
    (self.rows, self.columns) = (rows, columns)
    prepare()
  }

  /// Whether both panes show one dataset.
  var isDoubled: Bool { panes.count == 2 && link == nil }

  var pane: Pane {
    get { panes[active] }
    set { panes[active] = newValue }
  }

  var keyMode: KeyMode {
    switch mode {
    case .browse: focus == .list ? .list : .record
    case .prompt: .prompt
    case .flagMenu, .values, .contents, .statistics, .history, .rating: .flagMenu
    case .help: .help
    case .editor: .editor
    }
  }

  mutating func say(_ text: Phrase) { event = Notice(text: text) }
  mutating func complain(_ text: Phrase) { event = Notice(text: text, isProblem: true) }

  /// Makes ready what the view shows: the list's place and its lines.
  mutating func prepare() {
    comparePartners()
    let layout = Layout(self)
    guard let list = layout.list else { return }
    let place = pane.listing.place(of: pane.cursor).place
    let lastTop = max(0, pane.listCount - list.rows)
    // A terminal scrolls whole rows only. Beside a record each row of a list that moves has to be
    // sent, so it moves less often, by half its height.
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
