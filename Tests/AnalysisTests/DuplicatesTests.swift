import Curation
import JSONLines
import TestSupport
import Testing

@testable import Analysis

@Suite struct DuplicatesTests {
  private func groups(
    _ texts: [String], scope: Duplicates.Scope = .record, threshold: Double? = nil
  ) -> [[Int]] {
    let records = texts.map { $0.hasPrefix("{") ? $0 : #"{"text":"\#($0)"}"# }
    let numbers = records.indices.map { RecordNumber(position: $0) }
    let found = Duplicates(
      among: numbers, in: WorkingSet(ArraySource(records)), as: nil, scope: scope,
      threshold: threshold)
    return found.groups.map { $0.numbers.map(\.value) }
  }

  @Test func `equal texts make a group, white space and form aside`() {
    #expect(groups(["a b", "c", "a  b", "caf\u{E9}", "cafe\u{301}", ""]) == [[1, 3], [4, 5]])
  }

  @Test func `white space is folded as Unicode has it`() {
    #expect(" \t a\r\n\u{3000}b c\u{85}".withSpaceFolded == "a b c" && " ".withSpaceFolded == "")
    for value in UInt32(0)...0x2FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let folded = scalar.properties.isWhitespace ? "a b" : "a\(Character(scalar))b"
      let text = "a\(Character(scalar))b".withSpaceFolded
      if !text.utf8.elementsEqual(folded.utf8) { Issue.record("\(value)") }
    }
  }

