import JSONLines
import TestSupport
import Testing

@Suite struct InfoShowTests {
  private let winnow = Winnow()

  @Test func `what was said about a record is shown with its place`() throws {
    winnow.folder.write(#"{"prompt":"p","chosen":"a","rejected":"b"}"# + "\n", "m.jsonl")
    #expect(winnow("rate", "m.jsonl", "1", "harmless", "1", "--at", "/rejected").status == 0)
    #expect(winnow("note", "m.jsonl", "1", "see", "--at", "/chosen").status == 0)
    let lines = winnow("show", "m.jsonl", "1").lines
    #expect(lines.contains("harmless of /rejected 1 by alice"))
    #expect(lines.contains("note at /chosen by alice: see"))
    let shown = try JSONValue.parse(winnow("show", "m.jsonl", "1", "--json").text)
    let marks = #"{"alice":{"harmless of /rejected":1,"note of /chosen":"see"}}"#
    #expect(try shown["marks"] == JSONValue.parse(marks))
  }

  @Test func `info --json says what a dataset is`() throws {
    let text =
      "{\"instruction\":\"q\",\"output\":\"a\"}\n\n{\"text\":\"long enough to win\"}\noops\n"
    winnow.folder.write(text, "d.jsonl")
    let result = winnow("info", "d.jsonl", "--json")
    #expect(result.status == 0)
    #expect(result.lines.count == 1)
    let info = try JSONValue.parse(result.text)
    #expect(info["container"] == .text("jsonl"))
    #expect(info["records"]?.integer == 3)
    #expect(info["bytes"]?.integer == text.utf8.count)
    #expect(info["stage"]?.string != nil)
    #expect(info["shapes"]?["alpaca"]?.integer == 1)
    #expect(info["shapes"]?["text"]?.integer == 1)
    #expect(info["shapes"]?["opaque"]?.integer == 1)
    #expect(info["longest"]?["record"]?.integer == 1)
    #expect(info["entries"]?.integer == 0)
  }

  @Test(arguments: [
    ("{\"a\":1}\n{\"a\":2}\n", "jsonl", 2), ("[{\"a\":1},\n{\"a\":2}]", "array", 2),
    ("{\n\"a\":1}", "single", 1), ("", "jsonl", 0), ("[]", "array", 0), ("[1,", "array", 1),
  ]) func `info tells the container and counts records`(
    text: String, container: String, records: Int
  ) throws {
    winnow.folder.write(text, "d")
    let info = try JSONValue.parse(winnow("info", "d", "--json").text)
    #expect(info["container"] == .text(container))
    #expect(info["records"]?.integer == records)
  }

  @Test func `- reads standard input`() throws {
    let rows = "{\"a\":1}\n{\"a\":2}\n"
    let info = try JSONValue.parse(winnow("info", "-", "--json", input: rows).text)
    #expect(info["records"]?.integer == 2)
    #expect(winnow("show", "-", "2", "--raw", input: rows).text == "{\"a\":2}\n")
    let applied = winnow("apply", "-", input: rows)
    #expect(applied.status == 0)
    #expect(applied.text == rows)
    #expect(Files.names(in: winnow.folder.path) == [], "nothing is left behind")
  }

  @Test func `show --raw gives the record's bytes, edits included`() {
    winnow.folder.write("{ \"a\" : \"\\u0041\\/\" , \"n\":1.50}\n[1, 2]\n", "d.jsonl")
    #expect(
      winnow("show", "d.jsonl", "1", "--raw").text == "{ \"a\" : \"\\u0041\\/\" , \"n\":1.50}\n")
    #expect(winnow("show", "d.jsonl", "1-2", "--raw").lines.count == 2)
    winnow("edit", "d.jsonl", "1", "--set", "/a=A/b")
    #expect(
      winnow("show", "d.jsonl", "1", "--raw").text == "{ \"a\" : \"\\u0041\\/b\" , \"n\":1.50}\n")
  }

  @Test func `show --json names the parts with their pointers`() throws {
    winnow.folder.write(#"{"prompt":"p","chosen":"a","rejected":"b"}"# + "\n", "d.jsonl")
    winnow("flag", "d.jsonl", "1", "--category", "S1")
    let shown = try JSONValue.parse(winnow("show", "d.jsonl", "1", "--json").text)
    #expect(shown["shape"] == .text("pairwise"))
    #expect(shown["record"]?.integer == 1)
    guard case .array(let parts)? = shown["parts"] else {
      Issue.record("no parts")
      return
    }
    #expect(parts.map { $0["pointer"]?.string?.text } == ["/prompt", "/chosen", "/rejected"])
    #expect(parts.map { $0["value"]?.string?.text } == ["p", "a", "b"])
  }

  @Test func `no control character of a record reaches the screen`() {
    // Raw and escaped: C0, DEL, C1, bidirectional controls, a title sequence, broken UTF-8.
    let hostile = "\u{7F}\u{9B}31m\u{202E}\u{2066}\u{200B}\u{E0041}\u{FEFF}"
    let escaped = #"\u001b]0;title\u0007\u001b[2J\r\b\u0000\u009b"#
    let lines = [
      "{\"prompt\":\"\(hostile)\(escaped)\",\"chosen\":\"\(escaped)\",\"\(hostile)\(escaped)\":\"x\",\"rejected\":\"\"}",
      "not JSON \u{1B}[31m \(hostile)",
    ]
    winnow.folder.write(
      Array((lines.joined(separator: "\n") + "\n").utf8) + [0x22, 0x1B, 0x5B, 0xFF, 0x9B, 0x0A],
      "d.jsonl")
    winnow("flag", "d.jsonl", "1", "--category", "S1", "--note", "a\u{1B}[31m\u{202E}")
    winnow("remove", "d.jsonl", "2", "--why", "\u{1B}]0;x\u{7}")
    for words in [["show", "d.jsonl", "1-3"], ["log", "d.jsonl"], ["info", "d.jsonl"]] {
      let result = ChildProcess.run(
        [Winnow.path] + words, environment: winnow.environment, folder: winnow.folder.path)
      #expect(result.status == 0)
      #expect(!result.output.isEmpty)
      for scalar in (result.text + result.errors).unicodeScalars {
        let category = scalar.properties.generalCategory
        let isPlain = scalar == "\n" || scalar == "\t"
        #expect(
          isPlain || ![.control, .format, .surrogate].contains(category),
          "U+\(String(scalar.value, radix: 16)) in \(words[0])")
      }
    }
  }

  @Test func `a file's name can't reach the terminal as a control sequence`() {
    let name = "d\u{1B}[31m.jsonl"
    winnow.folder.write("{\"a\":1}\n", name)
    for words in [["info", name], ["edit", name, "1", "--set", "/a=2"], ["info", name + "x"]] {
      let result = ChildProcess.run(
        [Winnow.path] + words, environment: winnow.environment, folder: winnow.folder.path)
      #expect(!result.text.contains("\u{1B}") && !result.errors.contains("\u{1B}"), "\(words)")
    }
  }
}

