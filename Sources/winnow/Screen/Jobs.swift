import Analysis
import Curation
import Interface
import Storage
import Synchronization

/// Background jobs: indexing, searching, listing, linking. Each works on immutable values and
/// reports to the mailbox. Searches and lists stop when newer ones are requested.
final class Jobs: Sendable {
  private let mailbox: Mailbox
  /// The latest search; older ones stop.
  private let searchSerial = Mutex(0)
  /// The latest list of each pane, and the latest count of its records.
  private let lists = Mutex<[Int: Int]>([:])
  private let counts = Mutex<[Int: Int]>([:])
  private let links = Mutex<[LinkIndex?]>([nil, nil])

  private static let indexBudget = 8 << 20

  init(_ mailbox: Mailbox) {
    self.mailbox = mailbox
  }

  /// Indexes the rest of a dataset.
  func index(_ dataset: Dataset, pane: Int) {
    guard !dataset.isComplete else {
      Task.detached { dataset.rememberBytes() }
      return
    }
    Task.detached { [mailbox] in
      var told = ContinuousClock.now
      while !dataset.index(budget: Self.indexBudget) {
        await Task.yield()  // gives other jobs a turn on a single core
        guard .now - told > .milliseconds(100) else { continue }
        told = .now
        let fraction = Double(dataset.indexedByteCount) / Double(max(1, dataset.byteCount))
        mailbox.post(.indexed(pane: pane, fraction: min(fraction, 0.999)))
      }
      mailbox.post(.indexed(pane: pane, fraction: 1))
      dataset.rememberBytes()
    }
  }

  /// Searches for a text from a record on, wrapping around. Reports the first matching record, then
  /// all of them.
  func search(_ request: SearchRequest) {
    searchSerial.withLock { $0 = request.serial }
    Task.detached { [mailbox, self] in
      let isStale = { self.searchSerial.withLock { $0 != request.serial } }
      var found: [RecordNumber] = []
      for start in stride(from: 0, to: request.count, by: Self.recordsAtOnce) {
        if isStale() { return }
        let end = min(request.count, start + Self.recordsAtOnce)
        let some = request.matches(at: start..<end)
        if found.isEmpty, let first = some.first {
          mailbox.post(.searched(SearchResult(request, found: first)))
        }
        found += some
      }
      if found.isEmpty { mailbox.post(.searched(SearchResult(request, found: nil))) }
      mailbox.post(.searchEnded(serial: request.serial, found))
    }
  }

  // MARK: - Lists

  /// Computes a list, reporting parts of it as they become available.
  func list(_ request: ListRequest) {
    lists.withLock { $0[request.pane] = request.serial }
    counts.withLock { $0[request.pane] = nil }  // what was counted isn't shown any more
    Task.detached { [mailbox, self] in
      let isStale: @Sendable () -> Bool = {
        self.lists.withLock { $0[request.pane] != request.serial }
      }
      func post(_ numbers: [RecordNumber], _ extent: ListResult.Extent) {
        mailbox.post(
          .listed(
            ListResult(pane: request.pane, serial: request.serial, numbers: numbers, extent)))
      }
      var news: [RecordNumber] = []
      var told = ContinuousClock.now
      guard
        await self.forEach(
          request, isStale,
          { number in
            news.append(number)
            guard request.order == nil, .now - told > .milliseconds(100) else { return }
            told = .now
            post(news, .part)
            news = []
          })
      else { return }
      guard let order = request.order else { return post(news, .rest) }
      guard
        let sorted = order.sorted(news, in: request.set, as: request.shape, isCancelled: isStale)
      else { return }
      post(sorted.numbers, .whole(isArbitrary: sorted.isArbitrary))
    }
  }

  /// Returns the complete list of a fully indexed dataset, for scripts.
  static func result(of request: ListRequest) -> ListResult {
    let all = (0..<request.set.source.recordCount).map { RecordNumber(position: $0) }
    let matcher = request.query.map { QueryMatcher($0, in: request.set, as: request.shape) }
    let numbers = matcher?.matches(among: all) ?? all.filter(request.set.isThere)
    let sorted = request.order?.sorted(numbers, in: request.set, as: request.shape)
    return ListResult(
      pane: request.pane, serial: request.serial, numbers: sorted?.numbers ?? numbers,
      .whole(isArbitrary: sorted?.isArbitrary ?? false))
  }

  /// Returns the first match, for scripts.
  static func result(of request: SearchRequest) -> SearchResult {
    let starts = stride(from: 0, to: request.count, by: recordsAtOnce)
    let found = starts.lazy.compactMap { start in
      request.matches(at: start..<min(request.count, start + recordsAtOnce)).first
    }.first
    return SearchResult(request, found: found)
  }

  func countValues(_ request: ListRequest, of field: Query.Field) {
    let isStale = startCount(request)
    Task.detached { [mailbox, self] in
      var numbers: [RecordNumber] = []
      guard await self.forEach(request, isStale, { numbers.append($0) }) else { return }
      let values = ValueCount.values(
        of: field, among: numbers, in: request.set, as: request.shape, isCancelled: isStale)
      guard let values else { return }
      mailbox.post(.counted(serial: request.serial, values))
    }
  }

