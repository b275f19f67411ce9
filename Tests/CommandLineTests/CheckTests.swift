import JSONLines
import TestSupport
import Testing
@Suite struct CheckTests {
  let winnow = Winnow()

  func dataset(_ records: String...) {
    winnow.folder.write(records.map { $0 + "\n" }.joined(), "d.jsonl")
  }

  let same = #"{"prompt":"p","chosen":"a","rejected":"a"}"#
  let good = #"{"prompt":"p","chosen":"a","rejected":"b"}"#

  @Test func `calls that are turns may follow each other`() {
    winnow.folder.write(
      #"{"messages":[{"role":"user","content":"A and B?"},{"role":"tool_call","content":"{\"name\":\"f\",\"arguments\":{}}"},{"role":"tool_call","content":"{\"name\":\"f\",\"arguments\":{}}"},{"role":"tool_response","content":"1"},{"role":"tool_response","content":"2"},{"role":"assistant","content":"ok"}]}"#
        + "\n", "c.jsonl")
    #expect(winnow("check", "c.jsonl", "--only", "C06").status == 0)
    let stats = winnow("stats", "c.jsonl", "--json").text
    #expect(stats.contains(#""section":"characters of tool","mean":2"#), "\(stats)")
  }

  @Test func `what --fail-on leaves out doesn't fail --fix either`() {
    winnow.folder.write(#"{"text":"mail user1@mail1.com"}"# + "\n", "f.jsonl")
    for actor in ["bo", "cy"] {
      winnow.folder.write(
        #"{"op":"patch","actor":"\#(actor)","changes":[{"record":1,"patch":[{"op":"test","path":"/text","value":"mail user1@mail1.com"},{"op":"replace","path":"/text","value":"\#(actor) user1@mail1.com"}]}]}"#
          + "\n", "\(actor).jsonl")
    }
    let words = [
      "check", "f.jsonl", "--only", "Q18", "--with", "bo.jsonl", "--with", "cy.jsonl", "--fix",
    ]
    let fixed = winnow.run(words + ["--fail-on", "error"])
    #expect(fixed.status == 0 && fixed.errors.contains("not mended"), "\(fixed.errors)")
    #expect(winnow.run(words).status == 1)
  }

  @Test func `a nickname becomes the role that it means`() {
    func turns(_ key: String, _ value: String, _ names: [String]) -> String {
      "[" + names.map { #"{"\#(key)":"\#($0)","\#(value)":"x"}"# }.joined(separator: ",") + "]"
    }
    let chat = turns("role", "content", ["user", "bot", "user", "model"])
    let old = turns("from", "value", ["human", "chatgpt"])
    winnow.folder.write(
      #"{"messages":\#(chat)}"# + "\n" + #"{"conversations":\#(old)}"# + "\n", "roles.jsonl")
    #expect(winnow("check", "roles.jsonl", "--only", "C03", "--fix").status == 0)
    let roles = ["user", "assistant", "user", "assistant"]
    #expect(
      winnow("apply", "roles.jsonl").lines == [
        #"{"messages":\#(turns("role", "content", roles))}"#,
        #"{"conversations":\#(turns("from", "value", ["human", "gpt"]))}"#,
      ])
    #expect(winnow("check", "roles.jsonl", "--only", "C03").status == 0)
  }

  @Test func `findings name record, place and rule, and the status says so`() {
    dataset(good, same)
    let result = winnow("check", "d.jsonl", "--only", "P01")
    #expect(result.status == 1)
    #expect(
      result.lines == ["#2 /rejected  P01 error  chosen and rejected are the same"])
    let json = winnow("check", "d.jsonl", "--only", "P", "--json").lines
    #expect(
      json[0].hasPrefix(
        #"{"record":2,"pointer":"/rejected","rule":"P01","severity":"error","message":"#))
    #expect(winnow("check", "d.jsonl", "--where", "#1").status == 0)
    #expect(winnow("query", "d.jsonl", "check:P01", "--numbers").lines == ["2"])
    #expect(winnow("query", "d.jsonl", "check:X9").status == 64)
  }

  @Test func `what the exit status tells can be chosen`() {
    dataset(good, #"{"instruction":"q","input":"","output":"mail jane@gmail.com now"}"#)
    func status(_ words: String...) -> Int32 {
      winnow.run(["check", "d.jsonl", "--only", "Q18"] + words).status
    }
    #expect(status() == 1 && status("--fail-on", "warning") == 1)
    #expect(status("--fail-on", "error") == 0 && status("--fail-on", "info") == 1)
    #expect(status("--fail-on", "nothing") == 64)
  }

  @Test func `what can't be looked into or mended isn't passed over`() {
    let secret = #"{"prompt":"mail d@corp.de","completion":"x""#
    dataset(secret + #","score":NaN}"#)
    let unread = winnow("check", "d.jsonl", "--only", "Q18")
    #expect(unread.status == 1 && unread.text.contains("F08"))
    dataset(secret + #","prompt":"d@corp.de"}"#, secret + "}")
    let mended = winnow("check", "d.jsonl", "--only", "Q18", "--fix")
    #expect(mended.status == 1 && mended.errors.contains("2 findings left"), "\(mended.errors)")
    #expect(mended.lines == ["#2  mask /prompt"])
    #expect(winnow("undo", "d.jsonl").errors.contains("masked is in the journal now"))
  }

  @Test func `a trainer's outcome is told for each record`() {
    dataset(good, same, #"{"chosen":"The sky is blue","rejected":"The sky is black"}"#, "{")
    let result = winnow("check", "d.jsonl", "--for", "trl-dpo", "--json")
    let outcomes = ["kept", "kept", "crash", "crash"]  // the third has no prompt, unlike the first
    #expect(zip(result.lines, outcomes).allSatisfy { $0.contains("\"outcome\":\"\($1)\"") })
    #expect(result.lines.count == 4 && result.status == 1)
    #expect(result.errors.contains("2 kept, 2 crash"))
    #expect(winnow("check", "d.jsonl", "--for", "nobody").status == 64)
  }

  @Test func `an expression that backtracks without end is said, and no pass`() {
    dataset(#"{"text":"\#(String(repeating: "x", count: 40)) secret"}"#)
    winnow.folder.write(
      "rules:\n  - id: U1\n    title: a\n    pattern: '(x+x+)+y|secret'\n", "rules.yaml")
    for command in [
      ["check", "d.jsonl", "--rules", "rules.yaml"], ["query", "d.jsonl", "/(x+x+)+y|secret/"],
    ] {
      let result = winnow.run(command)
      #expect(result.status == 1 && result.errors.contains("1 search was given up"))
    }
  }

  @Test func `a file's own rules are listed and explained too`() {
    winnow.folder.write(
      "rules:\n  - id: U1\n    title: a shout\n    pattern: '!!!'\n", "rules.yaml")
    #expect(winnow("check", "--rules", "rules.yaml", "--list").text.contains("U1"))
    #expect(winnow("check", "--rules", "rules.yaml", "--explain", "u1").text.contains("a shout"))
    #expect(winnow("check", "--explain", "U1").status == 64)
    dataset(good)
    #expect(winnow("check", "d.jsonl", "--dry-run").status == 64)
    #expect(winnow("check", "d.jsonl", "--max-tokens", "0").status == 64)
    #expect(winnow("undo", "d.jsonl", "nobody:7").status == 64)
  }

  @Test func `flag --from-check flags findings at their place`() {
    dataset(#"{"instruction":"q","input":"","output":"mail jane@gmail.com now"}"#, good)
    #expect(winnow("flag", "d.jsonl", "--category", "S7", "--from-check", "Q18").status == 0)
    let journal = Files.text(winnow.journals(of: "d.jsonl")[0]) ?? ""
    #expect(journal.contains(#""at":"/output","range":[5,19],"note":"Q18: email""#))
    #expect(winnow("query", "d.jsonl", "flag:S7", "--numbers").lines == ["1"])
  }

  @Test func `flag --from-check tells of records that it couldn't look into`() {
    dataset(#"{"output":"jane@gmail.com","n":NaN}"#, #"{"output":"no mail","n":1e400}"#, good)
    let result = winnow("flag", "d.jsonl", "--category", "S7", "--from-check", "Q18")
    #expect(result.status == 1 && result.errors.contains("in #1\n"), "\(result.errors)")
    #expect(winnow("check", "d.jsonl", "--only", "Q18").lines.map { $0.prefix(2) } == ["#1"])
    #expect(winnow("flag", "d.jsonl", "2", "--category", "S7", "--from-check", "Q18").status == 0)
  }

  @Test func `the file itself is looked at`() {
    winnow.folder.write("\u{FEFF}\(good)\r\n\n\(same)", "d.jsonl")
    let lines = winnow("check", "d.jsonl", "--only", "F").lines.joined(separator: "\n")
    for rule in ["F02", "F03", "F04", "F05"] { #expect(lines.contains(rule), "\(rule)") }
    #expect(winnow("query", "d.jsonl", "check:F03", "--count").text == "1\n")
    winnow.folder.write("\n\n\(good)\r\(same)\n\n", "d.jsonl")
    let empty = winnow("check", "d.jsonl", "--only", "F03,F05").lines
    #expect(empty == ["file  F05 warning  empty lines: 3, the first before all records"])
    winnow.folder.write("[\(good)]\n", "a.jsonl")
    #expect(winnow("check", "a.jsonl", "--only", "F13").status == 1)
    let record = #"{"prompt":"p","completion":"c"}"#
    for (text, message) in [
      ("[\(record),\n]\n", "a comma without a record after it, at byte 33"),
      ("[\(record)] trailing", "text behind the end, at byte 35"),
      ("[\(record)", "the closing bracket is missing"),
      ("[\(record),", "the closing bracket is missing"),
      ("[,]", nil), ("[\(record)] \n", nil), ("[]", nil),
    ] as [(String, String?)] {
      winnow.folder.write(text, "whole.json")
      let result = winnow("check", "whole.json", "--only", "F16")
      #expect(result.status == (message == nil ? 0 : 1), "\(text)")
      if let message { #expect(result.text.contains(message), "\(text): \(result.text)") }
      #expect(winnow("apply", "whole.json").text == text)
    }
    dataset(good)
    #expect(winnow("check", "d.jsonl", "--only", "F").status == 0)
  }

  @Test func `a quote too many in a table is an error`() {
    winnow.folder.write("prompt,output\na,\"never ends\nb,c\nd,e\n", "u.csv")
    let lines = winnow("check", "u.csv", "--only", "F19").lines
    #expect(
      lines == ["file  F19 error  a quote is never closed; the rest of the file is in one cell"])
    winnow.folder.write("prompt,output\na\nb,c,d\n", "u.csv")
    #expect(winnow("check", "u.csv", "--only", "F19").lines.count == 2)
    winnow.folder.write("prompt,output\na,\"b\nc\"\n", "u.csv")
    #expect(winnow("check", "u.csv", "--only", "F19").status == 0)
  }

  @Test func `what comes too late for Arrow is found in lines alone, by check and by queries`() {
    let early = #"{"prompt":"\#(String(repeating: "p", count: 1 << 20))","completion":"c"}"#
    let records = [String](repeating: early, count: 11) + [#"{"prompt":"p","n":1}"#]
    dataset(records.joined(separator: "\n"))
    #expect(
      winnow("check", "d.jsonl", "--only", "F17").text
        == "#12 /n  F17 warning  n isn't there in the first 10 MB\n")
    #expect(winnow("query", "d.jsonl", "check:F17", "--count").text == "1\n")
    winnow.folder.write("[\(records.joined(separator: ","))]\n", "a.json")
    #expect(winnow("check", "a.json", "--only", "F17").status == 0)
  }

  @Test func `own rules look for expressions and words, and flag what they find`() {
    dataset(
      #"{"instruction":"about Acme","input":"","output":"Acme is fine, 敏感词 and initech, 敏感词A 苹果iPhone xété 果A"}"#,
      #"{"instruction":"about initechs","input":"","output":"no"}"#)
    winnow.folder.write(
      """
      rules:
        - id: U1
          title: a competitor
          severity: error
          words: [acme, initech, "a\\\\Eb", "cost\\\\E", 敏感词, 果, 苹果, été]
          in: answers
          ignore-case: true
        - id: U2
          title: a plural
          pattern: 'initech[s]'
      """, "rules.yaml")
    let lines = winnow("check", "d.jsonl", "--rules", "rules.yaml", "--only", "U").lines
    #expect(
      lines == [
        "#1 /output  U1 error  a competitor \"Acme\"",
        "#1 /output  U1 error  a competitor \"敏感词\"",
        "#1 /output  U1 error  a competitor \"initech\"",
        "#1 /output  U1 error  a competitor \"敏感词\"",
        "#1 /output  U1 error  a competitor \"苹果\"",
        "#1 /output  U1 error  a competitor \"果\"",
        "#2 /instruction  U2 warning  a plural \"initechs\"",
      ])
    #expect(winnow("flag", "d.jsonl", "--category", "S8", "--rules", "rules.yaml").status == 0)
    #expect(winnow("query", "d.jsonl", "flag:S8", "--numbers").lines == ["1", "2"])
    #expect(winnow("check", "d.jsonl", "--rules", "rules.yaml", "--only", "u1").status == 1)
    #expect(winnow("check", "d.jsonl", "--rules", "rules.yaml", "--only", "U9").status == 64)
    dataset(#"{"instruction":"initechs","input":"","output":""}"#)
    let both = winnow("check", "d.jsonl", "--rules", "rules.yaml").text
    #expect(both.contains("U2 warning") && both.contains("#1 /output  Q7"), "\(both)")
    winnow.folder.write("rules:\n  - id: U1\n    title: t\n    pattern: '('\n", "bad.yaml")
    let bad = winnow("check", "d.jsonl", "--rules", "bad.yaml")
    #expect(bad.status == 78 && bad.errors.contains("wrong at character 2"), "\(bad.errors)")
    winnow.folder.write("limits:\n  symbols: 25\n", "limits.yaml")
    let limits = winnow("check", "d.jsonl", "--rules", "limits.yaml")
    #expect(limits.status == 78 && limits.errors.contains("symbols is a share from 0 to 1"))
    #expect(winnow("check", "d.jsonl", "--only", "Q7, F").status == 1)
  }

  @Test func `rules explain themselves`() {
    #expect(winnow("check", "--explain", "p06").text.contains("extract_prompt"))
    #expect(winnow("check", "--list").lines.count > 60)
    #expect(winnow("check", "--explain", "Z1").status == 64)
    #expect(winnow("check").status == 64)
  }

  @Test func `rules of trainers explain themselves too`() throws {
    #expect(winnow("check", "--explain", "t9").text.contains("extract_prompt"))
    #expect(winnow("check", "--list", "--for", "trl-dpo").lines.allSatisfy { $0.hasPrefix("T") })
    #expect(winnow("check", "d.jsonl", "--only", "T9").errors.contains("--for"))
    let folder = "\(Repository.root)/Sources/Analysis/Checks"
    var said: Set<String> = []
    for name in Files.names(in: folder)
    where name.hasPrefix("Trainer") && name != "TrainerRule.swift" {
      let source = try #require(Files.text("\(folder)/\(name)"))
      said.formUnion(source.matches(of: #/"([TLAMOV][0-9]+)"/#).map { String($0.1) })
    }
    let listed = ["trl-sft", "llama-factory-sft", "axolotl", "ms-swift", "openai", "torchtune"]
      .flatMap { winnow("check", "--list", "--for", $0).lines }
      .map { String($0.prefix { $0 != " " }) }
    #expect(said.count > 30 && Set(listed) == said)
    #expect(listed.count == said.count, "none is listed twice")
  }

  @Test func `annotations for GitHub name file and line`() {
    dataset(same)
    #expect(
      winnow("check", "d.jsonl", "--only", "P01", "--github").lines.first
        == "::error file=d.jsonl,line=1::P01 #1 /rejected: chosen and rejected are the same"
    )
  }

  @Test func `limits of rules come from a file`() {
    dataset(#"{"instruction":"q","input":"","output":"\#(String(repeating: "word ", count: 99))"}"#)
    winnow.folder.write("limits:\n  context-tokens: 50\n", "l.yaml")
    #expect(winnow("check", "d.jsonl", "--only", "Q32").status == 0)
    #expect(winnow("check", "d.jsonl", "--only", "Q32", "--rules", "l.yaml").status == 1)
    winnow.folder.write("limits:\n  tokens: 50\n", "bad.yaml")
    let bad = winnow("check", "d.jsonl", "--rules", "bad.yaml")
    #expect(bad.status == 78 && bad.errors.contains("tokens"))
    #expect(winnow("check", "--explain", "Q26").text.contains("winnow duplicates --against"))
    #expect(winnow("check", "d.jsonl", "--only", "Q26").errors.contains("duplicates --against"))
  }

  @Test func `a trainer's length cuts or drops what is too long`() {
    dataset(
      good, #"{"prompt":"p","chosen":"\#(String(repeating: "word ", count: 400))","rejected":"b"}"#)
    func outcomes(_ trainer: String, _ tokens: Int = 5000) -> [Bool] {
      let lines = winnow(
        "check", "d.jsonl", "--json", "--for", trainer, "--max-tokens", "\(tokens)"
      ).lines
      return ["truncated", "dropped"].map { lines[1].contains("\"outcome\":\"\($0)\"") }
    }
    #expect(outcomes("trl-dpo") == [false, false])
    #expect(outcomes("trl-dpo", 100) == [true, false])
    #expect(outcomes("trl-reward", 100) == [false, true])
  }

  @Test func `sides that are spelled differently are equal all the same`() {
    winnow.folder.write(
      #"{"prompt":"q","chosen":"caf\u00e9","rejected":"café"}"# + "\n", "d.jsonl")
    #expect(winnow("check", "d.jsonl", "--only", "P").lines.map { $0.contains("P01") } == [true])
    #expect(winnow("check", "d.jsonl", "--for", "trl-dpo").lines.first?.contains("T10") == true)
  }

  @Test(arguments: [
    (["u", "a"], ["u", "b"], "becomes the first message"),
    (["v", "a"], ["u", "a"], "TRL fails: the first messages differ"),
    (["u"], ["u", "a"], "TRL fails: one side is a beginning of the other"),
    (["u", "a", "u", "a"], ["u", "b", "u", "a"], "turns of the user go into the answers"),
  ]) func `where TRL cuts two lists of messages is said`(
    chosen: [String], rejected: [String], expected: String
  ) {
    func list(_ turns: [String]) -> String {
      let turns = turns.map { turn in
        #"{"role":"\#("uv".contains(turn) ? "user" : "assistant")","content":"\#(turn)"}"#
      }
      return "[\(turns.joined(separator: ","))]"
    }
    winnow.folder.write(
      #"{"chosen":\#(list(chosen)),"rejected":\#(list(rejected))}"# + "\n", "d.jsonl")
    #expect(winnow("check", "d.jsonl", "--for", "trl-dpo").text.contains(expected))
  }

  @Test func `what a mended record has now counts`() {
    winnow.folder.write(
      #"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"Assistant","content":"c"},{"role":"assistant","content":"d"}]}"#
        + "\n", "d.jsonl")
    let mended = winnow("check", "d.jsonl", "--only", "C", "--fix")
    let again = winnow("check", "d.jsonl", "--only", "C")
    #expect(mended.status == again.status && again.status == 1)
    #expect(mended.errors.contains("\(again.lines.count) findings left"), "\(mended.errors)")
  }

  @Test func `data can't begin a line of its own`() {
    winnow.folder.write(
      #"{"messages":[{"role":"x\n#9 /output  P01 error  forged","content":"a"},{"role":"assistant","content":"b"}]}"#
        + "\n", "d.jsonl")
    #expect(winnow("check", "d.jsonl").lines.allSatisfy { !$0.hasPrefix("#9") })
    #expect(winnow("edit", "d.jsonl", "1", "--set", "/x=1", "--why", "a\nfff").status == 0)
    #expect(winnow("log", "d.jsonl").lines.count == 1)
    #expect(winnow("remove", "d.jsonl", "1", "--why", "too long").status == 0)
    #expect(winnow("log", "d.jsonl").lines.last?.contains("too long") == true)
  }

  @Test func `annotations name the file's line, and data can't begin a command of its own`() {
    winnow.folder.write(
      "\n\n" + #"{"prompt":"q","chosen":"a\n::error::owned %","rejected":"a\n::error::owned %"}"#
        + "\n", "a b,c.jsonl")
    let lines = winnow("check", "a b,c.jsonl", "--only", "P01,C18,Q", "--github").lines
    #expect(!lines.isEmpty && lines.allSatisfy { $0.contains(" file=a b%2Cc.jsonl,line=3::") })
    let sarif = winnow("check", "a b,c.jsonl", "--only", "P01", "--sarif").text
    #expect(sarif.contains(#""uri":"a%20b%2Cc.jsonl""#) && sarif.contains(#""startLine":3"#))
    #expect(winnow("check", "a b,c.jsonl", "--count", "--json").text.contains("P01"))
    #expect(winnow("check", "a b,c.jsonl", "--count", "--sarif").status == 64)
    let fates = winnow("check", "a b,c.jsonl", "--for", "trl-dpo", "--sarif").text
    #expect(fates.contains(#""rules":[{"id":"T"#), "\(fates)")
    winnow.folder.write("prompt,chosen,rejected\n\"two\nlines\",a,b\np,same,same\n", "t.csv")
    let table = winnow("check", "t.csv", "--only", "P01", "--github").text
    #expect(table.contains("P01 #2") && !table.contains("line="), "\(table)")
  }

  @Test func `what is to be left out isn't checked`() {
    winnow.folder.write(
      String(repeating: #"{"prompt":"q","completion":"a"}"# + "\n", count: 2), "d.jsonl")
    #expect(winnow("check", "d.jsonl", "--only", "Q1").status == 1)
    #expect(winnow("remove", "d.jsonl", "2").status == 0)
    #expect(winnow("check", "d.jsonl", "--only", "Q1").status == 0)
  }

  @Test func `SARIF names rules and places`() throws {
    dataset(good, same)
    let text = winnow("check", "d.jsonl", "--only", "P01", "--sarif").text
    for part in [
      #""version":"2.1.0""#, #""ruleId":"P01","level":"error""#, #""startLine":2"#,
      #""fullyQualifiedName":"/rejected""#, #""id":"P01","shortDescription""#,
    ] { #expect(text.contains(part), "\(part)") }
  }

  /// Files that trainers publish as examples, in which hardly anything is wrong.
  static let clean = [
    "FastChat_dummy_conversation.json", "LLaMA-Factory_identity.json", "ms-swift_alpaca.jsonl",
    "ms-swift_swift_multi.jsonl", "data-juicer_demo-dataset-chatml.jsonl",
    "data-juicer_human-preference.jsonl", "grade-school-math_test.jsonl",
  ]

  @Test(.enabled(if: !Repository.sharedData.isEmpty, "../shared/data isn't there"))
  func `on clean samples hardly anything is found, and it is printed`() throws {
    for name in Self.clean {
      let path = try #require(Repository.sharedData.first { $0.hasSuffix(name) })
      let check = winnow("check", path, "--json")
      let found = check.lines.compactMap { try? JSONValue.parse($0) }
      let serious = found.filter { $0["severity"]?.string?.text != "info" }
      let rules = Dictionary(grouping: serious) { $0["rule"]?.string?.text ?? "?" }
      let counts = rules.mapValues(\.count).sorted { $0.key < $1.key }
      let records = try #require(
        Int(winnow("query", path, "#1-1000000", "--count").text.filter(\.isNumber)))
      print(
        "false positives in \(name), \(records) records:",
        counts.isEmpty ? "none" : counts.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
      #expect(!found.contains { $0["severity"]?.string?.text == "error" }, "\(name)")
      #expect(serious.count * 200 <= records, "\(name)")
    }
  }

  @Test func `a query finds what a rule doesn't find`() {
    dataset(#"{"output":"jane@gmail.com"}"#, #"{"output":"a"}"#, #"{"output":"b"}"#)
    #expect(winnow("query", "d.jsonl", "not check:Q18", "--numbers").lines == ["2", "3"])
    #expect(winnow("query", "d.jsonl", "not not check:Q18", "--numbers").lines == ["1"])
  }
}
