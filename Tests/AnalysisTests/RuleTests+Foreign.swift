import Curation
import JSONLines
import TestSupport
import Testing

@testable import Analysis

/// Addresses, numbers and texts of other languages and forms; answers in dialogues of one string.
extension RuleTests {
  private static let words = String(repeating: "word ", count: 9)

  private static func asked(_ prompt: String) -> String {
    sft("a").replacing("Please say something.", with: prompt)
  }

  private static func called(then next: String) -> String {
    """
    {"conversations":[{"from":"human","value":"q"},{"from":"function_call","value":\
    "{\\"name\\":\\"f\\",\\"arguments\\":{}}"},{"from":"\(next)","value":"r"},\
    {"from":"gpt","value":"a"}]}
    """
  }

  private static func dialogue(_ chosen: String) -> String {
    #"{"chosen":"\n\nHuman: q\n\nAssistant: \#(chosen)","rejected":"\n\nHuman: q\n\nAssistant: Yes."}"#
  }

  private func findings(_ rule: String, in record: String) -> [Finding] {
    Rule.findings(
      named: rule, RecordNumber(1), Bytes(record), in: WorkingSet(ArraySource([record])), as: nil)
  }

  static let foreign: [Example] = [
    .init(rule: "Q18", bad: sft("mail jörg.müller@web.de"), good: sft("mail@所有人")),
    .init(rule: "Q18", bad: sft("иван@почта.рф"), good: sft("иван@почта")),
    .init(
      rule: "Q18", bad: sft("+33 1 42 76 40 40"),
      good: sft(
        "+1-800-555-1234, +1 (555) 123-4567, +1 800 263 7749, +5 3 20 10 11 12 13, +45 1 2000 3000 4000"
      )),
    .init(rule: "Q18", bad: sft("+81 3-5253-1111"), good: sft("+1 212 555 0147")),
    .init(
      rule: "Q10", bad: asked("Generate image of a cat."),
      good: asked("Explain how diffusion models generate images from noise.")),
    .init(
      rule: "C16", bad: sft("a\\n```python\\n</think>\\nb\\n```"), good: sft("`</think>` ends it")),
    .init(
      rule: "Q6", bad: sft(words + "and this,"), good: sft(words + "\\n\\nBest regards,")),
    .init(rule: "Q6", bad: sft(words + "وهذا،"), good: sft(words + "وهذا.")),
    .init(
      rule: "Q6", bad: sft("Sure: ```html\\n<p>x</p>"),
      good: sft("Sure: ```html\\n<p>x</p>\\n``` done.")),
    .init(
      rule: "Q5", bad: sft("I'm afraid I can't help with that."),
      good: sft("I'm afraid I can't make it.")),
    .init(
      rule: "Q5", bad: sft("I'm just an AI, I cannot do it."),
      good: sft("I'm just an AI fan. I cannot wait.")),
    .init(
      rule: "Q5", bad: sft("I will not help with that."), good: sft("Sorry, I will not forget it.")),
    .init(rule: "Q14", bad: sft("hy\u{AD}phen"), good: sft("hy-phen")),
    .init(rule: "C17", bad: sft("<|START_OF_TURN_TOKEN|>hi"), good: sft("<|START_OF")),
    .init(rule: "Q12", bad: sft("<IMG SRC=\\\"a\\\">"), good: sft("See: ```html\\n<p>x</p>\\n```")),
    .init(rule: "C11", bad: called(then: "human"), good: called(then: "observation")),
    .init(
      rule: "Q5", bad: dialogue("I'm sorry, but I can't help with that."),
      good: dialogue("He said: I'm sorry, but I can't help with that.")),
    .init(rule: "Q7", bad: dialogue("N/A"), good: dialogue("None of them.")),
  ]

  @Test(arguments: [
    ("mail jörg.müller@web.de now", "jörg.müller@web.de"), ("邮箱a.b@web.cn。", "a.b@web.cn"),
  ]) func `an address is masked whole`(_ text: String, _ address: String) throws {
    let found = findings("Q18", in: Self.sft(text))
    let range = try #require(found.first?.range)
    #expect(Array(text.utf8)[range].elementsEqual(address.utf8))
  }

  @Test func `what is found in the last answer of a dialogue is at its place in the string`() throws
  {
    let answer = "I'm sorry, but I can't help with that."
    let found = findings("Q5", in: Self.dialogue(answer))
    let start = "\n\nHuman: q\n\nAssistant: ".utf8.count
    #expect(found.map(\.range) == [start..<start + answer.utf8.count])
    #expect(found.map(\.pointer) == [JSONPointer(["chosen"])])
    let text = "### Human: q\\n### Assistant: \(answer)"
    #expect(findings("Q5", in: #"{"text":"\#(text)"}"#).count == 1)
  }
}