  func survey(_ request: ListRequest) {
    let isStale = startCount(request)
    Task.detached { [mailbox, self] in
      var numbers: [RecordNumber] = []
      guard await self.forEach(request, isStale, { numbers.append($0) }) else { return }
      var told = ContinuousClock.now
      let statistics = Statistics(
        numbers, in: request.set, as: request.shape, isCancelled: isStale
      ) { done in
        guard .now - told > .milliseconds(100) else { return }
        told = .now
        mailbox.post(.surveying(serial: request.serial, done: done, of: numbers.count))
      }
      guard let statistics else { return }
      mailbox.post(.surveyed(serial: request.serial, statistics))
    }
  }

  /// Begins to count: an earlier count stops, a list goes on. Returns whether this one has to stop.
  private func startCount(_ request: ListRequest) -> @Sendable () -> Bool {
    counts.withLock { $0[request.pane] = request.serial }
    return { self.counts.withLock { $0[request.pane] != request.serial } }
  }

  /// The number of records that all cores look at before a job asks whether it is still wanted.
  private static let recordsAtOnce = 256

  /// Calls `body` with each record of a list, waiting for the index. Returns false if the list is
  /// no longer wanted.
  private func forEach(
    _ request: ListRequest, _ isStale: @escaping @Sendable () -> Bool,
    _ body: (RecordNumber) -> Void
  ) async -> Bool {
    let source = request.set.source
    if request.query?.relation != nil {
      while links.withLock({ $0.contains { $0 == nil } }) {
        try? await Task.sleep(for: .milliseconds(20))
        if isStale() { return false }
      }
    }
    if request.query?.comparesRecords == true {
      while !source.isComplete {
        try? await Task.sleep(for: .milliseconds(20))
        if isStale() { return false }
      }
    }
    let other = counterpart(of: request)
    let matcher = request.query.map {
      QueryMatcher(
        $0, in: request.set, as: request.shape, comparedWith: other, isCancelled: isStale)
    }
    if let compared = matcher?.compared, !compared.isEmpty {
      mailbox.post(.compared(pane: request.pane, serial: request.serial, compared))
    }
    var position = 0
    while true {
      let isComplete = source.isComplete  // read first, so records indexed meanwhile come next
      let end = source.recordCount
      while position < end {
        if isStale() { return false }
        let next = min(end, position + Self.recordsAtOnce)
        let numbers = (position..<next).map { RecordNumber(position: $0) }
        let found = matcher?.matches(among: numbers) ?? numbers.filter(request.set.isThere)
        found.forEach(body)
        position = next
      }
      if isComplete { return true }
      try? await Task.sleep(for: .milliseconds(20))
      if isStale() { return false }
    }
  }

  // MARK: - Links

  private func counterpart(of request: ListRequest) -> Counterpart? {
    request.other.map { other in
      Counterpart(other.set, as: other.shape) {
        self.partners(of: $0, in: request.set, pane: request.pane) ?? []
      }
    }
  }

  /// Finds the relations of records to the other dataset, as far as the links are known.
  func relate(_ request: ListRequest, _ numbers: [RecordNumber], edition: Int) {
    guard let other = counterpart(of: request) else { return }
    Task.detached { [mailbox] in
      var found: [RecordNumber: Relation] = [:]
      for number in numbers {
        found[number] = other.relation(
          of: number, request.set.bytes(of: number), as: request.shape)
      }
      mailbox.post(.related(pane: request.pane, edition: edition, found))
    }
  }

  /// Reads the link keys of both datasets once they are indexed.
  func link(_ sets: [(WorkingSet, Dataset)], by key: LinkKey) {
    for (pane, (set, dataset)) in sets.enumerated() {
      Task.detached { [mailbox, self] in
        while !dataset.isComplete { try? await Task.sleep(for: .milliseconds(20)) }
        let index = LinkIndex(set, by: key)
        let both = self.links.withLock { links -> (LinkIndex, LinkIndex)? in
          links[pane] = index
          guard let first = links[0], let second = links[1] else { return nil }
          return (first, second)
        }
        // Only the second to be read finds both. Keys wait for the lock, which isn't held
        // meanwhile.
        guard var (first, second) = both else { return }
        LinkIndex.linkVersions(&first, &second, of: (sets[0].0, sets[1].0))
        self.links.withLock { $0 = [first, second] }
        mailbox.post(.linked)
      }
    }
  }

  /// Returns the partners of one pane's record in the other pane; nil until the links are complete.
  func partners(of number: RecordNumber, in set: WorkingSet, pane: Int) -> [RecordNumber]? {
    links.withLock { $0[1 - pane] }?.partners(of: number, in: set)
  }
}

extension SearchRequest {
  /// Returns the record that is `step` records after the first one, in search order.
  fileprivate func number(at step: Int) -> RecordNumber {
    listing.number(at: (place + (isBackward ? count - step : step)) % count)
  }

  /// Returns the records that match among those some steps after the first one.
  fileprivate func matches(at steps: Range<Int>) -> [RecordNumber] {
    let found = Parallel.map(Array(steps)) { step -> RecordNumber? in
      let number = number(at: step)
      return pattern.matches(set.bytes(of: number)) ? number : nil
    }
    return found.compactMap(\.self)
  }
}

extension SearchResult {
  fileprivate init(_ request: SearchRequest, found: RecordNumber?) {
    let cursor = request.listing.place(of: request.cursor).place
    let wrapped = found.map { found in
      let place = request.listing.place(of: found).place
      return place == cursor
        ? request.place != cursor : request.isBackward ? place > cursor : place < cursor
    }
    self.init(
      pane: request.pane, serial: request.serial, found: found, wrapped: wrapped ?? false)
  }
}
