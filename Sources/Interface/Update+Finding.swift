import Analysis
import Curation
import JSONLines

/// Searches, filters and sorts.
extension Model {
  // MARK: - Searching

  /// Searches while the pattern is typed: goes to the first match from the starting point on.
  mutating func preview(_ text: String) -> [Effect] {
    if text.hasPrefix("/"), text.dropFirst().lastIndex(of: "/") == nil {
      say("an expression: another / ends it")
      return returnToOrigin()
    }
    event = nil
    guard let pattern = try? TextPattern(typed: text) else {  // not complete yet
      return returnToOrigin()
    }
    let start = searchOrigin?.pane.cursor ?? pane.cursor
    let effects = find(text, pattern, isBackward: false, from: start)
    if !effects.isEmpty { search?.isPreview = true }
    return effects
  }

  /// Cancels the search being typed, and returns to where it began.
  mutating func giveUpSearch() -> [Effect] {
    event = nil
    defer { searchOrigin = nil }
    return returnToOrigin()
  }

  /// Shows again what was shown before the search being typed, and searches for what was searched
  /// for.
  private mutating func returnToOrigin() -> [Effect] {
    guard let origin = searchOrigin else { return [] }
    search = origin.search
    search?.isRunning = false  // what was typed ended it
    let effects = go(to: origin.pane.cursor)
    pane.show(as: origin.pane)
    return effects
  }

  mutating func finishSearch(_ text: String) -> [Effect] {
    let origin = searchOrigin?.pane.cursor ?? pane.cursor
    let before = searchOrigin
    searchOrigin = nil
    guard !text.isEmpty else { return searchAgain(isBackward: false) }
    do {
      guard let pattern = try TextPattern(typed: text) else { return [] }
      // The match found while typing stands.
      if search?.isPreview == true, search?.text == text, search?.pane == active {
        search?.isPreview = false
        return []
      }
      return find(text, pattern, isBackward: false, from: origin)
    } catch {
      searchOrigin = before
      mode = .prompt(PromptLine(.search, text))
      return refuse(
        "the expression is wrong at character \(error.byteOffset + 1): \(Phrase(said: error.message))"
      )
    }
  }

  /// Starts a search from a record on, including it.
  private mutating func find(
    _ text: String, _ pattern: TextPattern, isBackward: Bool, from start: RecordNumber,
    step: Int = 0
  ) -> [Effect] {
    guard pane.listCount > 0 else {
      return obstacleToWorking.map { refuse($0) } ?? refuse("there is no record here")
    }
    let serial = newSerial()
    search = Search(text: text, pattern: pattern, pane: active, serial: serial, isRunning: true)
    let place = pane.listing.place(step, from: start)
    return [
      .search(
        SearchRequest(
          pane: active, serial: serial, pattern: pattern, listing: pane.listing,
          place: (place + pane.listCount) % pane.listCount, count: pane.listCount, cursor: start,
          isBackward: isBackward, set: pane.set))
    ]
  }

  mutating func searchAgain(isBackward: Bool) -> [Effect] {
    guard let search else {
      return goToNextFinding(isBackward ? -1 : 1)
    }
    let isHere = search.pane == active
    if isHere, showNextMatch(isBackward: isBackward) { return [] }
    if search.isRunning, !search.isFound, isHere {
      self.search?.pendingSteps += isBackward ? -1 : 1
      return []
    }
    guard let matches = search.matches, isHere, pane.listing.isAll else {
      return find(
        search.text, search.pattern, isBackward: isBackward, from: pane.cursor,
        step: isBackward ? -1 : 1)
    }
    guard !matches.isEmpty else {
      return refuse("\(search.text): not found")
    }
    let index =
      isBackward
      ? matches.lastIndex { $0 < pane.cursor } : matches.firstIndex { $0 > pane.cursor }
    let target = matches[index ?? (isBackward ? matches.count - 1 : 0)]
    let effects = go(to: target)
    showMatch(isBackward: isBackward)
    say(searchText(matches, wrapped: index == nil, isBackward: isBackward))
    return effects
  }

