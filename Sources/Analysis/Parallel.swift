import Dispatch
import Synchronization

/// Computes on all cores what doesn't depend on its neighbours.
public enum Parallel {
  /// `body` of each piece of `0..<count`, in order.
  ///
  /// - Parameter pieces: more than cores, as some take longer.
  public static func map<Result: Sendable>(
    _ count: Int, pieces: Int = 16, _ body: @Sendable (Range<Int>) -> Result
  ) -> [Result] {
    let pieces = max(1, min(pieces, count))
    var results: [Result] = []
    results.reserveCapacity(pieces)
    inOrder(pieces) { piece in
      body((count * piece / pieces)..<(count * (piece + 1) / pieces))
    } take: {
      results.append($0)
    }
    return results
  }

  /// Hands on `body` of each of `0..<count`, in order and one at a time, while later ones are still
  /// computed.
  ///
  /// - Parameter take: called on any of the threads; all results may wait for a slow one.
  public static func inOrder<Result: Sendable>(
    _ count: Int, _ body: @Sendable (Int) -> Result, take: (Result) -> Void
  ) {
    // Safe to share: the queue lets one thread at a time take.
    nonisolated(unsafe) let take = take
    let queue = Mutex(OrderedQueue<Result>(count: count))
    DispatchQueue.concurrentPerform(iterations: count) { place in
      let result = body(place)
      var next = queue.withLock { $0.add(result, at: place) }
      while let ready = next {
        take(ready)
        next = queue.withLock { $0.afterTaking() }
      }
    }
  }
}

/// Results that come in any order and are taken in theirs, by whoever brings the one that is waited
/// for.
private struct OrderedQueue<Result> {
  private var waiting: [Result?]
  private var next = 0
  private var isTaking = false

  init(count: Int) {
    waiting = Array(repeating: nil, count: count)
  }

  /// - Returns: what the caller has to take now; nil where another one does, or will.
  mutating func add(_ result: Result, at place: Int) -> Result? {
    waiting[place] = result
    return isTaking ? nil : afterTaking()
  }

  /// What the caller has to take after the last.
  mutating func afterTaking() -> Result? {
    guard next < waiting.count, let ready = waiting[next] else {
      isTaking = false
      return nil
    }
    waiting[next] = nil
    next += 1
    isTaking = true
    return ready
  }
}
