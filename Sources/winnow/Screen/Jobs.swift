import Analysis
import Curation
import Interface
import Storage
import Synchronization

/// Long work beside the loop: indexing, searching, linking. Each job works on values that nobody
/// changes, reports to the mailbox, and stops when it is no longer wanted.
final class Jobs: Sendable {
  private let mailbox: Mailbox
  /// The search that is wanted; older ones stop.
  private let searchSerial = Mutex(0)
  private let links = Mutex<[LinkIndex?]>([nil, nil])

  private static let indexBudget = 8 << 20

  init(_ mailbox: Mailbox) {
    self.mailbox = mailbox
  }

  /// Indexes the rest of a dataset.
  func index(_ dataset: Dataset, pane: Int) {
    guard !dataset.isComplete else { return }
    Task.detached { [mailbox] in
      var told = ContinuousClock.now
      while !dataset.index(budget: Self.indexBudget) {
        guard .now - told > .milliseconds(100) else { continue }
        told = .now
        let fraction = Double(dataset.indexedByteCount) / Double(max(1, dataset.byteCount))
        mailbox.post(.indexed(pane: pane, fraction: min(fraction, 0.999)))
      }
      mailbox.post(.indexed(pane: pane, fraction: 1))
    }
  }

  /// Looks for a text, from a record on and round the end.
  func search(_ request: SearchRequest) {
    searchSerial.withLock { $0 = request.serial }
    Task.detached { [mailbox, self] in
      guard let search = try? TextPattern(typed: request.text) else { return }
      let count = request.set.source.recordCount
      let isStale = { self.searchSerial.withLock { $0 != request.serial } }
      let order = (0..<count).lazy.map { step -> RecordNumber in
        let offset = request.isBackward ? count - step : step
        return RecordNumber(position: (request.from.position + offset) % count)
      }
      let found = search.first(in: request.set, order, isCancelled: isStale)
      guard !isStale() else { return }
      let cursor = request.cursor
      let wrapped = found.map { found in
        found == cursor
          ? request.from != cursor : request.isBackward ? found > cursor : found < cursor
      }
      mailbox.post(
        .searched(
          SearchResult(
            pane: request.pane, serial: request.serial, found: found, wrapped: wrapped ?? false)))
    }
  }

  /// Reads the link keys of both datasets, once they are indexed.
  func link(_ sets: [(WorkingSet, Dataset)], by key: LinkKey) {
    for (pane, (set, dataset)) in sets.enumerated() {
      Task.detached { [mailbox, self] in
        while !dataset.isComplete { try? await Task.sleep(for: .milliseconds(20)) }
        guard let index = LinkIndex(set, by: key, isCancelled: { false }) else { return }
        let isReady = self.links.withLock { links in
          links[pane] = index
          return !links.contains { $0 == nil }
        }
        if isReady { mailbox.post(.linked) }
      }
    }
  }

  /// The partners of a record of one pane in the other; nil while the links are being made.
  func partners(of number: RecordNumber, in set: WorkingSet, pane: Int) -> [RecordNumber]? {
    links.withLock { $0[1 - pane] }?.partners(of: number, in: set)
  }
}
