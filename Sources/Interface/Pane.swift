import Analysis
import Console
public import Curation
import JSONLines

/// One dataset on the screen: its working set, and where a person is in it.
public struct Pane: Sendable {
  /// The file's name, as the title shows it.
  public let name: String
  public let actor: String
  /// Why nothing can be changed, if nothing can.
  public internal(set) var readOnlyReason: Phrase?
  /// How that can be mended, if it can.
  let remedy: Reopening?
  let shape: Shape?
  public internal(set) var set: WorkingSet
  /// What is said about a record in its own place.
  private(set) var language = Language.english

  var recordCount: Int
  /// How much of the file is indexed, from 0 to 1.
  var indexedFraction = 0.0
  public internal(set) var cursor = RecordNumber(1)
  /// What the list shows, and what was asked of it.
  var listing = Listing()
  var choice = ListChoice()
  /// Place in the list of the first record that is seen.
  var listTop = 0
  var selection: Selection = []

  /// The cursor's record; nil in an empty dataset.
  var page: RecordPage?
  /// The part that edits and flags are about, by its place in the reading.
  var focusedPart = 0
  var contextTop = Flow.Place(block: 0, offset: 0)
  var columnTops: [Flow.Place] = []
  /// Which versions of the record are shown.
  var version = Version.now

  enum Version: Hashable, Sendable {
    case now
    /// As the file has it, beside what it is now.
    case both
    /// As the file has it.
    case base
  }

  var showsBase: Bool { version == .base }

  /// What a trainer does with the record is said, and by which one.
  var trainer: TrainerChoice?

  enum TrainerChoice: Hashable, Sendable {
    /// The usual one for the record's shape.
    case usual
    case named(Trainer)

    func trainer(for shape: Shape) -> Trainer {
      switch self {
      case .usual: .usual(for: shape)
      case .named(let trainer): trainer
      }
    }
  }

  /// Parts that are folded, or unfolded, otherwise than they begin.
  var toggledParts: Set<Int> = []
  var diffMode = PageDiff.Mode.automatic
  /// Whether texts are shown as JSON spells them.
  var showsRawText = false
  /// Which difference was gone to last.
  var difference: Int?
  /// Which place of the searched text was gone to last.
  var match: Int?

  /// Lines of the list, for the records that it shows.
  var summaries: [RecordNumber: ListSummary] = [:]
  var partnership = Partnership()
  /// How records that the list shows stand to the other dataset; nil of those that are looked up.
  var relations: [RecordNumber: Relation?] = [:]

  /// The seed of a blind review; nil where nothing is hidden.
  public let blind: Int?

  /// What is proposed, by record.
  public var suggestions: [RecordNumber: [Suggestion]] = [:]

  /// Stretches of the cursor's record that are flagged, by part, as offsets in its bytes.
  private(set) var flaggedStretches: [Int: [Range<Int>]] = [:]

  /// What the rules that the filter names find in the cursor's record.
  private(set) var findings: [Finding] = []
  /// The finding that was gone to, by its place among them.
  var finding: Int?

  /// Text that an earlier session couldn't save.
  public var draft: Model.UnsavedText?

  public init(
    name: String, actor: String, readOnlyReason: Phrase? = nil, remedy: Reopening? = nil,
    shape: Shape? = nil, blind: Int? = nil, set: WorkingSet
  ) {
    self.name = name
    self.blind = blind
    self.actor = actor
    self.readOnlyReason = readOnlyReason
    self.remedy = remedy
    self.shape = shape
    self.set = set
    recordCount = set.shownCount
    indexedFraction = set.source.isComplete ? 1 : 0
    loadPage()
  }

  mutating func speak(_ language: Language) {
    guard language != self.language else { return }
    self.language = language
    loadPage()
  }

  /// How many records the list has.
  var listCount: Int { listing.count(of: recordCount) }

  /// Whether the list was asked for records and has none: then none is shown.
  var isOutOfList: Bool { listCount == 0 && choice.query != nil && !choice.isRunning }

  var isIndexed: Bool { indexedFraction >= 1 }

  /// Reads the cursor's record anew, and keeps the place where it still fits.
  mutating func loadPage() {
    guard set.source.contains(cursor) else {
      page = nil
      return
    }
    let bytes = showsBase ? set.source.bytes(of: cursor) : set.bytes(of: cursor)
    let isSame = page?.number == cursor
    if !isSame { toggledParts = [] } else { followFolds(in: bytes) }
    var new = RecordPage(
      cursor, bytes, as: shape, diff: diffMode, unfolded: toggledParts,
      raw: showsRawText, blind: blindOrder(of: bytes), in: language)
    if version == .now, let both = disputedVersions() { new = both }
    if version == .both, set.state(of: cursor)?.edited != nil {
      let base = RecordPage(
        cursor, set.source.bytes(of: cursor), as: shape, in: language)
      new = RecordPage(comparing: base, with: new, in: language)
    }
    difference = nil
    if !isSame { (match, finding) = (nil, nil) }
    partnership.diff = nil
    findings = found(in: new)
    flaggedStretches = stretches(in: new)
    let before = (part?.pointer, focusedPart)
    let old = isSame && new.reading.parts.count == page?.reading.parts.count ? page : nil
    page = new
    if let old, old.columns.count == new.columns.count {
      contextTop = new.context.place(contextTop, of: old.context)
      for index in columnTops.indices {
        columnTops[index] = new.columns[index].place(columnTops[index], of: old.columns[index])
      }
      return
    }
    let found = findings.lazy.compactMap(\.pointer).first.flatMap { pointer in
      new.focusableParts.first { new.reading.parts[$0].pointer == pointer }
    }
    focusedPart = found ?? new.focusableParts.first ?? 0
    if isSame {
      focusedPart =
        new.focusablePart(at: before.0) ?? new.focusableParts.last { $0 <= before.1 } ?? focusedPart
    }
    contextTop = new.context.start
    columnTops = new.columns.map(\.start)
  }

