import Curation
import JSONLines
import TestSupport
import Testing

/// Which layout a record has, and where its parts stand.
@Suite struct ShapeTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    var shape: Shape
    /// `role pointer`, of the first response with `<`, of the second with `>`, in reading order.
    var parts: String
    var record: String

    init(_ shape: Shape, _ parts: String, _ record: String) {
      self.shape = shape
      self.parts = parts
      self.record = record
    }

    var testDescription: String { "\(shape.rawValue): \(record.prefix(60))" }
  }

  static let cases: [Sample] = [
    .init(
      .replyTree,
      "user /prompt/text, assistant /prompt/replies/0/text, user /prompt/replies/0/replies/0/text, assistant /prompt/replies/1/text, field /prompt/replies/0/rank, field /prompt/replies/1/rank, field /message_tree_id",
      #"{"message_tree_id":"t","prompt":{"text":"q","role":"prompter","replies":[{"text":"a","role":"assistant","rank":0,"replies":[{"text":"q2","role":"prompter","replies":[]}]},{"text":"b","role":"assistant","rank":1}]}}"#
    ),
    .init(
      .replyTree,
      "assistant /text, field /message_id, field /parent_id, field /rank, field /labels/toxicity/value",
      #"{"message_id":"m2","parent_id":"m1","text":"4","role":"assistant","rank":0,"labels":{"toxicity":{"value":0.0}}}"#
    ),
    .init(
      .stepwise,
      "prompt /prompt, assistant /completions/0, label /labels/0, assistant /completions/1, label /labels/1",
      #"{"prompt":"Which?","completions":["Compare.","9.11."],"labels":[true,false]}"#),
    .init(
      .segments, "prompt /segments/0/text, assistant /segments/1/text",
      #"{"segments":[{"label":false,"text":"<s>Q: 2+2?\nA:"},{"label":true,"text":" 4</s>"}]}"#),
    .init(
      .rounds,
      "system /system, user /conversation/0/human, assistant /conversation/0/assistant",
      #"{"system":"s","conversation":[{"human":"q","assistant":"a"}]}"#),
    .init(
      .rounds, "user /0/0, assistant /0/1, user /1/0, assistant /1/1",
      #"[["q","a"],["q2","a2"]]"#),
    .init(.rounds, "user /0, assistant /1", #"["q","a"]"#),
    .init(
      .messages, "user /traj/0/content, assistant /traj/1/content",
      #"{"traj":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#),
    .init(
      .dialogue, "text /text, field /source",
      ####"{"text":"### Human: q### Assistant: a","source":"x"}"####),
    .init(
      .dialogue, "text /text",
      ####"{"text":"Below is an instruction.\n\n### Instruction:\nq\n\n### Response:\na"}"####),
    .init(
      .dialogue, "text /text",
      #"{"text":"<|im_start|>user\nq<|im_end|>\n<|im_start|>assistant\na<|im_end|>"}"#),
    .init(.dialogue, "text /text", #"{"text":"<s>[INST] q [/INST] a </s>"}"#),
    .init(.dialogue, "text /text", #"{"text":"\n\nHuman: q\n\nAssistant: a"}"#),
    .init(.text, "text /text", ####"{"text":"### Results\n\nHuman: 3, Assistant: 4"}"####),
    .init(
      .alpaca,
      "prompt /instruction, prompt /instances/0/input, assistant /instances/0/output, field /id",
      #"{"id":1,"instruction":"q","instances":[{"input":"i","output":"o"}]}"#),
    .init(
      .candidates, "prompt /question, response /answers/gpt<, response /answers/llama>",
      #"{"question":"q","answers":{"gpt":"a","llama":"b"}}"#),
    .init(
      .candidates,
      "prompt /question/full_text, field /question/id, response /answer_0<, field /score_0<, response /answer_1>, field /score_1>, field /n",
      #"{"question":{"id":"i","full_text":"q"},"answer_0":"a","score_0":-1,"answer_1":"b","n":1,"score_1":1}"#
    ),
    .init(
      .candidates,
      "prompt /problem, response /m1/solution<, field /m1/is_correct<, response /m2/solution>, field /m2/is_correct>",
      #"{"problem":"q","m1":{"solution":"1","is_correct":true},"m2":{"solution":"2","is_correct":false}}"#
    ),
    .init(
      .safetyPair,
      "prompt /prompt, response /response_0<, field /is_response_0_safe<, field /response_0_harm_category/Violence<, response /response_1>, field /is_response_1_safe>, field /response_1_harm_category/Violence>, field /response_1_harm_category/Drugs>, field /better_response_id, field /safer_response_id",
      #"{"prompt":"q","response_0":"4","response_1":"5","is_response_0_safe":true,"is_response_1_safe":false,"response_0_harm_category":{"Violence":false},"response_1_harm_category":{"Violence":true,"Drugs":false},"better_response_id":0,"safer_response_id":0}"#
    ),
    .init(
      .rated,
      "prompt /prompt, assistant /response, label /helpfulness, label /verbosity",
      #"{"prompt":"2+2?","response":"4","helpfulness":4,"verbosity":0}"#),
    .init(.promptOnly, "prompt /prompt, field /type", #"{"prompt":"How?","type":"x"}"#),
    .init(
      .labelled, "text /prompt, label /label, field /type",
      #"{"prompt":"How?","type":"x","label":"safe"}"#),
    .init(.text, "text ", #""a string alone""#),
    .init(
      .alpaca,
      "system /system, user /history/0/0, assistant /history/0/1, prompt /instruction, prompt /input, assistant /output",
      #"{"instruction":"Translate","input":"你好","output":"Hello","system":"Be brief","history":[["Hi","Hi!"]]}"#
    ),
    .init(
      .conversations,
      "system /system, user /conversations/0/value, assistant /conversations/1/value, tool /conversations/2/value, assistant /conversations/3/value, field /tools",
      #"{"conversations":[{"from":"human","value":"Weather?"},{"from":"function_call","value":"{\"name\":\"w\",\"arguments\":{}}"},{"from":"observation","value":"sunny"},{"from":"gpt","value":"Sunny."}],"system":"","tools":"[]"}"#
    ),
    .init(
      .pairwise, "prompt /instruction, prompt /input, chosen /chosen<, rejected /rejected>",
      #"{"instruction":"2+2?","input":"","chosen":"4","rejected":"5"}"#),
    .init(
      .pairwise, "user /conversations/0/value, chosen /chosen/value<, rejected /rejected/value>",
      #"{"conversations":[{"from":"human","value":"2+2?"}],"chosen":{"from":"gpt","value":"4"},"rejected":{"from":"gpt","value":"5"}}"#
    ),
    .init(
      .kto, "user /messages/0/content, assistant /messages/1/content, label /label",
      #"{"messages":[{"role":"user","content":"2+2?"},{"role":"assistant","content":"4"}],"label":true}"#
    ),
    .init(
      .pairwise,
      "user /messages/0/content, chosen /messages/1/content<, rejected /rejected_response>",
      #"{"messages":[{"role":"user","content":"2+2?"},{"role":"assistant","content":"4"}],"rejected_response":"5"}"#
    ),
    .init(
      .pairwise, "user /messages/0/content, chosen /chosen/content<, rejected /rejected/content>",
      #"{"messages":[{"role":"user","content":"2+2?"}],"chosen":{"role":"assistant","content":"4"},"rejected":{"role":"assistant","content":"5"}}"#
    ),
    .init(
      .pairwise, "user /prompt/0/content, chosen /chosen/0/content<, rejected /rejected/0/content>",
      #"{"prompt":[{"role":"user","content":"2+2?"}],"chosen":[{"role":"assistant","content":"4"}],"rejected":[{"role":"assistant","content":"5"}]}"#
    ),
    .init(
      .pairwise, "user /chosen/0/content, chosen /chosen/1/content<, rejected /rejected/1/content>",
      #"{"chosen":[{"role":"user","content":"q"},{"role":"assistant","content":"4"}],"rejected":[{"role":"user","content":"q"},{"role":"assistant","content":"5"}]}"#
    ),
    .init(
      .kto, "prompt /prompt, assistant /completion, label /label",
      #"{"prompt":"2+2?","completion":"4","label":true}"#),
    .init(
      .pairwise,
      "user /input/messages/0/content, field /input/tools, field /input/parallel_tool_calls, chosen /preferred_output/0/content<, rejected /non_preferred_output/0/content>",
      #"{"input":{"messages":[{"role":"user","content":"2+2?"}],"tools":[],"parallel_tool_calls":true},"preferred_output":[{"role":"assistant","content":"4"}],"non_preferred_output":[{"role":"assistant","content":"5"}]}"#
    ),
    .init(
      .labelled, "text /prompt, label /S, label /H, label /V2",
      #"{"prompt":"a threat","S":0,"H":1,"V2":0}"#
    ),
    .init(
      .labelled,
      "text /transcript, label /rating, label /min_harmlessness_score_transcript, field /model_type",
      #"{"model_type":"rlhf","transcript":"\n\nHuman: a\n\nAssistant: b","rating":4.0,"min_harmlessness_score_transcript":-1.5}"#
    ),
    .init(
      .pairwise,
      "user /messages/0/content, chosen /messages/1/content<, rejected /rejected_messages/1/content>",
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"rejected_messages":[{"role":"user","content":"q"},{"role":"assistant","content":"b"}]}"#
    ),
    .init(
      .pairwise, "prompt /query, chosen /response<, rejected /rejected_response>",
      #"{"query":"q","response":"a","rejected_response":"b"}"#
    ),
    .init(
      .pairwise,
      "user /chosen/0/content, chosen /chosen/1/content<, rejected /rejected/1/content>, field /prompt, field /score",
      #"{"prompt":"q","chosen":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"rejected":[{"role":"user","content":"q"},{"role":"assistant","content":"b"}],"score":1}"#
    ),
    .init(
      .candidates, "prompt /instruction, response /output/0<, response /output/1>",
      #"{"instruction":"q","output":["a","b"]}"#
    ),
    .init(
      .rated, "prompt /prompt, assistant /response, label /reward",
      #"{"prompt":"q","response":"a","reward":0.5}"#
    ),
    .init(.rounds, "user /data/0, assistant /data/1", #"{"data":["q","a"]}"#),
    .init(.rounds, "user /0/human, assistant /0/assistant", #"[{"human":"q","assistant":"a"}]"#),
    .init(
      .messages,
      "user /messages/0/content, field /messages/0/name, assistant /messages/1/content, field /messages/1/weight",
      #"{"messages":[{"role":"user","content":"q","name":"bo"},{"role":"assistant","content":"a","weight":0}]}"#
    ),
    .init(
      .messages,
      "user /messages/0/content, assistant /messages/1/tool_calls, tool /messages/2/content, field /messages/2/tool_call_id, assistant /messages/3/content",
      #"{"messages":[{"role":"user","content":"Weather?"},{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function"}]},{"role":"tool","tool_call_id":"c1","content":"sunny"},{"role":"assistant","content":"Sunny."}]}"#
    ),
    .init(
      .transcripts, "chosen /chosen<, rejected /rejected>",
      #"{"chosen":"\n\nHuman: 2+2?\n\nAssistant: 4","rejected":"\n\nHuman: 2+2?\n\nAssistant: 5"}"#),
    .init(
      .ranked,
      "prompt /instruction, response /completions/0/response<, field /completions/0/model<, field /completions/0/annotations/honesty/Rating<, field /completions/0/annotations/honesty/Rationale<, field /completions/0/overall_score<, field /source",
      #"{"source":"x","instruction":"2+2?","completions":[{"model":"a","response":"4","annotations":{"honesty":{"Rating":"5","Rationale":"ok"}},"overall_score":9.0}]}"#
    ),
    .init(
      .promptResponse, "prompt /instruction, prompt /context, assistant /response, field /category",
      #"{"instruction":"2+2?","context":"","response":"4","category":"closed_qa"}"#),
    .init(
      .ranked,
      "prompt /prompt, response /answers/0/answer<, field /answers/0/model<, response /answers/1/answer>, field /answers/1/model>",
      #"{"prompt":"\n\nHuman: 2+2?\n\nAssistant: ","answers":[{"answer":"4","model":"a","rank":1},{"answer":"5","model":"b","rank":2}]}"#
    ),
    .init(
      .ranked, "prompt /prompt, response /responses/0/text<, response /responses/1/text>",
      #"{"prompt":"2+2?","responses":[{"text":"4","rank":1},{"text":"5","rank":2}]}"#),

    .init(.promptResponse, "prompt /input, assistant /output", #"{"input":"q","output":"a"}"#),
    .init(
      .promptResponse, "prompt /question, assistant /answer, field /choices/0",
      #"{"question":"q","choices":["a"],"answer":0}"#),
    .init(
      .promptResponse, "prompt /question, assistant /response, field /answer",
      #"{"question":"q","answer":5,"response":"five"}"#),
    .init(.promptOnly, "prompt /prompt, field /answer", #"{"prompt":"6*12?","answer":72}"#),
    .init(
      .text, "text /text, field /question, field /answer",
      #"{"text":"t","question":"q","answer":1}"#),
    .init(
      .promptResponse, "prompt /instruction, assistant /response",
      #"{"instruction":"q","response":"a"}"#),
    .init(
      .turns, "user /0/content, assistant /1/content",
      #"[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]"#),
    .init(.labelled, "text /text, label /label", #"{"text":"x","label":"harmful"}"#),
    .init(.text, "text /text, field /meta/source", #"{"text":"x","meta":{"source":"w"}}"#),
    .init(
      .pairwise, "prompt /prompt, chosen /chosen<, rejected /rejected>, field /task",
      #"{"prompt":"p","chosen":"a","rejected":"b","task":"t"}"#),
    .init(
      .messages, "assistant /messages/0/content/0/text, assistant /messages/0/content/1",
      #"{"messages":[{"role":"assistant","content":[{"type":"text","text":"x"},{"type":"image"}]}]}"#
    ),
    .init(.tree, "field ", "42"),
    .init(.tree, "field /a/0, field /b~1c, field /d", #"{"a":[1],"b/c":{},"d":null}"#),
    .init(.opaque, "", #"{"prompt":"#), .init(.opaque, "", "NaN"),
  ]

  private func words(_ reading: RecordReading) -> String {
    reading.parts.map { part in
      let side = part.response.map { $0 == 0 ? "<" : ">" } ?? ""
      return "\(part.role.rawValue) \(part.pointer)\(side)"
    }.joined(separator: ", ")
  }

  @Test(arguments: cases)
  func `a record is read by its shape into these parts`(sample: Sample) {
    let reading = RecordReading(Bytes(sample.record))
    #expect(reading.shape == sample.shape)
    #expect(words(reading) == sample.parts)
    #expect((reading.problem != nil) == (sample.shape == .opaque))
  }

  @Test(arguments: cases) func `a part's pointer and its place in the bytes agree`(
    sample: Sample
  ) throws {
    let bytes = Bytes(sample.record)
    let reading = RecordReading(bytes)
    guard reading.shape != .opaque else { return }
    let root = try JSONNode.parse(bytes)
    for part in reading.parts {
      #expect(try root.resolve(part.pointer, in: bytes) == part.node, "\(part.pointer)")
      guard let mirror = part.mirror else { continue }
      let other = try root.resolve(mirror, in: bytes)
      #expect(JSONValue(other, in: bytes) == JSONValue(part.node, in: bytes))
    }
    for response in reading.responses { _ = try root.resolve(response.pointer, in: bytes) }
    #expect(Set(reading.parts.map(\.pointer)).count == reading.parts.count)
  }

  @Test func `every scalar of a record is in some part`() throws {
    for sample in Self.cases where sample.shape != .opaque && sample.shape != .ranked {
      let bytes = Bytes(sample.record)
      let shown = RecordReading(bytes).parts.flatMap { [$0.pointer, $0.mirror].compactMap { $0 } }
      let value = try JSONValue.parse(bytes)
      for pointer in RandomPatch.pointers(in: value) {
        let last = pointer.tokens.last?.text ?? ""
        switch try value.value(at: pointer) {
        case .array(let elements) where !elements.isEmpty: continue
        case .object(let members) where !members.isEmpty: continue
        case .null: continue
        default: break
        }
        // What names a turn's speaker is shown as the part's name.
        if [
          "role", "from", "type", "tool_call_id", "tools", "parallel_tool_calls", "label",
          "replies",
        ].contains(last) {
          continue
        }
        #expect(shown.contains { $0.contains(pointer) }, "\(pointer) of \(sample.record)")
      }
    }
  }

  @Test(arguments: Shape.allCases) func `the example of a shape has it`(_ shape: Shape) {
    #expect(RecordReading(Bytes(shape.example)).shape == shape)
  }

  @Test func `the stage follows from the shape`() {
    #expect(Shape.alpaca.stage == .sft && Shape.turns.stage == .sft)
    #expect(Shape.pairwise.stage == .alignment && Shape.kto.stage == .alignment)
    #expect(Shape.text.stage == .pretraining)
    #expect(Shape.tree.stage == .unknown && Shape.opaque.stage == .unknown)
  }

  @Test func `a shape that is asked for is read, or the tree where the record hasn't it`() {
    let record = Bytes(#"{"text":"x","label":"harmful"}"#)
    #expect(RecordReading(record, as: .text).shape == .text)
    #expect(RecordReading(record, as: .pairwise).shape == .tree)
  }

  @Test func `responses carry their ranks, where they are written`() {
    let reading = RecordReading(
      Bytes(
        #"{"prompt":"p","responses":[{"text":"a","rank":2},{"text":"b"},{"text":"c","rank":"x"}]}"#)
    )
    #expect(reading.responses.map(\.rank) == [2, nil, nil])
    #expect(
      reading.responses.map(\.rankPointer?.description) == [
        "/responses/0/rank", "/responses/1/rank", "/responses/2/rank",
      ])
    #expect(RankOrder(of: reading.responses).groups == [[1], [2], [3]])
  }

  @Test func `an answer behind very many members of its model is read`() {
    let many = (0..<20_100).map { "\"k\($0)\":1," }.joined()
    let record = #"{"problem":"q","m1":{\#(many)"solution":"1"},"m2":{"solution":"2"}}"#
    let reading = RecordReading(Bytes(record))
    #expect(reading.shape == .candidates && reading.responses.count == 2 && !reading.isWhole)
    #expect(reading.parts.filter { $0.role == .response }.map(\.response) == [0])
  }

  @Test func `the prompt's text is what stands before the answer, without system`() {
    func prompt(_ record: String) -> String? {
      RecordReading(Bytes(record)).promptText(in: Bytes(record))
    }
    #expect(
      prompt(
        #"{"messages":[{"role":"system","content":"s"},{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#
      ) == "q")
    #expect(
      prompt(#"{"instruction":"i","input":"x","output":"o","history":[["q","a"]]}"#) == "q\na\ni\nx"
    )
    #expect(prompt(#"{"prompt":"p","chosen":"a","rejected":"b"}"#) == "p")
    #expect(
      prompt(
        #"{"chosen":"\n\nHuman: q\n\nAssistant: a","rejected":"\n\nHuman: q\n\nAssistant: b"}"#)
        == "q")
    #expect(prompt(#"{"text":"x"}"#) == nil)
    // An answer is all that is said last: its reasoning, its typed parts, its calls.
    for answer in [
      #"{"role":"assistant","reasoning_content":"r","content":"a"}"#,
      #"{"role":"assistant","content":[{"type":"reasoning","value":"r"},{"type":"text","value":"a"}]}"#,
      #"{"role":"assistant","content":"a","tool_calls":[{"id":"1"}]}"#,
      #"{"role":"assistant","content":"a"},{"role":"assistant","content":"b"}"#,
    ] {
      #expect(prompt(#"{"messages":[{"role":"user","content":"q"},\#(answer)]}"#) == "q")
    }
    #expect(
      prompt(
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"c"},{"role":"tool","content":"t"},{"role":"assistant","content":"a"}]}"#
      ) == "q\nc")
  }
}
