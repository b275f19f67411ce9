import Glibc
import Synchronization
import Testing

@testable import Analysis

@Suite struct ParallelTests {
  @Test(arguments: [0, 1, 255, 256, 257, 100 * 256 + 1])
  func `results come in order, each once, whatever takes longest`(count: Int) {
    var taken: [Int] = []
    var told: [Int] = []
    Parallel.inOrder(count) { range in
      if range.lowerBound % 512 == 0 { usleep(300) }
      return Array(range)
    } take: { numbers, done in
      taken += numbers
      told.append(done)
    }
    #expect(taken == Array(0..<count))
    #expect(told == Array(stride(from: 256, to: count, by: 256)) + (count > 0 ? [count] : []))
  }

  @Test func `a slow taker holds up what comes after 64 pieces`() {
    var most = 0
    let started = Mutex(0)
    Parallel.inOrder(200, pieceSize: 1) { _ in
      started.withLock { $0 += 1 }
    } take: { _, done in
      usleep(100)
      most = max(most, started.withLock { $0 } - done)
    }
    #expect(most < 64)
  }
}