  @Test(arguments: [
    (#"{"prompt":"U","completion":"A","label":true}"#, "true", "false"),
    (#"{"text":"spam","label":1}"#, "1", "0"),
    (#"{"prompt":"q","completion":"a","label":"good"}"#, "good", "bad"),
    (#"{"prompt":"q","response":"a","label":1}"#, "1", "0"),
    (
      #"{"messages":[{"role":"user","content":[{"type":"text","text":"U"},{"type":"image","image":"x.png"}]},{"role":"assistant","content":"A"}]}"#,
      "x.png", "y.png"
    ),
    (
      #"{"messages":[{"role":"user","content":"U"},{"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}]}]}"#,
      "name", "title"
    ),
    (
      #"{"conversations":[{"from":"human","value":"q"},{"from":"gpt","value":"a"}],"tools":"[x]"}"#,
      "[x]", "[y]"
    ),
  ])
  func `labels, calls, tools and images tell records apart, ids don't`(
    _ record: String, _ part: String, _ other: String
  ) {
    let named = String(record.dropLast()) + #","id":7}"#
    #expect(groups([record, record.replacing(part, with: other), named]) == [[1, 3]])
  }

  @Test func `who says a text counts, and so does a record that says nothing`() {
    let turns = [("user", "assistant"), ("assistant", "user"), ("user", "assistant")].map {
      #"{"messages":[{"role":"\#($0.0)","content":"q"},{"role":"\#($0.1)","content":"a"}]}"#
    }
    #expect(groups(turns) == [[1, 3]])
    let alpaca = #"{"instruction":"q","input":"","output":"a"}"#
    #expect(groups([turns[0], alpaca]) == [[1, 2]])
    func said(by role: String) -> String {
      #"{"messages":[{"role":"user","content":"q"},{"role":"\#(role)","content":"a"}]}"#
    }
    #expect(groups([said(by: "critic"), said(by: "narrator"), said(by: "critic")]) == [[1, 3]])
    let nothing = ["{}", #"{"prompt":"","response":""}"#, "{]"]
    #expect(groups(nothing + nothing) == [[1, 4], [2, 5], [3, 6]])
  }

  @Test(arguments: [
    (#"{"prompt":"Write","generation":"Roses"}"#, "Roses", "Violets"),
    (#"{"question":"Which?","choices":["a","b"],"answer":0}"#, #""b""#, #""c""#),
    (#"{"question":"q","reasoning":"Count","answer":"4"}"#, "Count", "Add"),
    (#"{"instruction":"Sum it up","text":"A","output":"x"}"#, "A", "B"),
    (#"{"text":"t","is_safe":true}"#, "true", "false"),
    (#"{"prompt":"p","response":"r","rating":1}"#, "1", "5"),
    (
      #"{"prompt":"p","chosen":"a","rejected":"b","winner":"a"}"#, #""winner":"a""#,
      #""winner":"b""#
    ),
    (#"{"text":"x","text":"A"}"#, "A", "B"),
    (#"{"instruction":"Spam?","email":"win","output":"yes"}"#, "win", "buy"),
    (#"{"prompt":"p","response":"r","answer_key":"a"}"#, #""a""#, #""b""#),
  ])
  func `other texts and verdicts tell records apart`(record: String, _ old: String, _ new: String) {
    #expect(groups([record, record.replacing(old, with: new)]).isEmpty)
    #expect(groups([record, record]) == [[1, 2]])
  }

  @Test func `ids, sources and numbers that judge nothing don't tell records apart`() {
    func record(_ id: Int) -> String {
      #"{"prompt":"p","response":"r","id":"\#(id)","meta":{"at":"\#(id)"},"model_name":"m\#(id)","tokens":\#(id),"conversationId":"\#(id)","created-at":"\#(id)","来源":"\#(id)"}"#
    }
    #expect(groups([record(1), record(2)]) == [[1, 2]])
  }

  @Test func `tools give near duplicates no likeness`() {
    let tools = (1...9).map { "tool \($0) that does thing \($0) with care" }.joined(separator: ", ")
    func called(_ question: String) -> String {
      #"{"conversations":[{"from":"human","value":"\#(question)"},{"from":"gpt","value":"\#(String(question.reversed()))"}],"tools":"\#(tools)"}"#
    }
    #expect(groups([called("what is it"), called("who was here then")], threshold: 0.7).isEmpty)
  }

  @Test func `a conversation that ends with a question is a prompt as a whole`() {
    func asked(_ last: String, _ key: String = "prompt") -> String {
      #"{"\#(key)":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello!"},{"role":"user","content":"\#(last)"}]}"#
    }
    #expect(groups([asked("q1"), asked("q2"), asked("q1")], scope: .prompt) == [[1, 3]])
    let open = [asked("q1", "messages"), asked("q2", "messages")]
    #expect(groups(open, scope: .prompt).isEmpty)
    func about(_ text: String) -> String {
      #"{"instruction":"Sum it up","text":"\#(text)","output":"x"}"#
    }
    #expect(groups([about("A"), about("B"), about("A")], scope: .prompt) == [[1, 3]])
    func chosen(_ place: String, _ answer: String) -> String {
      #"{"question":"Capital?","passage":"\#(place)","answer":"\#(answer)"}"#
    }
    let capitals = [chosen("Paris it is", "Paris"), chosen("Rome it is", "Rome")]
    #expect(groups(capitals + [chosen("Rome it is", "Romulus")], scope: .prompt) == [[2, 3]])
    func choice(_ choices: String) -> String {
      #"{"prompt":"Which is a fruit?","choices":[\#(choices)],"response":"A"}"#
    }
    #expect(groups([choice(#""apple","car""#), choice(#""pear","bus""#)], scope: .prompt).isEmpty)
  }

  @Test func `near duplicates share their labels`() {
    let text = Self.words.joined(separator: " ")
    func record(_ end: String, _ label: Bool) -> String {
      #"{"prompt":"q","completion":"\#(text)\#(end)","label":\#(label)}"#
    }
    #expect(
      groups([record("", true), record("", false), record(" x", true)], threshold: 0.7) == [[1, 3]])
  }

  @Test func `equal texts are near, too short for runs or of another form`() {
    #expect(
      groups(["a b", "a  b", "한국어", "한국어".decomposed, "c"], threshold: 0.7) == [[1, 2], [3, 4]])
  }

  /// Of pairs a little above the threshold, hardly any is missed.
  @Test(arguments: [0.3, 0.45, 0.5, 0.6, 0.7, 0.85]) func `a low threshold misses no more`(
    _ threshold: Double
  ) {
    var random = SeededRandom(seed: 5)
    var texts: [String] = []
    for pair in 0..<200 {
      let words = (0..<120).map { _ in "w\(pair)x\(random.below(1_000_000))" }
      // A beginning of n of 120 words shares n - 4 of 116 runs of five.
      let count = Int(116 * (threshold + 0.02)) + 5
      texts += [words.joined(separator: " "), words.prefix(count).joined(separator: " ")]
    }
    #expect(groups(texts, threshold: threshold).count >= 194)
  }

  @Test func `prompts and answers are compared by themselves`() {
    let records = [("q", "a"), ("q", "b"), ("r", "b")].map {
      #"{"instruction":"\#($0.0)","input":"","output":"\#($0.1)"}"#
    }
    #expect(groups(records, scope: .prompt) == [[1, 2]])
    #expect(groups(records, scope: .response) == [[2, 3]])
    #expect(groups(records).isEmpty)
  }

  private static let words = (0..<60).map { "word\($0)" }

  @Test func `numbers and images tell prompts apart`() {
    func square(_ number: Int) -> String {
      #"{"instruction":"Square it.","input":\#(number),"output":"yes"}"#
    }
    func picture(_ name: String) -> String {
      #"{"messages":[{"role":"user","content":"<image>Describe it."},{"role":"assistant","content":"a"}],"images":["\#(name)"]}"#
    }
    func part(_ name: String) -> String {
      #"{"messages":[{"role":"user","content":[{"type":"text","text":"Describe it."},{"type":"image_url","image_url":{"url":"\#(name)"}}]},{"role":"assistant","content":"a"}]}"#
    }
    func inTurn(_ name: String) -> String {
      #"{"messages":[{"role":"user","content":"Name it.","images":["\#(name)"]},{"role":"assistant","content":"a"}]}"#
    }
    let records = [
      square(12), square(14), picture("1"), picture("2"), part("1"), part("2"), inTurn("1"),
      inTurn("2"),
    ]
    #expect(groups(records, scope: .prompt).isEmpty)
    let spelled = part("2").replacing("{\"url\":", with: "{ \"url\" : ")
    let same = [picture("2"), square(14), spelled]
    #expect(groups(records + same, scope: .prompt).count == 3)
    let plain = picture("1").replacing(#"["1"]"#, with: "[]")
    #expect(groups([plain, plain.replacing("[]", with: "[ ]")], scope: .prompt) == [[1, 2]])
  }

  @Test func `near texts make a group, far ones don't`() {
    let text = Self.words.joined(separator: " ")
    let near = Self.words.dropLast().joined(separator: " ") + " other"
    let far = Self.words.reversed().joined(separator: " ")
    #expect(groups([text, far, near], threshold: 0.7) == [[1, 3]])
    #expect(groups([text, near], threshold: 0.99).isEmpty)
  }

  @Test func `Chinese is compared by characters`() {
    let text = "塞翁失马焉知非福讲的是祸福相依的道理一个人在边境上丢了马大家都来安慰他"
    #expect(groups([text, text + "。", "完全不同的另外一个句子说的是天气很好我们去公园"], threshold: 0.7) == [[1, 2]])
  }

  /// Every pair of some texts that is near, found one by one, is in one group.
  @Test func `no near pair is missed among many`() {
    var random = SplitMix(seed: 3)
    var texts: [String] = []
    for base in 0..<40 {
      let words = (0..<50).map { _ in "w\(Int.random(in: 0..<500, using: &random))" }
      texts.append(words.joined(separator: " "))
      guard base % 2 == 0 else { continue }
      var changed = words
      changed[Int.random(in: 0..<50, using: &random)] = "changed"
      texts.append(changed.joined(separator: " "))
    }
    let found = groups(texts, threshold: 0.7)
    let shingles = texts.map { Shingles([JSONString($0)]) }
    for a in texts.indices {
      for b in texts.indices where b > a {
        let isNear = shingles[a].similarity(to: shingles[b]) >= 0.7
        #expect(found.contains { $0.contains(a + 1) && $0.contains(b + 1) } == isNear)
      }
    }
    #expect(found.count == 20)
  }

  @Test func `minhash estimates what two texts have in common`() {
    let a = Shingles([JSONString((0..<400).map { "w\($0)" }.joined(separator: " "))])
    let b = Shingles([JSONString((100..<500).map { "w\($0)" }.joined(separator: " "))])
    let agreeing = zip(MinHash(a).values, MinHash(b).values).count { $0 == $1 }
    let estimate = Double(agreeing) / Double(MinHash.count)
    #expect(abs(estimate - a.similarity(to: b)) < 0.15)
  }

  @Test func `parts have their shares, evenly over a field, and part no group`() {
    let records = (0..<200).map {
      #"{"text":"t\#($0)","label":"\#($0 % 4 == 0 ? "rare" : "common")"}"#
    }
    let set = WorkingSet(ArraySource(records))
    let numbers = records.indices.map { RecordNumber(position: $0) }
    let together = stride(from: 1, to: 199, by: 3).map { [RecordNumber($0), RecordNumber($0 + 1)] }
    func partition(_ seed: UInt64) -> Partition {
      Partition(
        numbers, in: set, as: nil, shares: [0.9, 0.1], together: together, by: .named("label"),
        seed: seed)
    }
    let parts = partition(7).parts
    #expect(parts == partition(7).parts && parts != partition(8).parts)
    #expect(parts[0].count + parts[1].count == 200 && (15...25).contains(parts[1].count))
    for group in together { #expect(parts.contains { part in group.allSatisfy(part.contains) }) }
    let sample = Sampling.sample(3, of: numbers, in: set, as: nil, by: .named("label"), seed: 1)
    #expect(sample.count == 6)
    #expect(Sampling.sample(5, of: numbers, in: set, as: nil, by: nil, seed: 1).count == 5)
  }

  @Test(arguments: 1...5) func `a large group leaves both parts their shares`(seed: Int) {
    let records = (0..<100).map { #"{"text":"\#($0)"}"# }
    let numbers = records.indices.map { RecordNumber(position: $0) }
    let partition = Partition(
      numbers, in: WorkingSet(ArraySource(records)), as: nil, shares: [0.5, 0.5],
      together: [Array(numbers.prefix(50))], by: nil, seed: UInt64(seed))
    #expect(partition.parts.map(\.count) == [50, 50])
  }

  @Test func `a test set in the training data is found by prompt and by 13 words`() {
    let long = (0..<20).map { "alpha\($0)" }.joined(separator: " ")
    let han = "春眠不觉晓处处闻啼鸟夜来风雨声"
    let test = WorkingSet(
      ArraySource([
        #"{"question":"what is x","answer":"1"}"#, #"{"text":"\#(long)"}"#,
        #"{"text":"\#(long) \#(han)"}"#, #"{"text":"yes"}"#,
      ]))
    let train = WorkingSet(
      ArraySource([
        #"{"question":"what  is x","answer":"2"}"#,
        #"{"text":"so, \#(long.uppercased().replacing(" ", with: ", ")), and so on"}"#,
        #"{"text":"\#(long.split(separator: " ").prefix(12).joined(separator: " "))"}"#,
        #"{"text":"yes"}"#, #"{"text":"诗：\#(han.prefix(5))，\#(han.dropFirst(5))。"}"#,
        #"{"text":"\#(han.prefix(12))"}"#, "no JSON",
      ]))
    let numbers = (0..<7).map { RecordNumber(position: $0) }
    let matches = Contamination(among: numbers, in: train, as: nil, against: test).matches
    #expect(matches.map(\.record.value) == [1, 2, 5] && matches.map(\.other.value) == [1, 2, 3])
    #expect(matches.map(\.kind) == [.prompt, .words, .words])
    #expect(
      Contamination(among: [numbers[1]], in: train, as: nil, against: test).matches.count == 1)
  }
}

extension String {
  fileprivate var decomposed: String {
    String(decoding: decodedNFD.flatMap { Array(String($0).utf8) }, as: UTF8.self)
  }

  private var decodedNFD: [Unicode.Scalar] {
    unicodeScalars.flatMap { scalar -> [Unicode.Scalar] in
      // Hangul syllables into their letters (Unicode 15, 3.12).
      let place = Int(scalar.value) - 0xAC00
      guard (0..<11172).contains(place) else { return [scalar] }
      let letters = [0x1100 + place / 588, 0x1161 + place % 588 / 28, 0x11A7 + place % 28]
      return letters.filter { $0 != 0x11A7 }.compactMap { Unicode.Scalar(UInt32($0)) }
    }
  }
}