  /// Returns the position of the cursor's record among the matches, in words.
  private func searchText(
    _ matches: [RecordNumber], wrapped: Bool, isBackward: Bool = false
  ) -> Phrase {
    let (text, all) = (search?.text ?? "", grouped(matches.count))
    var found: Phrase =
      matches.count == 1 ? "1 record has \(text)" : "\(all) records have \(text)"
    if pane.listing.isAscending, let place = matches.firstIndex(of: pane.cursor) {
      found = "record \(grouped(place + 1)) of \(all) with \(text)"
    }
    guard wrapped else { return found }
    return isBackward ? "\(found); went round the beginning" : "\(found); went round the end"
  }

  mutating func searched(_ result: SearchResult) -> [Effect] {
    guard let current = search, current.serial == result.serial else { return [] }
    // What was opened meanwhile is about the record under the cursor.
    guard mayMoveByItself || current.isPreview else {
      search?.isFound = result.found != nil
      search?.pendingSteps = 0
      return []
    }
    guard let found = result.found else {
      search?.isRunning = false
      return refuse("\(current.text): not found")
    }
    if result.wrapped { say("search went round the end of the file") }
    search?.hasWrapped = result.wrapped
    panes[result.pane].moveCursor(to: found)
    if result.pane == active {
      pane.extendRange()
      showMatch()
    }
    search?.isFound = true
    if current.pendingSteps != 0, result.pane == active {
      let step = current.pendingSteps.signum()
      let effects = find(
        current.text, current.pattern, isBackward: step < 0, from: found, step: step)
      search?.pendingSteps = current.pendingSteps - step
      return effects
    }
    return result.pane == active ? partnerEffects() : []
  }

  mutating func searchEnded(_ serial: Int, _ numbers: [RecordNumber]) {
    guard search?.serial == serial else { return }
    search?.isRunning = false
    search?.matches = numbers.sorted()
    guard !numbers.isEmpty, search?.pane == active, event?.isProblem != true else { return }
    say(searchText(search?.matches ?? [], wrapped: search?.hasWrapped == true))
  }

  // MARK: - Filtering and sorting

  /// How a filter is typed behind a word that shows all records.
  static let noFilter = "\"\""

  /// Filters the list by a query; an empty one shows all records.
  mutating func setFilter(_ text: String) -> [Effect] {
    let trimmed = String(text.drop(while: \.isWhitespace))
    guard !trimmed.isEmpty, trimmed != Self.noFilter else {
      pane.choice.compared = [:]
      pane.choice.filter = ""
      pane.choice.query = nil
      if !pane.findings.isEmpty { pane.loadPage() }
      return relist(showsOthers: true)
    }
    do {
      let known = lineFiles
      let query = try Query(trimmed) { known[$0] }
      if let relation = query.relation, link == nil {
        return refuse("\(relation.rawValue) compares two datasets: open them with winnow A B")
      }
      if let obstacle = obstacle(revealing: query.isRevealing) { return refuse(obstacle) }
      pane.choice.query = query
      pane.choice.compared = [:]
    } catch {
      if case .unreadable(let path) = error.reason, lineFiles[path] == nil {
        return [.readLines(path: path, of: trimmed)]
      }
      complain(error.text)
      var line = PromptLine(.filter, trimmed)
      line.caret = min(trimmed.count, error.column - 1)
      mode = .prompt(line)
      return []
    }
    // Findings of the query's rules are shown beside the current record.
    if pane.choice.query?.checks.isEmpty == false { pane.loadPage() }
    remember(trimmed, .filter)
    pane.choice.filter = trimmed
    return relist(showsOthers: true)
  }

  /// Adds a query from a menu to the current filter.
  mutating func narrow(by query: String) -> [Effect] {
    mode = .browse
    let filter = pane.choice.filter
    return setFilter(filter.isEmpty ? query : "(\(filter)) \(query)")
  }

  mutating func take(_ lines: [String]?, of path: String, for query: String) -> [Effect] {
    guard let lines else {
      return refuse("\(path) can't be read")
    }
    lineFiles[path] = lines
    return setFilter(query)
  }

  mutating func setOrder(_ text: String) -> [Effect] {
    do {
      let order = try RecordOrder(text)
      if let obstacle = obstacle(revealing: order.isRevealing) { return refuse(obstacle) }
      pane.choice.order = order == .number ? nil : order
      pane.choice.orderText = order == .number ? "" : text
    } catch {
      return refuse(error.text)
    }
    return relist()
  }

