import Glibc
import Synchronization
import Testing

@testable import Curation

@Suite struct ParallelTests {
  @Test(arguments: [0, 1, 63, 64, 65, 400 * 64 + 1])
  func `results come in order, each once, whatever takes longest`(count: Int) {
    var taken: [Int] = []
    var told: [Int] = []
    Parallel.inOrder(count) { range in
      if range.lowerBound % 128 == 0 { usleep(300) }
      return Array(range)
    } take: { numbers, done in
      taken += numbers
      told.append(done)
    }
    #expect(taken == Array(0..<count))
    #expect(told == Array(stride(from: 64, to: count, by: 64)) + (count > 0 ? [count] : []))
  }

  @Test func `a slow taker holds up what comes after 256 pieces`() {
    var most = 0
    let started = Mutex(0)
    Parallel.inOrder(700, pieceSize: 1) { _ in
      started.withLock { $0 += 1 }
    } take: { _, done in
      usleep(100)
      most = max(most, started.withLock { $0 } - done)
    }
    #expect(most < 256)
  }
}
