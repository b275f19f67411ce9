import Analysis
import Console
public import Curation
import JSONLines

/// A dataset on the screen: its working set, and the user's position in it.
public struct Pane: Sendable {
  /// The file's name, for the title.
  public let name: String
  public let actor: String
  /// Why the dataset is read-only; nil if it can be changed.
  public internal(set) var readOnlyReason: Phrase?
  /// How to make the dataset writable; nil if that isn't possible.
  let remedy: Reopening?
  let shape: Shape?
  public internal(set) var set: WorkingSet
  /// The language of the text inside the record's area.
  private(set) var language = Language.english

  var recordCount: Int
  /// The indexed part of the file, from 0 to 1.
  var indexedFraction = 0.0
  public internal(set) var cursor = RecordNumber(1)
  /// The records in the list, and the choices that produced it.
  var listing = Listing()
  var choice = ListChoice()
  /// The list place of the first visible record.
  var listTop = 0
  var selection: Selection = []
  /// The records that the line being carried out is about, whatever is selected: none means the
  /// cursor's; nil if the line names none. The next key ends it.
  var named: [RecordNumber]?

  /// The cursor's record; nil if the dataset is empty.
  var page: RecordPage?
  var place = RecordPlace()
  /// How records are shown; any change shows the cursor's anew.
  var look = RecordLook() { didSet { if look != oldValue { loadPage() } } }

  /// The summaries of the records in the visible list.
  var summaries: [RecordNumber: ListSummary] = [:]
  var partnership = Partnership()
  /// The relations of listed records to the other dataset; the inner nil means that the lookup is
  /// pending.
  var relations: [RecordNumber: Relation?] = [:]

  /// The seed of a blind review; nil if the review isn't blind.
  public let blind: Int?

  /// The suggestions, by record.
  public var suggestions: [RecordNumber: [Suggestion]] = [:]

  /// The flagged ranges of the cursor's record and those of findings, by part, as offsets in its
  /// bytes.
  private(set) var flaggedStretches: [Int: [Range<Int>]] = [:]

  /// The findings in the cursor's record: of the trainer, and of the rules that the filter names.
  private(set) var findings: [Finding] = []

  /// The texts that earlier sessions couldn't save, the newest last.
  public var drafts: [Draft] = []

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

  var showsBase: Bool { look.version == .base }

  /// The number of records in the list.
  var listCount: Int { listing.count(of: recordCount) }

  /// Whether the filter matches no record, so that none is shown.
  public var isOutOfList: Bool { listCount == 0 && choice.query != nil && !choice.isRunning }

  var isIndexed: Bool { indexedFraction >= 1 }

  /// Rereads the cursor's record, and keeps focus and scroll position if they still fit.
  mutating func loadPage() {
    // One whose insertion was undone is still known.
    let isEmpty = isIndexed && recordCount == 0
    guard !isEmpty, set.source.contains(cursor) else {
      page = nil
      return
    }
    let bytes = showsBase ? set.source.bytes(of: cursor) : set.bytes(of: cursor)
    let isSame = page?.number == cursor
    if !isSame { place.toggledParts = [] } else { followFolds(in: bytes) }
    var new = RecordPage(
      cursor, bytes, as: shape, diff: look.diffMode, unfolded: place.toggledParts,
      raw: look.showsRawText, blind: blindOrder(of: cursor, bytes), in: language)
    if look.version == .now, let both = disputedVersions() { new = both }
    if look.version == .both, set.state(of: cursor)?.edited != nil {
      let base = RecordPage(
        cursor, set.source.bytes(of: cursor), as: shape, in: language)
      new = RecordPage(comparing: base, with: new, in: language)
    }
    place.difference = nil
    if !isSame { (place.match, place.finding) = (nil, nil) }
    partnership.forget()
    findings = found(in: new)
    flaggedStretches = stretches(in: new)
    let before = (part?.pointer, place.focusedPart)
    let old = isSame && new.reading.parts.count == page?.reading.parts.count ? page : nil
    page = new
    if let old, old.columns.count == new.columns.count {
      place.contextTop = new.context.place(place.contextTop, of: old.context)
      for index in place.columnTops.indices {
        place.columnTops[index] = new.columns[index].place(
          place.columnTops[index], of: old.columns[index])
      }
      return
    }
    let found = findings.lazy.compactMap(\.pointer).first.flatMap { pointer in
      new.focusableParts.first { new.reading.parts[$0].pointer == pointer }
    }
    place.focusedPart = found ?? new.focusableParts.first ?? 0
    if isSame {
      place.focusedPart =
        new.focusablePart(at: before.0) ?? new.focusableParts.last { $0 <= before.1 }
        ?? place.focusedPart
    }
    place.contextTop = new.context.start
    place.columnTops = new.columns.map(\.start)
  }

