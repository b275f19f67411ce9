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
    let results = Mutex([Result?](repeating: nil, count: pieces))
    DispatchQueue.concurrentPerform(iterations: pieces) { piece in
      let range = (count * piece / pieces)..<(count * (piece + 1) / pieces)
      let result = body(range)
      results.withLock { $0[piece] = result }
    }
    return results.withLock { $0.compactMap(\.self) }
  }
}
