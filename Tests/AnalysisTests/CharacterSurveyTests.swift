import Curation
import JSONLines
import Testing

@testable import Analysis

/// What one walk tells of characters, against what the rules look for.
@Suite struct CharacterSurveyTests {
  private func survey(_ text: String) -> CharacterSurvey {
    JSONString(text).withText { CharacterSurvey($0, $0.survey) }
  }

  /// All characters above ASCII.
  private static let scalars = (0x80...0x10FFFF).compactMap { Unicode.Scalar(UInt32($0)) }

  @Test func `the letters of every script are counted as the script has them`() {
    for scalar in Self.scalars {
      let scripts = survey("a\(Character(scalar))b").scripts
      let script = Script(scalar.value)
      let count = scripts.count(of: script ?? .latin)
      guard count == (script == nil || script == .latin ? 2 : 1) + (script == .latin ? 1 : 0) else {
        Issue.record("U+\(String(scalar.value, radix: 16)): \(count) of \(script as Any)")
        return
      }
    }
  }

  @Test func `what rule Q14 finds is invisible, and nothing else`() throws {
    let rule = try #require(Rule.ofRecords.first { $0.id == "Q14" })
    let isLookedAt: [ClosedRange<UInt32>] = [0x80...0x2FFF, 0xF900...0xFFFF, 0xE0000...0xE0100]
    for scalar in Self.scalars where isLookedAt.contains(where: { $0.contains(scalar.value) }) {
      let isFound = !rule.findings(inText: "a\(Character(scalar))b").isEmpty
      let isTold = survey("\(Character(scalar))").kinds.contains(.invisible)
      guard isFound == isTold else {
        Issue.record("U+\(String(scalar.value, radix: 16)): found \(isFound), told \(isTold)")
        return
      }
    }
  }

  @Test(arguments: ["café Ã©", "itâ€™s", "Ð¿Ñ€Ð¸", "ä½\u{A0}å¥½", "a\u{FFFD}b", "锟斤拷", "烫烫烫"])
  func `broken encoding is found though most texts aren't looked through`(text: String) throws {
    let rule = try #require(Rule.ofRecords.first { $0.id == "Q13" })
    #expect(rule.findings(inText: text).count == 1)
  }

  @Test func `accents alone aren't broken`() throws {
    let rule = try #require(Rule.ofRecords.first { $0.id == "Q13" })
    #expect(rule.findings(inText: "café, naïve, déjà vu, Ärger und Öl").isEmpty)
  }

  @Test func `forms, full-width letters and halves of pairs are told`() {
    #expect(survey("这個").kinds == [.simplified, .traditional])
    #expect(survey("ＡＢＣ").kinds == .wide)
    let half = Bytes(#""\ud800""#)
    let text = JSONString(raw: half, 0..<half.count)
    #expect(text.withText { CharacterSurvey($0, $0.survey) }.kinds == .loneSurrogate)
    #expect(survey("plain, 中文").kinds == [])
  }
}

extension Rule {
  /// What the rule finds in an answer.
  fileprivate func findings(inText text: String) -> [Finding] {
    let value = JSONValue.object([
      .init("input", .string("q")),
      .init("output", .string(JSONString(text))),
    ])
    let bytes = Bytes(JSONWriter.bytes(value))
    return findings(in: CheckedRecord(.init(position: 0), bytes, RecordState(), as: nil))
  }
}