  /// Moves the folds with their texts after parts were added, moved or removed.
  private mutating func followFolds(in bytes: Bytes) {
    guard !place.toggledParts.isEmpty, let page, page.bytes != bytes else { return }
    let parts = RecordReading(bytes, as: shape).parts
    func text(_ part: Part, _ bytes: Bytes) -> Bytes { bytes.slice(part.node.range) }
    place.toggledParts = Set(
      place.toggledParts.compactMap { index in
        guard page.reading.parts.indices.contains(index) else { return nil }
        let old = text(page.reading.parts[index], page.bytes)
        if parts.indices.contains(index), text(parts[index], bytes) == old { return index }
        return parts.firstIndex { text($0, bytes) == old } ?? index
      })
  }

  /// Returns the part to focus after an entry: the one that it added to a list or moved, otherwise
  /// the one at the pointer that had the focus.
  func part(after entry: Entry, _ focused: JSONPointer?) -> Int? {
    guard let page else { return nil }
    // The responses stay where they are shown, whatever becomes of them in the record.
    if blind != nil, entry.ranksResponses { return place.focusedPart }
    if let moved = movedSide(after: entry, focused) { return moved }
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

  /// Where a text of a pair went that was raised or lowered: the sides keep their places.
  private func movedSide(after entry: Entry, _ focused: JSONPointer?) -> Int? {
    guard let page, [.pairwise, .transcripts].contains(page.reading.shape),
      entry.movesResponse,
      let side = page.reading.parts.first(where: { $0.pointer == focused })?.response
    else { return nil }
    return page.focusableParts.first { page.reading.parts[$0].response == 1 - side }
  }

  /// The size in bytes above which a record isn't checked, as the cursor would have to wait.
  private static let findingLimit = 1 << 20

  private func found(in page: RecordPage) -> [Finding] {
    guard page.bytes.count <= Self.findingLimit else { return [] }
    let checks = choice.query?.checks ?? []
    let outcome = look.trainer.map { $0.trainer(for: page.reading.shape) }?
      .findings(of: page.number, page.bytes, in: set, as: shape)
    return (outcome ?? [])
      + checks.flatMap {
        Rule.findings(named: $0, page.number, page.bytes, in: set, as: shape)
      } + (choice.compared[page.number] ?? [])
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

  /// Continues with reopened journals.
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

  /// Applies an entry and shows what it changed.
  mutating func commit(_ entry: LoggedEntry) {
    set.commit(entry)
    let committed = set.entries.last?.entry
    for number in committed.map({ set.records(of: $0) }) ?? [] { summaries[number] = nil }
    stayWithinRecords()
  }

  /// Counts the records, forgets those at the end whose insertion was undone, and shows the
  /// cursor's.
  private mutating func stayWithinRecords() {
    let before = recordCount
    recordCount = set.shownCount
    if recordCount < before {
      listing.cut(to: recordCount)
      selection.cut(to: recordCount)
    }
    if cursor.value > recordCount { moveCursor(to: cursor) }
    loadPage()
  }

  /// Takes over the changes made in another pane on the same dataset.
  mutating func follow(_ other: Pane) {
    set = other.set
    summaries = [:]
    stayWithinRecords()
  }

  /// Takes in newly indexed records, to which entries of journals may apply.
  mutating func refreshIndex(fraction: Double) {
    recordCount = set.shownCount
    indexedFraction = fraction
    if !set.isPlaced {
      set.place()
      summaries = [:]
    }
    if page == nil || set.state(of: cursor) != nil { loadPage() }
  }

  /// Shows the cursor's record as it was shown before: folds, focus and lines.
  mutating func show(as old: Pane) {
    guard old.cursor == cursor, old.page?.bytes == page?.bytes else { return }
    place.toggledParts = old.place.toggledParts
    loadPage()
    let tops = place.columnTops
    place = old.place
    if tops.count != old.place.columnTops.count { place.columnTops = tops }
  }

  mutating func moveCursor(to number: RecordNumber) {
    let target = RecordNumber(min(max(1, number.value), max(1, recordCount)))
    guard target != cursor || page == nil else { return }
    cursor = target
    loadPage()
  }

  var part: Part? {
    guard let page, page.reading.parts.indices.contains(place.focusedPart) else { return nil }
    return page.reading.parts[place.focusedPart]
  }

  /// The index of the focused response, or of the one shown alone.
  var response: Int { part?.response ?? 0 }
}
