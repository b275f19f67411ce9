import Dispatch
import Synchronization

/// Runs independent computations on all cores.
public enum Parallel {
  /// Computes pieces of `0..<count` and passes their results on, in order and one at a time, while
  /// later ones are still being computed.
  ///
  /// - Parameters:
  ///   - pieceSize: the number of elements in a piece.
  ///   - take: called on any of the threads with a result and the number of elements done with it.
  ///     If it is slow, at most 256 results wait.
  public static func inOrder<Result: Sendable>(
    _ count: Int, pieceSize: Int = 64, _ body: @Sendable (Range<Int>) -> Result,
    take: (_ result: Result, _ done: Int) -> Void
  ) {
    let pieces = (count + pieceSize - 1) / pieceSize
    @Sendable func range(_ piece: Int) -> Range<Int> {
      piece * pieceSize..<min(count, (piece + 1) * pieceSize)
    }
    for first in stride(from: 0, to: pieces, by: 256) {
      inOrder(first..<min(first + 256, pieces)) {
        body(range($0))
      } take: {
        take($0, range($1).upperBound)
      }
    }
  }

  /// The values of elements, in order.
  ///
  /// - Parameter isCancelled: called from time to time; once it returns true, values are missing.
  public static func map<Element: Sendable, Value: Sendable>(
    _ elements: [Element], isCancelled: @Sendable () -> Bool = { false },
    _ body: @Sendable (Element) -> Value
  ) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(elements.count)
    inOrder(elements.count) {
      isCancelled() ? [] : elements[$0].map(body)
    } take: { some, _ in
      values += some
    }
    return values
  }

  private static func inOrder<Result: Sendable>(
    _ pieces: Range<Int>, _ body: @Sendable (Int) -> Result, take: (Result, Int) -> Void
  ) {
    // Sharing is safe: the queue lets only one thread at a time call it.
    nonisolated(unsafe) let take = take
    let queue = Mutex(OrderedQueue<Result>(pieces))
    DispatchQueue.concurrentPerform(iterations: pieces.count) { place in
      let piece = pieces.lowerBound + place
      let result = body(piece)
      var next = queue.withLock { $0.add(result, at: piece) }
      while let ready = next {
        take(ready.result, ready.piece)
        next = queue.withLock { $0.afterTaking() }
      }
    }
  }
}

/// Results that arrive in any order and are taken in theirs, by whichever thread adds the one that
/// is next.
private struct OrderedQueue<Result> {
  private var waiting: [Int: Result] = [:]
  private var next: Int
  private var isTaking = false

  init(_ pieces: Range<Int>) {
    next = pieces.lowerBound
  }

  /// - Returns: the result that the caller has to take now; nil if another thread is taking or
  ///   will.
  mutating func add(_ result: Result, at piece: Int) -> (result: Result, piece: Int)? {
    waiting[piece] = result
    return isTaking ? nil : afterTaking()
  }

  /// The next result that the caller has to take after one; nil if it isn't there yet.
  mutating func afterTaking() -> (result: Result, piece: Int)? {
    let ready = waiting.removeValue(forKey: next).map { ($0, next) }
    isTaking = ready != nil
    if isTaking { next += 1 }
    return ready
  }
}