  /// The first line that is shown of a column; of what stands above them, if it is nil.
  func top(ofColumn column: Int?) -> Flow.Place { column.map { columnTops[$0] } ?? contextTop }

  mutating func setTop(_ place: Flow.Place, ofColumn column: Int?) {
    if let column { columnTops[column] = place } else { contextTop = place }
  }

  /// Folds stay with their texts where parts were added, moved or taken out.
  private mutating func followFolds(in bytes: Bytes) {
    guard !toggledParts.isEmpty, let page, page.bytes != bytes else { return }
    let parts = RecordReading(bytes, as: shape).parts
    func text(_ part: Part, _ bytes: Bytes) -> Bytes { bytes.slice(part.node.range) }
    toggledParts = Set(
      toggledParts.compactMap { place in
        guard page.reading.parts.indices.contains(place) else { return nil }
        let old = text(page.reading.parts[place], page.bytes)
        if parts.indices.contains(place), text(parts[place], bytes) == old { return place }
        return parts.firstIndex { text($0, bytes) == old } ?? place
      })
  }

  /// The part with which a person goes on after an entry: what it added to a list or moved in one,
  /// else what was focused, or stands where that stood.
  func part(after entry: Entry, _ focused: JSONPointer?) -> Int? {
    guard let page else { return nil }
    for change in entry.changes.reversed() where set.place(of: change) == cursor {
      guard case .patch(let steps) = change.body else { continue }
      for step in steps.reversed() {
        guard let place = step.newPlace,
          entry.undoes != nil || place.tokens.last.flatMap(JSONPointer.index) != nil,
          let part = page.focusableParts.first(where: {
            place.contains(page.reading.parts[$0].pointer)
          })
        else { continue }
        return part
      }
    }
    return page.focusablePart(at: focused)
  }

  /// Larger records aren't looked through while the cursor waits.
  private static let findingLimit = 1 << 20

  private func found(in page: RecordPage) -> [Finding] {
    guard page.bytes.count <= Self.findingLimit else { return [] }
    let checks = choice.query?.checks ?? []
    let outcome = trainer.map { $0.trainer(for: page.reading.shape) }?
      .findings(of: page.number, page.bytes, in: set, as: shape)
    return (outcome ?? [])
      + checks.flatMap {
        Rule.findings(named: $0, page.number, page.bytes, in: set, as: shape)
      }
  }

  private func stretches(in page: RecordPage) -> [Int: [Range<Int>]] {
    let flags = (shownState(of: page.number)?.marks ?? [:]).values.flatMap(\.flags)
    let places =
      flags.map { ($0.key.at, $0.key.range) } + findings.map { ($0.pointer, $0.range) }
    var found: [Int: [Range<Int>]] = [:]
    for case (let at?, let range?) in places {
      guard let part = page.reading.parts.firstIndex(where: { $0.pointer == at }),
        let stretch = TextSource(page.reading.parts[part].node, in: page.bytes).stretch(range)
      else { continue }
      found[part, default: []].append(stretch)
    }
    return found.mapValues { $0.sorted { $0.lowerBound < $1.lowerBound } }
  }

  /// Goes on with journals that were opened anew.
  mutating func reopen(_ set: WorkingSet) {
    readOnlyReason = nil
    show(set)
  }

  mutating func show(_ set: WorkingSet) {
    self.set = set
    summaries = [:]
    refreshIndex(fraction: indexedFraction)
    loadPage()
  }

  /// Takes in an entry, and shows what it changed.
  mutating func commit(_ entry: LoggedEntry) {
    set.commit(entry)
    recordCount = set.shownCount
    let committed = set.entries.last?.entry
    for number in committed.map({ set.records(of: $0) }) ?? [] { summaries[number] = nil }
    if cursor.value > recordCount { moveCursor(to: cursor) }
    loadPage()
  }

  /// Shows what was changed in another pane on the same dataset.
  mutating func follow(_ other: Pane) {
    set = other.set
    recordCount = set.shownCount
    summaries = [:]
    if cursor.value > recordCount { moveCursor(to: cursor) }
    loadPage()
  }

  /// More records are known, and journals may have found theirs.
  mutating func refreshIndex(fraction: Double) {
    recordCount = set.shownCount
    indexedFraction = fraction
    if !set.isPlaced {
      set.place()
      summaries = [:]
    }
    if page == nil || set.state(of: cursor) != nil { loadPage() }
  }

  mutating func moveCursor(to number: RecordNumber) {
    let target = RecordNumber(min(max(1, number.value), max(1, recordCount)))
    guard target != cursor || page == nil else { return }
    cursor = target
    extendRange()
    loadPage()
  }

  /// Whether the cursor's record is hidden, as it is flagged.
  func isVeiled(_ isVeiling: Bool, unveiled: RecordNumber?) -> Bool {
    isVeiling && unveiled != cursor && set.state(of: cursor)?.isFlagged == true
  }

  var part: Part? {
    guard let page, page.reading.parts.indices.contains(focusedPart) else { return nil }
    return page.reading.parts[focusedPart]
  }

  /// The response that is focused or shown alone, from 0.
  var response: Int { part?.response ?? 0 }
}
