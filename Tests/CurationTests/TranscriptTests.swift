import JSONLines
import Testing

@testable import Curation

/// Dialogues in one string.
@Suite struct TranscriptTests {
  static let dialogues: [(text: String, turns: [String])] = [
    (
      "\n\nHuman: q\nHuman is a word\n\nAssistant: a\n",
      ["user: q\nHuman is a word", "assistant: a"]
    ),
    ("\n\nAssistant: a alone", ["assistant: a alone"]),
    // A name behind a line that isn't empty is part of what is said.
    (
      "\n\nHuman: q\n\nAssistant: a  \nAssistant: b\n\nHuman: r",
      ["user: q", "assistant: a  \nAssistant: b", "user: r"]
    ),
    ("User: q\nAssistant: a\nSystem: s", ["user: q", "assistant: a", "system: s"]),
    ("### Human: q### Assistant: a ### 3", ["user: q", "assistant: a ### 3"]),
    (
      "Below.\n\n### Instruction:\nq\n\n### Input:\ni\n\n### Response:\na",
      ["system: Below.", "user: q\ni", "assistant: a"]
    ),
    (
      "<|im_start|>system\ns<|im_end|>\n<|im_start|>user\nq<|im_end|>\n<|im_start|>assistant\n<|im_end|>",
      ["system: s", "user: q", "assistant: "]
    ),
    (
      "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nq<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\na<|eot_id|>",
      ["user: q", "assistant: a"]
    ),
    (
      "<bos><start_of_turn>user\nq<end_of_turn>\n<start_of_turn>model\na",
      ["user: q", "assistant: a"]
    ),
    ("<|user|>\nq</s>\n<|assistant|>\na</s>", ["user: q", "assistant: a"]),
    (
      "<s>[INST] q [/INST] a </s><s>[INST] r [/INST] b",
      [
        "user: q", "assistant: a", "user: r", "assistant: b",
      ]
    ),
    (
      "<s>[INST] <<SYS>>\ns\n<</SYS>>\n\nq [/INST] a",
      ["system: s", "user: q", "assistant: a"]
    ),
    (
      "A chat. USER: q ASSISTANT: a</s>USER: r ASSISTANT: b",
      ["system: A chat.", "user: q", "assistant: a", "user: r", "assistant: b"]
    ),
    ("USER: q\nASSISTANT: a", ["user: q", "assistant: a"]),
    ("<｜User｜>q<｜Assistant｜>a<｜end▁of▁sentence｜>", ["user: q", "assistant: a"]),
    ("### Human: q### Human: r### Assistant: a", ["user: q", "user: r", "assistant: a"]),
  ]

  @Test(arguments: dialogues)
  func `who says what is told by how speakers are named`(sample: (text: String, turns: [String])) {
    #expect(Transcript.turns(sample.text).map { "\($0.role.rawValue): \($0.text)" } == sample.turns)
    // In a record the same shows in the escaped bytes.
    let raw = Bytes(JSONWriter.bytes(.text(sample.text), .journal))
    let stretches = Transcript.stretches(in: raw, 1..<raw.count - 1, isRaw: true)
    let named = stretches.filter { !$0.name.isEmpty }.map(\.role)
    let plain = Bytes(sample.text)
    #expect(
      named
        == Transcript.stretches(in: plain, 0..<plain.count, isRaw: false)
        .filter { !$0.name.isEmpty }.map(\.role))
  }

  @Test(arguments: [
    "", "Human", "Humans: q", "A play.\nHuman: q\nAssistant: a",
    "# Results\n### Input\nAssistant: a",
    "[INSTALL]", "SUPERUSER: x", "<|endoftext|>", "a\\nHuman: q",
  ])
  func `what names no speaker where one must be named is no dialogue`(text: String) {
    #expect(Transcript.turns(text).isEmpty)
  }

  @Test func `an escaped backslash before an n is no line end`() {
    let raw = Bytes(#""Human: q\\nAssistant: a""#)
    #expect(Transcript.stretches(in: raw, 1..<raw.count - 1, isRaw: true).count == 1)
    #expect(!Transcript.isDialogue(raw, 1..<raw.count - 1, isRaw: true))
  }
}