  /// - Parameter showsOthers: whether the list has other records from now on: what is selected
  ///   might not be among them.
  private mutating func relist(showsOthers: Bool = false) -> [Effect] {
    pane.choice.serial = newSerial()
    if showsOthers, !pane.selection.isEmpty {
      pane.selection = []
      say("selection cleared")
    }
    pane.selection.endRange()
    if search?.pane == active { search?.matches = nil }
    guard !pane.choice.isAll else {
      pane.choice.isRunning = false
      pane.listing = Listing()
      say("all records")
      return []
    }
    pane.choice.isRunning = true
    if pane.choice.query != nil { pane.listing = Listing([], isAscending: true) }
    return [.list(listRequest(pane.choice.serial))]
  }

  func listRequest(_ serial: Int) -> ListRequest {
    ListRequest(
      pane: active, serial: serial,
      query: pane.choice.query.map { $0.naming { pane.suggestedScores } },
      order: pane.choice.order, shape: pane.shape,
      set: pane.blind == nil ? pane.set : pane.set.blinded(for: pane.actor),
      other: link != nil ? (panes[1 - active].set, panes[1 - active].shape) : nil)
  }

  mutating func listed(_ result: ListResult) -> [Effect] {
    guard panes[result.pane].choice.serial == result.serial else { return [] }
    let isAscending = panes[result.pane].choice.order == nil
    switch result.extent {
    case .part, .rest: panes[result.pane].listing.append(result.numbers)
    case .whole: panes[result.pane].listing = Listing(result.numbers, isAscending: isAscending)
    }
    let isComplete = result.extent != .part
    panes[result.pane].choice.isRunning = !isComplete
    let list = panes[result.pane].listing
    let count = panes[result.pane].listCount
    if result.pane == active, review?.isStarting == true, isComplete {
      return startReview()
    }
    guard count > 0, result.pane == active else {
      if isComplete, count == 0 { complainOfNothing(panes[result.pane]) }
      return []
    }
    if result.extent == .whole(isArbitrary: true) {
      complain("no record has \(pane.choice.orderText) to sort by")
    }
    guard mayMoveByItself else { return [] }
    let (place, isListed) = list.place(of: pane.cursor)
    if !isAscending { return go(to: list.number(at: 0)) }
    // The cursor stays if its record is listed, otherwise it goes to the next listed record.
    if isListed || (place >= count && !isComplete) {
      if pane.place.finding == nil { revealFinding() }
      return []
    }
    return go(to: list.number(at: min(place, count - 1)))
  }

  /// Whether a result may move the cursor: nothing is open that is about the record under it.
  private var mayMoveByItself: Bool { isBrowsing && question == nil }

  /// Says that nothing matches, and names a field of the query that none of the first records has.
  private mutating func complainOfNothing(_ pane: Pane) {
    // Esc shows all from the list.
    focus = .list
    let numbers = (0..<min(pane.recordCount, Self.sampleCount)).map { RecordNumber(position: $0) }
    for case .has(let field) in pane.choice.query?.named ?? [] {
      let matcher = QueryMatcher(.has(field), in: pane.set, as: pane.shape)
      guard !numbers.contains(where: { matcher.matches($0) }) else { continue }
      return complain("no record matches, and none has a field \(field.name); Esc shows all")
    }
    let words = pane.choice.filter.split(separator: " ")
    if let verdict = Verdict.allCases.first(where: { words.contains(Substring($0.rawValue)) }) {
      let query = "verdict:\(verdict.rawValue)"
      return complain("no record matches; verdicts are asked for as \(query); Esc shows all")
    }
    complain("no record matches; Esc shows all")
  }

  /// The number of records that are searched for a field.
  private static let sampleCount = 1000

  // MARK: - The values of a field

  mutating func askValues(of text: String) -> [Effect] {
    var name = String(text.drop(while: \.isWhitespace))
    while name.last?.isWhitespace == true { name.removeLast() }
    guard let field = Query.field(name) else {
      return refuse("say a field, like label, meta.source or /meta/source")
    }
    if let obstacle = obstacle(revealing: Query.has(field).isRevealing) { return refuse(obstacle) }
    remember(name, .field)
    let serial = newSerial()
    mode = .values(ValuesMenu(field: name, serial: serial))
    return [.countValues(listRequest(serial), of: field)]
  }
}
