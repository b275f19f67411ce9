import Dispatch
import Synchronization

/// Computes on all cores what doesn't depend on its neighbours.
public enum Parallel {
  /// Computes pieces of `0..<count`, and hands their results on in order and one at a time, while
  /// later ones are still computed.
  ///
  /// - Parameters:
  ///   - pieceSize: how many are computed at a time.
  ///   - take: called on any of the threads, with a result and how many of `count` are done with it.
  ///     When it is slow, results of 64 pieces wait at most.
  public static func inOrder<Result: Sendable>(
    _ count: Int, pieceSize: Int = 256, _ body: @Sendable (Range<Int>) -> Result,
    take: (_ result: Result, _ done: Int) -> Void
  ) {
    let pieces = (count + pieceSize - 1) / pieceSize
    @Sendable func range(_ piece: Int) -> Range<Int> {
      piece * pieceSize..<min(count, (piece + 1) * pieceSize)
    }
    for first in stride(from: 0, to: pieces, by: 64) {
      inOrder(first..<min(first + 64, pieces)) {
        body(range($0))
      } take: {
        take($0, range($1).upperBound)
      }
    }
  }

  private static func inOrder<Result: Sendable>(
    _ pieces: Range<Int>, _ body: @Sendable (Int) -> Result, take: (Result, Int) -> Void
  ) {
    // Safe to share: the queue lets one thread at a time take.
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

/// Results that come in any order and are taken in theirs, by whoever brings the one that is waited
/// for.
private struct OrderedQueue<Result> {
  private var waiting: [Int: Result] = [:]
  private var next: Int
  private var isTaking = false

  init(_ pieces: Range<Int>) {
    next = pieces.lowerBound
  }

  /// - Returns: what the caller has to take now; nil where another one does, or will.
  mutating func add(_ result: Result, at piece: Int) -> (result: Result, piece: Int)? {
    waiting[piece] = result
    return isTaking ? nil : afterTaking()
  }

  /// What the caller has to take after the last.
  mutating func afterTaking() -> (result: Result, piece: Int)? {
    let ready = waiting.removeValue(forKey: next).map { ($0, next) }
    isTaking = ready != nil
    if isTaking { next += 1 }
    return ready
  }
}
