import Curation
import TestSupport
import Testing

@testable import Analysis

/// Measures of agreement against published examples.
@Suite struct AgreementTests {
  /// Krippendorff's example of four observers, twelve units and gaps (Computing Krippendorff's
  /// Alpha-Reliability, 2011): nominal 0.743, ordinal 0.815.
  @Test func `alpha is that of Krippendorff's own example`() throws {
    let observers: [[Int?]] = [
      [1, 2, 3, 3, 2, 1, 4, 1, 2, nil, nil, nil],
      [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, nil, 3],
      [nil, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, nil],
      [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, nil],
    ]
    var judgements = Judgements()
    for (observer, values) in observers.enumerated() {
      for (unit, value) in values.enumerated() {
        if let value { judgements.add(RecordNumber(unit + 1), "o\(observer)", Double(value)) }
      }
    }
    let nominal = try #require(judgements.measure("n", .nominal)?.alpha)
    let ordinal = try #require(judgements.measure("o", .ordinal)?.alpha)
    #expect(abs(nominal - 0.743) < 0.001)
    #expect(abs(ordinal - 0.815) < 0.001)
  }

  /// Two raters and 50 units: 20 both yes, 15 both no, 5 and 10 apart; kappa is 0.4.
  @Test func `kappa is that of the textbook`() throws {
    var judgements = Judgements()
    var number = 0
    for (count, a, b) in [(20, 1.0, 1.0), (5, 1, 0), (10, 0, 1), (15, 0, 0)] {
      for _ in 0..<count {
        number += 1
        judgements.add(RecordNumber(number), "a", a)
        judgements.add(RecordNumber(number), "b", b)
      }
    }
    let measure = try #require(judgements.measure("m", .nominal))
    #expect(measure.raw == 0.7)
    #expect(abs(try #require(measure.kappa) - 0.4) < 1e-9)
  }

  @Test func `what nobody judged twice isn't measured`() {
    var judgements = Judgements()
    judgements.add(RecordNumber(1), "a", 1)
    #expect(judgements.measure("m", .nominal) == nil)
  }

  /// The example in SciPy's documentation of kendalltau: tau-b is -0.4714.
  @Test func `tau is that of SciPy's example`() throws {
    let tau = try #require(RankAgreement.tau([12, 2, 1, 12, 2], [1, 4, 7, 1, 0]))
    #expect(abs(tau + 0.471_404_520_791_031_7) < 1e-12)
    #expect(RankAgreement.tau([0, 1, 2], [2, 1, 0]) == -1)
    #expect(RankAgreement.tau([0, 0, 0], [2, 1, 0]) == nil)
  }
}
