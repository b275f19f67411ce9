import Analysis
import Curation
import TestSupport
import Testing

@Suite struct StatisticsTests {
  private static func demo(_ name: String) -> [String] {
    let folder = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let text = Files.text("/\(folder)/Sources/winnow/Demo/\(name)") ?? ""
    return text.split(separator: "\n").map(String.init)
  }

  /// A bar is a promise: its query finds as many records as it says.
  @Test(arguments: ["sft.jsonl", "preferences.jsonl"])
  func `each bar's query finds what it counts`(_ name: String) throws {
    let records = Self.demo(name)
    #expect(records.count > 10)
    let set = WorkingSet(ArraySource(records))
    let all = (1...records.count).map { RecordNumber($0) }
    let statistics = try #require(Statistics(all, in: set, as: nil))
    #expect(statistics.records == records.count)
    var checked = 0
    for section in statistics.sections {
      for bar in section.bars {
        let matcher = QueryMatcher(try Query(bar.query), in: set, as: nil)
        let found = matcher.matches(among: all)
        #expect(found.count == bar.count, "\(section.title): \(bar.label): \(bar.query)")
        checked += 1
      }
    }
    #expect(checked > 15)
  }

  @Test func `lengths are those of what is said, and percentiles are right to one in a hundred`()
    throws
  {
    func pair(_ length: Int) -> String {
      let text = String(repeating: "x", count: length)
      return
        #"{"prompt":[{"role":"user","content":"q"}],"chosen":[{"role":"assistant","content":"\#(text)"}],"rejected":[{"role":"assistant","content":""}]}"#
    }
    let set = WorkingSet(ArraySource((1...1000).map(pair)))
    let all = (1...1000).map { RecordNumber($0) }
    let sections = try #require(Statistics(all, in: set, as: nil)).sections
    let chosen = try #require(sections.first { $0.measure?.role == .chosen }?.measure)
    #expect(chosen.mean == 501 && chosen.most == 1000)
    for (found, wanted) in [(chosen.median, 500), (chosen.p95, 950), (chosen.p99, 990)] {
      #expect(abs(found - wanted) <= wanted / 100, "\(found) for \(wanted)")
    }
    #expect(sections.first { $0.measure?.role == .prompt }?.measure?.most == 1)
    let query = QueryMatcher(try Query("len(chosen)=7"), in: set, as: nil)
    #expect(query.matches(among: all) == [RecordNumber(7)])
    #expect(QueryMatcher(try Query("chosen:assistant"), in: set, as: nil).matches(among: all) == [])
  }

  @Test func `cancelling ends it`() {
    let set = WorkingSet(ArraySource(["{}"]))
    #expect(Statistics([RecordNumber(1)], in: set, as: nil, isCancelled: { true }) == nil)
  }
}
