import Glibc
import TestSupport
import Testing

/// Files that aren't JSON Lines as they lie: compressed, tables, texts, wrappers and maps.
@Suite struct ContainerCommandTests {
  private let winnow = Winnow()

  private func info(_ file: String) -> String { winnow("info", file, "--json").text }

  private func run(_ words: String...) -> Int32 {
    ChildProcess.run(words, environment: winnow.environment, folder: winnow.folder.path).status
  }

  @Test(arguments: [("gzip", "gz"), ("zstd", "zst")])
  func `compressed files open, and are applied unpacked`(_ tool: String, _ ending: String) throws {
    let text = (1...3000).map { #"{"text": "line \#($0) \#($0 * $0)"}"# + "\n" }.joined()
    winnow.folder.write(text, "d.jsonl")
    guard run("/usr/bin/env", tool, "-q", "-k", "d.jsonl") == 0 else {
      print("\(tool) isn't installed: not tested")
      return
    }
    let file = "d.jsonl.\(ending)"
    #expect(info(file).contains(#""records":3000"#))
    #expect(winnow("apply", file).text == text)
    #expect(winnow("edit", file, "2", "--set", "/text=x").status == 0)
    #expect(winnow("show", file, "2", "--raw").text == "{\"text\": \"x\"}\n")
    let refused = winnow("apply", file, "--replace")
    #expect(refused.status == 73 && refused.errors.contains("-o with another name"))
    // Two members one after another are one file.
    let packed = try #require(winnow.folder.read(file))
    winnow.folder.write(packed + packed, "twice.\(ending)")
    #expect(info("twice.\(ending)").contains(#""records":6000"#))
    // Cut off or damaged, it says so and where.
    winnow.folder.write(Array(packed.prefix(packed.count / 2)), "cut.\(ending)")
    let cut = winnow("info", "cut.\(ending)")
    #expect(cut.status == 65 && cut.errors.contains("cut off at byte"), "\(cut.errors)")
  }

  @Test func `a table becomes JSON Lines, cell by cell`() {
    winnow.folder.write(
      "\u{FEFF}id,prompt,\"the \"\"label\"\"\",id\r\n1,\"a, b\nc\",safe,x\r\n\r\n2,中文,,\r\n3,only\r\n",
      "d.csv")
    #expect(
      winnow("apply", "d.csv").lines == [
        #"{"id":"1","prompt":"a, b\nc","the \"label\"":"safe","id 4":"x"}"#,
        #"{"id":"2","prompt":"中文","the \"label\"":"","id 4":""}"#, #"{"id":"3","prompt":"only"}"#,
      ])
    #expect(winnow("info", "d.csv").errors.contains("is CSV"))
    winnow.folder.write("a\tb\n1\t\"2\"\n", "d.tsv")
    #expect(winnow("apply", "d.tsv").lines == [#"{"a":"1","b":"2"}"#])
    winnow.folder.write("a;b\n1,5;2\n", "semicolons.csv")
    #expect(winnow("apply", "semicolons.csv").lines == [#"{"a":"1,5","b":"2"}"#])
    #expect(
      winnow("apply", "-", "--file-format", "csv", input: "a,b\n1,2\n").lines == [
        #"{"a":"1","b":"2"}"#
      ])
    winnow.folder.write("x,x,x 2,\n1,2,3,4,5\n", "names.csv")
    #expect(
      winnow("apply", "names.csv").lines == [
        #"{"x":"1","x 2":"2","x 2 3":"3","column 4":"4","column 5":"5"}"#
      ])
    winnow.folder.write("a\nx\n\"\"\n\ny\n", "empty.csv")
    #expect(winnow("apply", "empty.csv").lines == [#"{"a":"x"}"#, #"{"a":""}"#, #"{"a":"y"}"#])
    winnow.folder.write("a,b\n\"open", "open.csv")
    #expect(winnow("info", "open.csv").errors.contains("a quote is never closed"))
    winnow.folder.write("a,b\n1\n1,2,3\n", "uneven.csv")
    let uneven = winnow("info", "uneven.csv").errors
    #expect(
      uneven.contains("fewer cells than the first: 1")
        && uneven.contains("more cells than the first: 1"))
    #expect(winnow("apply", "open.csv").lines == [#"{"a":"open"}"#])
    winnow.folder.write(Array("a,b\ncaf".utf8) + [0xE9] + Array(",\u{E9}\n".utf8), "latin.csv")
    #expect(winnow("info", "latin.csv").errors.contains("aren't UTF-8, read with U+FFFD: 1"))
  }

  @Test func `a table by columns becomes a record a row, its values as they are spelled`() {
    winnow.folder.write(
      #"{"prompt": ["a", "\u4e2d"], "n": [1.50, null], "m": [[1,\n2], {}]}"#
        .replacing("\\n", with: "\n"), "columns.json")
    let rows = [
      #"{"prompt": "a", "n": 1.50, "m": [1, 2]}"#, #"{"prompt": "\u4e2d", "n": null, "m": {}}"#,
    ]
    #expect(winnow("apply", "columns.json").lines == rows)
    #expect(winnow("info", "columns.json").errors.contains("is a table by columns"))
    // As pandas writes it.
    winnow.folder.write(
      "{\n \"a\": {\"0\": \"x\", \"1\": \"y\"},\n \"b\": {\"0\": 1, \"1\": 2}\n}", "pandas.json")
    #expect(
      winnow("apply", "pandas.json").lines == [#"{"a": "x", "b": 1}"#, #"{"a": "y", "b": 2}"#])
    // Columns of turns are the two sides of one pair, and columns that differ in length no table.
    let turns = #"[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]"#
    for record in [
      #"{"chosen":\#(turns),"rejected":\#(turns)}"#, #"{"a":["x","y"],"b":["z"]}"#,
      #"{"prompt":"q","completions":["x","y"],"labels":[true,false]}"#,
    ] {
      winnow.folder.write(record, "single.json")
      #expect(winnow("apply", "single.json").text == record)
    }
  }

  @Test func `a dialogue in one string is converted turn by turn`() {
    winnow.folder.write(
      ####"{"text": "### Human: q### Assistant: a"}"#### + "\n", "d.jsonl")
    #expect(
      winnow("convert", "d.jsonl", "--to", "trl-sft", "-o", "-").lines == [
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#
      ])
    #expect(winnow("query", "d.jsonl", "turns=2", "--count").text == "1\n")
    #expect(winnow("check", "d.jsonl").status == 0)
  }

  @Test func `one line of JSON Lines is a record, whatever is in it`() {
    for record in [
      #"{"responses":["good","bad"],"scores":[5,1]}"#, #"{"data":[{"a":1},{"a":2}]}"#,
      #"[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]"#,
    ] {
      winnow.folder.write(record + "\n", "one.jsonl")
      #expect(winnow("apply", "one.jsonl").text == record + "\n")
      #expect(info("one.jsonl").contains(#""records":1"#))
    }
  }

  @Test func `an array that breaks off is closed where its rest is mended or left out`() {
    winnow.folder.write("[{\"a\":1},\n {\"b\":", "b.json")
    let added = winnow("insert", "b.json", #"{"c":3}"#)
    #expect(added.status == 65 && added.errors.contains("broken array"), "\(added.errors)")
    #expect(winnow("edit", "b.json", "2", "--raw", #"{"b":2}"#).status == 0)
    #expect(winnow("apply", "b.json").text == "[{\"a\":1},\n {\"b\":2}]\n")
    #expect(winnow("remove", "b.json", "2").status == 0)
    #expect(winnow("apply", "b.json").text == "[{\"a\":1}]\n")
    winnow.folder.write("[{\"a\":1},]", "t.json")
    #expect(winnow("remove", "t.json", "1").status == 0)
    #expect(winnow("apply", "t.json").text == "[]")
  }

  @Test func `a plain text becomes a record a line; JSON by the name of a text stays JSON`() {
    winnow.folder.write("one\r\n\n  two \"2\"\n", "d.txt")
    #expect(winnow("apply", "d.txt").lines == [#"{"text":"one"}"#, #"{"text":"  two \"2\""}"#])
    winnow.folder.write("{\"text\": \"a\"}\n", "json.txt")
    #expect(winnow("apply", "json.txt").text == "{\"text\": \"a\"}\n")
  }

  private let wrapper = """
    {
      "source": "here [ \\" {",
      "data": [
        {"q": 1},
        {"q": 2} ,
        {"q": 3}
      ],
      "n": 3
    }

    """

  @Test func `the list in a wrapper is the records; all else leaves as it came`() {
    winnow.folder.write(wrapper, "d.json")
    #expect(info("d.json").contains(#""container":"wrapped","records":3"#))
    #expect(winnow("apply", "d.json").text == wrapper)
    #expect(winnow("edit", "d.json", "2", "--set-json", "/q=20").status == 0)
    #expect(
      winnow("apply", "d.json").text
        == wrapper.replacing("{\"q\": 2}", with: "{\"q\": 20}"))
    #expect(winnow("remove", "d.json", "1", "3").status == 0)
    #expect(
      winnow("apply", "d.json").text.filter { !$0.isWhitespace }
        == #"{"source":"here[\"{","data":[{"q":20}],"n":3}"#)
    #expect(winnow("remove", "d.json", "2").status == 0)
    #expect(
      winnow("apply", "d.json").text.filter { !$0.isWhitespace }
        == #"{"source":"here[\"{","data":[],"n":3}"#)
  }

  @Test func `which of several lists in a wrapper holds the records is said`() {
    func list(_ count: Int) -> String {
      "[" + (0..<count).map { #"{"prompt":"p\#($0)","response":"r"}"# }.joined(separator: ",") + "]"
    }
    winnow.folder.write(#"{"n":[1],"test":\#(list(1)),"train":\#(list(4))}"#, "two.json")
    let said = "two.json: the records are those of train; not of test"
    #expect(winnow("query", "two.json", "response:r", "--count").lines == ["4"])
    #expect(winnow("query", "two.json", "response:r", "--count").errors.contains(said))
    winnow.folder.write(#"{"n":[1],"train":\#(list(4))}"#, "one.json")
    #expect(winnow("query", "one.json", "response:r", "--count").errors.isEmpty)
  }

  @Test func `the members of a map are the records, removed with their names`() {
    let map = "{\"a\": {\"q\": \"x\"},\n \"b\\\"\": {\"q\": \"y\"},\n \"c\": {\"q\": \"z\"}}\n"
    winnow.folder.write(map, "d.json")
    #expect(info("d.json").contains(#""container":"map","records":3"#))
    #expect(winnow("apply", "d.json").text == map)
    #expect(winnow("show", "d.json", "2", "--raw").text == "{\"q\": \"y\"}\n")
    #expect(winnow("remove", "d.json", "2").status == 0)
    #expect(
      winnow("apply", "d.json").text == "{\"a\": {\"q\": \"x\"},\n \"c\": {\"q\": \"z\"}}\n")
    #expect(winnow("remove", "d.json", "1").status == 0)
    #expect(winnow("apply", "d.json").text == "{\"c\": {\"q\": \"z\"}}\n")
    #expect(winnow("remove", "d.json", "3").status == 0)
    #expect(winnow("apply", "d.json").text == "{}\n")
  }

  @Test func `a record that holds lists is one record`() {
    for record in [
      #"{"messages": [{"role": "user", "content": "long enough to be most of it"}]}"#,
      #"{"prompt": "p", "responses": [{"text": "a long answer", "rank": 1}, {"text": "b", "rank": 2}]}"#,
      #"{"a": {"x": 1}, "b": {"y": 2}}"#, #"{"a": {"x": 1}}"#,
    ] {
      winnow.folder.write(record + "\n", "one.json")
      #expect(info("one.json").contains(#""container":"single","records":1"#), "\(record)")
    }
  }

  @Test(arguments: [
    ("[{\"a\":1}]\n", "unpacked"), ("{\"a\":1}\n", "unpacked"),
    ("{\"a\":1}\n{\"a\":2}\n", "read as JSON Lines"),
  ])
  func `a packed array is applied as an array, and it is said so`(text: String, how: String) {
    winnow.folder.write(text, "d.json")
    #expect(winnow("apply", "d.json", "-o", "p.json.gz").status == 0)
    let read = winnow("apply", "p.json.gz")
    #expect(read.text == text)
    #expect(read.errors.contains("gzip: \(how), and applied as such"), "\(read.errors)")
  }

  @Test func `all members of a gzip file are read, and junk after one is damage`() throws {
    winnow.folder.write("{\"text\":\"a\"}\n", "d.jsonl")
    #expect(winnow("apply", "d.jsonl", "-o", "d.gz").status == 0)
    let packed = try #require(winnow.folder.read("d.gz"))
    winnow.folder.write(packed + packed + [UInt8](repeating: 0, count: 100), "two.gz")
    #expect(info("two.gz").contains(#""records":2"#))
    winnow.folder.write(packed + Array("junk".utf8) + packed, "junk.gz")
    let junk = winnow("apply", "junk.gz")
    #expect(junk.status == 65 && junk.errors.contains("at byte \(packed.count)"), "\(junk.errors)")
  }

  @Test(arguments: [("gzip", "gz"), ("zstd", "zst")])
  func `a small file that would fill the disk is refused`(tool: String, ending: String) {
    let bomb = ChildProcess.run(
      ["/bin/sh", "-c", "head -c 300M /dev/zero | \(tool) -c > \(winnow.folder.path)/b.\(ending)"],
      environment: winnow.environment)
    #expect(bomb.status == 0)
    let refused = winnow("info", "b.\(ending)")
    #expect(refused.status == 65 && refused.errors.contains("over 500 times"), "\(refused.errors)")
  }

  @Test func `a Zstandard file may begin with a frame to be skipped, as pzstd writes it`() {
    winnow.folder.write("{\"a\":1}\n", "d.jsonl")
    #expect(winnow("apply", "d.jsonl", "-o", "d.jsonl.zst").status == 0)
    let skipped: [UInt8] = [0x50, 0x2A, 0x4D, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]
    winnow.folder.write(skipped + (winnow.folder.read("d.jsonl.zst") ?? []), "p.jsonl.zst")
    #expect(winnow("apply", "p.jsonl.zst").text == "{\"a\":1}\n")
  }

  @Test(arguments: [("out.jsonl.gz", "gzip"), ("out.jsonl.zst", "zstd")])
  func `an output is packed as its name says, and opens again`(name: String, tool: String) {
    let winnow = Winnow()
    let text = (1...20_000).map { #"{"n":\#($0),"text":"line \#($0 * 7919 % 1000)"}"# + "\n" }
      .joined()
    winnow.folder.write(text, "d.jsonl")
    #expect(winnow("apply", "d.jsonl", "-o", name).status == 0)
    let packed = winnow.folder.path(name)
    let unpacked = ChildProcess.run(
      ["/usr/bin/env", tool, "-dc", packed], environment: winnow.environment)
    #expect(unpacked.status == 0 && unpacked.text == text)
    #expect((Files.read(packed)?.count ?? 0) < text.utf8.count / 3)
    #expect(winnow("query", name, "n=17", "--numbers").lines == ["17"])
    #expect(winnow("convert", "d.jsonl", "--to", "text", "-o", "c\(name)").status < 2)
  }

  @Test func `a folder of splits opens by its split, in one file or in several`() {
    let winnow = Winnow()
    mkdir(winnow.folder.path("hub"), 0o700)
    mkdir(winnow.folder.path("hub/data"), 0o700)
    winnow.folder.write("{\"a\":1}\n{\"a\":2}\n", "hub/data/train-00000-of-00002.jsonl")
    winnow.folder.write("[\n {\"a\":\n3}\n]", "hub/data/train-00001-of-00002.json")
    #expect(winnow("apply", "hub").text == "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n")
    winnow.folder.write("{\"b\":1}\n{\"b\":2}\n", "hub/test.jsonl")
    let both = winnow("info", "hub")
    #expect(both.status == 66 && both.errors.contains("hub/test, hub/train"))
    #expect(winnow("info", "hub/train").text.contains("records    3"))
    #expect(winnow("edit", "hub/train", "3", "--set-json", "/a=33").status == 0)
    #expect(winnow("apply", "hub/train").lines == ["{\"a\":1}", "{\"a\":2}", "{\"a\":33}"])
    #expect(winnow("query", "hub/test", "b=2", "--numbers").lines == ["2"])
    #expect(winnow("info", "hub/none").status == 66)
    #expect(winnow("apply", "hub/train", "--replace").status == 73)
    // What was said of the split is not said of its first file.
    #expect(!winnow("apply", "hub/data/train-00000-of-00002.jsonl").errors.contains("applied"))
  }

  @Test func `records of several lines keep their bytes in a split, too`() {
    let record = "{\n  \"instruction\": \"\\u4e2d \\/ x\",\n  \"n\": 1.0\n}"
    for part in 0...1 {
      winnow.folder.write("[\n \(record)\n]", "s/train-0000\(part)-of-00002.json")
    }
    let line = #"{"instruction": "\u4e2d \/ x","n": 1.0}"#
    #expect(winnow("query", "s/train", "has:n").lines == [line, line])
    #expect(winnow("query", "s/train-00000-of-00002.json", "has:n").lines == [line])
  }

  @Test func `lines that are no JSON leave a query as they came`() {
    let lines = "plain line\rwith cr   x\n{\"text\":\"bad\rcr\"}\n"
    winnow.folder.write(lines, "o.jsonl")
    #expect(winnow("query", "o.jsonl", "broken").text == lines)
  }

  @Test func `the faults of all files of a split are said`() {
    let winnow = Winnow()
    mkdir(winnow.folder.path("hub"), 0o700)
    for part in 0..<2 { winnow.folder.write("a,b\n1\n2,3\n", "hub/train-0000\(part)-of-00002.csv") }
    let read = winnow("info", "hub")
    #expect(read.errors.contains("fewer cells than the first: 2"), "\(read.errors)")
  }

  @Test func `files of several folders never make one split`() {
    let winnow = Winnow()
    for folder in ["hub", "hub/a", "hub/b"] { mkdir(winnow.folder.path(folder), 0o700) }
    winnow.folder.write("{\"a\":1}\n", "hub/a/train.jsonl")
    winnow.folder.write("{\"a\":1}\n{\"a\":2}\n", "hub/b/train.jsonl")
    let both = winnow("info", "hub/train")
    #expect(both.status == 66 && both.errors.contains("hub/a/train, hub/b/train"))
    #expect(winnow("info", "hub/b/train").text.contains("records    2"))
  }

  @Test func `one file in several forms is no split`() {
    let winnow = Winnow()
    mkdir(winnow.folder.path("hub"), 0o700)
    winnow.folder.write("{\"a\":1}\n", "hub/train.jsonl")
    winnow.folder.write("a\n1\n", "hub/train.csv")
    let both = winnow("info", "hub")
    #expect(both.status == 66)
    #expect(both.errors.contains("hub/train.csv, hub/train.jsonl"), "\(both.errors)")
    #expect(winnow("info", "hub/train").status == 66)
  }

  @Test func `a table's header is its first line with text, and a comma in quotes is none`() {
    let winnow = Winnow()
    winnow.folder.write("\n\n\"Name, first\";text\na;b\n", "t.csv")
    #expect(winnow("apply", "t.csv").lines == [#"{"Name, first":"a","text":"b"}"#])
    winnow.folder.write("size 5\";price\n1;2\n", "q.csv")
    #expect(winnow("apply", "q.csv").lines == [#"{"size 5\"":"1","price":"2"}"#])
  }

  @Test func `nothing of the current folder is run to read a table`() {
    let winnow = Winnow()
    mkdir(winnow.folder.path("pyarrow"), 0o700)
    let evil = #"open("run", "w").write("x")"# + "\n"
    for name in ["pyarrow/__init__.py", "json.py", "duckdb.py"] { winnow.folder.write(evil, name) }
    winnow.folder.write("PAR1xxxxPAR1", "x.parquet")
    #expect(winnow("info", "x.parquet").status != 0)
    #expect(!Files.exists(winnow.folder.path("run")))
  }

  @Test func `a helper that can't be run is missed, also where its end isn't told`() {
    let winnow = Winnow()
    winnow.folder.write("PAR1xxxxPAR1", "x.parquet")
    let environment = winnow.environment.merging(["PATH": "/nonexistent"]) { $1 }
    let result = ChildProcess.run(
      ["/bin/sh", "-c", "trap '' CHLD; exec '\(Winnow.path)' apply x.parquet -o out.jsonl"],
      environment: environment, folder: winnow.folder.path)
    #expect(result.status == 69 && !Files.exists(winnow.folder.path("out.jsonl")))
  }
}