/// Records as the screen shows them.
@Suite struct ShowTests {
  private let winnow = Winnow()

  @Test func `a pair stands side by side where there is room, else one below the other`() {
    winnow.folder.write(#"{"prompt":"Which?","chosen":"This 一","rejected":"That 二"}"#, "d.jsonl")
    let wide = winnow("show", "d.jsonl", "1", "--columns", "80").lines
    #expect(wide.contains { $0.hasPrefix("This 一  ") && $0.contains("That 二") })
    let narrow = winnow("show", "d.jsonl", "1", "--columns", "40").lines
    #expect(narrow.contains("This 一") && narrow.contains("That 二"))
    #expect(!wide.joined().contains("\u{1B}"), "a pipe has no colours")
  }

  @Test func `a text of many lines is printed to its end`() {
    let lines = (1...2000).map { "line \($0)" }
    winnow.folder.write(#"{"text":"\#(lines.joined(separator: #"\n"#))"}"#, "d.jsonl")
    let shown = winnow("show", "d.jsonl", "1").lines
    #expect(shown.filter { $0.hasPrefix("line ") } == lines)
  }
}

/// Files that are no datasets are said to be what they are.
@Suite struct RefusalTests {
  private let winnow = Winnow()

  @Test(arguments: [
    (
      "dataset_info.json", #"{"mine":{"file_name":"mine.json"},"hub":{"hf_hub_url":"a/b"}}"#,
      "open a file that it names: mine.json"
    ),
    ("tokenizer.json", #"{"version":"1.0","vocab":{"a":1}}"#, "settings or vocabulary of a model"),
    ("n.ipynb", #"{"cells":[],"nbformat":4}"#, "a notebook"),
    ("metrics.json", #"{"a":{"mmlu":0.5},"b":{"mmlu":0.25}}"#, "numbers without a text"),
    ("log.jsonl", "{\"step\":1,\"loss\":0.5}\n{\"step\":2,\"loss\":0.4}\n", "numbers without"),
    ("table.json", "[[1,2],[3,4]]", "numbers without a text"),
    (
      "judge.jsonl", #"{"name":"pair","prompt_template":"x","output_format":"[[A]]"}"# + "\n",
      "a model that judges answers"
    ),
    ("noise.jsonl", "\u{1}x\n)y\n", "neither JSON nor a table"),
    ("x.png", "\u{0}\u{1}\u{2}PNG", "binary data"), ("x.pdf", "%PDF-1.7", "is PDF"),
  ]) func `what is no dataset is named`(name: String, text: String, expected: String) {
    winnow.folder.write(text, name)
    let result = winnow("info", name)
    #expect(result.status == 65)
    #expect(result.errors.contains(expected))
  }

  @Test func `a shape that no record has is said`() {
    winnow.folder.write(#"{"instruction":"q","input":"","output":"a"}"# + "\n", "d.jsonl")
    let result = winnow("info", "d.jsonl", "--as", "pairwise")
    #expect(result.errors.contains("none of the first records has the shape pairwise"))
    #expect(winnow("info", "d.jsonl", "--as", "alpaca").errors.isEmpty)
  }

  @Test func `--container opens a known file all the same`() {
    winnow.folder.write(#"{"vocab":{"a":1}}"#, "t.json")
    #expect(winnow("info", "t.json", "--container", "single").status == 0)
  }

  @Test func `a journal is named with its dataset`() throws {
    winnow.folder.write("{\"text\":\"a\"}\n", "d.jsonl")
    #expect(winnow("verdict", "d.jsonl", "1", "accepted").status == 0)
    let folder = winnow.folder.path("d.jsonl.winnow")
    let journal = try #require(Files.names(in: folder).first { $0.hasSuffix(".jsonl") })
    let result = winnow("info", "d.jsonl.winnow/\(journal)")
    #expect(result.status == 65 && result.errors.contains("open its dataset, d.jsonl"))
  }

  @Test func `a folder is answered with the datasets in it`() {
    winnow.folder.write("{}", "some/a.jsonl")
    winnow.folder.write("{}", "some/b.jsonl")
    let result = winnow("info", "some")
    #expect(result.status == 66)
    #expect(result.errors.contains("open one of its splits: some/a, some/b"))
  }
}
