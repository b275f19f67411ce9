import Glibc
import TestSupport
import Testing

/// No output destroys what it is made from, or what somebody else wrote.
@Suite struct OutputTests {
  private let winnow = Winnow()
  private let data = Array("{\"prompt\":\"a\",\"completion\":\"b\"}\n".utf8)

  init() {
    winnow.folder.write(data, "d.jsonl")
    winnow.folder.write(Array("precious\n".utf8), "mine.txt")
  }

  private func shell(_ line: String, _ program: String = "/bin/sh") -> ChildProcess.Result {
    ChildProcess.run(
      [program, "-c", line.replacing("winnow ", with: "'\(Winnow.path)' ")],
      environment: winnow.environment, folder: winnow.folder.path)
  }

  @Test func `what is closed is no file of ours`() throws {
    #expect(shell("winnow verdict d.jsonl 1 accepted <&- >&- 2>&-").status == 0)
    let journal = try #require(winnow.journals(of: "d.jsonl").first)
    #expect(winnow("journal", "check", journal).status == 0)
    #expect(shell("winnow log d.jsonl >&-").status == 74)
    #expect(shell("winnow apply - -o out.jsonl <&-").status == 74)
    #expect(winnow.folder.read("out.jsonl") == nil)
  }

  @Test func `what a dataset is made to doesn't go into it`() {
    for words in [
      "apply d.jsonl >> d.jsonl", "query d.jsonl '#1-' >> d.jsonl", "apply d.jsonl 1<> d.jsonl",
      "stats d.jsonl >> d.jsonl",
    ] {
      #expect(shell("winnow \(words)").status == 73, "\(words)")
      #expect(winnow.folder.read("d.jsonl") == data)
    }
    winnow.folder.write(data, "-")
    #expect(winnow("apply", "./-").output == data)
  }

  @Test func `a dataset that changes while it is read is no result`() {
    let many = String(repeating: #"{"prompt":"a","completion":"b"}"# + "\n", count: 100_000)
    for command in ["query many.jsonl '#1-'", "sample many.jsonl -n 100000"] {
      winnow.folder.write(many, "many.jsonl")
      let result = shell(
        "winnow \(command) | (head -c 1000; : > many.jsonl; cat) > out; echo ${PIPESTATUS[0]}",
        "/bin/bash")
      #expect(result.lines == ["74"] && result.errors.contains("was changed"), "\(result.errors)")
    }
  }

  @Test func `where a side file can't be made, nothing is`() {
    #expect(winnow("apply", "d.jsonl", "-o", "o", "--rejects", "no/r.jsonl").status == 73)
    let marks = winnow(
      "convert", "d.jsonl", "--to", "io", "-o", "o", "--marks-file", "no/m.jsonl")
    #expect(marks.status == 73 && winnow.folder.read("o") == nil)
  }

  @Test func `side files go to other programs as well`() {
    let words = "winnow apply d.jsonl -o o --report >(cat > report); sleep 0.3; cat report"
    #expect(shell(words, "/bin/bash").text.contains(#""written":1"#))
  }

  @Test func `an output may have any name, and links stay links`() {
    let long = String(repeating: "n", count: 249) + ".jsonl"
    #expect(winnow("apply", "d.jsonl", "-o", long).status == 0)
    #expect(winnow.folder.read(long) == data)
    #expect(shell("mkdir sub; ln -s sub/new.jsonl link").status == 0)
    #expect(winnow("apply", "d.jsonl", "-o", "link", "--force").status == 0)
    #expect(winnow.folder.read("sub/new.jsonl") == data)
    #expect(shell("test -L link").status == 0)
  }

  @Test func `two links to one file that isn't there yet are one output`() {
    #expect(shell("ln -s T A; ln -s T B; ln -s d.jsonl.winnow/z.jsonl L").status == 0)
    #expect(winnow("split", "d.jsonl", "A=1", "B=1", "--force").status == 64)
    #expect(winnow("apply", "d.jsonl", "-o", "A", "--report", "T", "--force").status == 64)
    #expect(winnow("verdict", "d.jsonl", "1", "accepted").status == 0)
    #expect(winnow("apply", "d.jsonl", "-o", "L", "--force").status == 73)
    #expect(shell("ln -s M N; ln -s N M").status == 0)
    #expect(winnow("apply", "d.jsonl", "-o", "M", "--force").status != 0)
  }

  @Test func `what is converted goes to other programs as well`() {
    let words = "winnow convert d.jsonl --to trl-sft -o >(cat > got); sleep 0.3; cat got"
    #expect(shell(words, "/bin/bash").lines.count == 1)
  }

  @Test func `the output of another program is read as a file`() {
    let result = shell(#"winnow insert d.jsonl --from <(echo '{"text":"b"}')"#, "/bin/bash")
    #expect(result.status == 0, "\(result.errors)")
    #expect(winnow("apply", "d.jsonl").lines.count == 2)
    #expect(shell("winnow apply <(cat d.jsonl)", "/bin/bash").lines.count == 1)
    #expect(shell("winnow verdict <(cat d.jsonl) 1 accepted", "/bin/bash").status == 64)
  }

  @Test func `a reader that goes away is no success, also where its signal is ignored`() {
    winnow.folder.write(String(repeating: #"{"text":"b"}"# + "\n", count: 100_000), "many.jsonl")
    let words = "(trap '' PIPE; winnow query many.jsonl b; echo $? >&2) | head -c 1"
    #expect(shell(words, "/bin/bash").errors.hasSuffix("141\n"))
  }

  @Test func `an object of JSON is one line to any reader`() {
    winnow.folder.write("{\"text\":\"a\u{85}b\u{2028}c\u{9B}31m 文\"}\n", "odd.jsonl")
    let shown = winnow("stats", "odd.jsonl", "--by", "text", "--json").text
    #expect(shown.contains(#"a\u0085b\u2028c\u009b31m 文"#), "\(shown)")
    #expect(winnow("query", "odd.jsonl", "text:a").text.contains("a\u{85}b"))
  }

  @Test func `names of packed files are known in any case`() {
    #expect(winnow("apply", "d.jsonl", "-o", "o.jsonl.GZ").status == 0)
    #expect(winnow.folder.read("o.jsonl.GZ")?.prefix(2).elementsEqual([0x1F, 0x8B]) == true)
  }

  @Test func `entries that several add to one dataset_info are all there`() throws {
    let all = (1...6).map { number in
      winnow.start([
        "convert", "d.jsonl", "--to", "llama-factory-sft", "-o", "o\(number)", "--dataset-info",
        "dataset_info.json", "--name", "n\(number)",
      ])
    }
    for one in all { #expect(one.wait().status == 0) }
    let info = String(
      decoding: try #require(winnow.folder.read("dataset_info.json")), as: UTF8.self)
    #expect((1...6).allSatisfy { info.contains("\"n\($0)\"") }, "\(info)")
  }

  private func journal() throws -> String {
    #expect(winnow("edit", "d.jsonl", "1", "--set", "/completion=c").status == 0)
    let path = try #require(winnow.journals(of: "d.jsonl").first)
    return String(path.dropFirst(winnow.folder.path.count + 1))
  }

  @Test func `side files spare the dataset, its journals, each other, and what was there`() throws {
    let journal = try journal()
    let line = try #require(winnow.folder.read(journal))
    for name in ["d.jsonl", journal] {
      for words in [
        ["apply", "d.jsonl", "-o", "o", "--report", name],
        ["apply", "d.jsonl", "-o", "o", "--rejects", name],
        ["apply", "d.jsonl", "-o", name], ["convert", "d.jsonl", "--to", "io", "-o", name],
        ["convert", "d.jsonl", "--to", "io", "-o", "o", "--marks-file", name],
        ["split", "d.jsonl", "\(name)=1", "o=1"],
      ] {
        let result = winnow.run(words + ["--force"])
        #expect(result.status == 73, "\(words)")
        #expect(winnow.folder.read("o") == nil, "\(words)")
      }
    }
    #expect(winnow("apply", "d.jsonl", "-o", "o", "--report", "o").status == 64)
    #expect(winnow("apply", "d.jsonl", "-o", "o", "--report", "mine.txt").status == 73)
    #expect(winnow("split", "d.jsonl", "o=1", "mine.txt=1").status == 73)
    #expect(winnow.folder.read("o") == nil)
    #expect(winnow.folder.read("mine.txt") == Array("precious\n".utf8))
    #expect(winnow.folder.read("d.jsonl") == data)
    #expect(winnow.folder.read(journal) == line)
  }

  @Test func `one file by two names is one, and nothing is written among the journals`() throws {
    _ = try journal()
    #expect(winnow("apply", "d.jsonl", "-o", "./o", "--report", "o").status == 64)
    #expect(winnow("split", "d.jsonl", "p=1", "./p=1").status == 64)
    #expect(winnow.folder.read("o") == nil && winnow.folder.read("p") == nil)
    #expect(winnow("apply", "d.jsonl", "-o", "d.jsonl.winnow/x.jsonl").status == 73)
    winnow.folder.write("{}", "i.json")
    #expect(
      winnow(
        "convert", "d.jsonl", "--to", "llama-factory-sft", "-o", "o", "--dataset-info",
        "none/i.json",
        "--name", "n"
      ).status == 66)
    #expect(
      winnow(
        "convert", "d.jsonl", "--to", "llama-factory-sft", "-o", "o", "--dataset-info", "i.json",
        "--name", "n", "--marks-file", "./i.json", "--force"
      ).status == 64)
    #expect(winnow.folder.read("o") == nil)
  }

  @Test func `lines that a person added to rejects are theirs`() {
    let line =
      #"{"op":"verdict","changes":[{"record":9,"base":"\#(String(repeating: "0", count: 64))","was":null,"now":"accepted"}]}"#
    winnow.folder.write(line + "\n", "e.jsonl")
    let words = ["apply", "d.jsonl", "--with", "e.jsonl", "--rejects", "rejects.jsonl"]
    #expect(winnow.run(words).status == 1 && winnow.run(words).status == 1)
    let rejects = (winnow.folder.read("rejects.jsonl") ?? []) + Array(line.utf8)
    winnow.folder.write(rejects, "rejects.jsonl")
    #expect(winnow.run(words).status == 73)
    #expect(winnow.folder.read("rejects.jsonl") == rejects)
  }

  @Test func `a side file of an earlier run is renewed`() throws {
    for _ in 0..<2 {
      let result = winnow("apply", "d.jsonl", "--report", "r.json", "--rejects", "rejects.jsonl")
      #expect(result.status == 0, "\(result.errors)")
    }
  }

  @Test func `journals are merged and saved to no dataset's place`() throws {
    let journal = try journal()
    symlink("d.jsonl", winnow.folder.path("l.jsonl"))
    for name in ["d.jsonl", "./d.jsonl", "l.jsonl"] {
      for words in [["merge", journal], ["journal", "salvage", journal]] {
        let result = winnow.run(words + ["-o", name, "--force"])
        #expect(result.status == 73 && result.errors.contains("is the dataset"), "\(words) \(name)")
        #expect(winnow.folder.read("d.jsonl") == data)
      }
    }
  }

  @Test(arguments: ["gz", "zst"])
  func `journals, reports and suggestions are read as they were packed`(_ ending: String) throws {
    let journal = try journal()
    let merged = "m.jsonl.\(ending)"
    #expect(winnow("merge", journal, "-o", merged).status == 0)
    #expect(winnow("journal", "check", merged).text.contains("sealed, 1 entry"))
    #expect(winnow("journal", "salvage", merged, "-o", "s.jsonl.\(ending)").status == 0)
    let text = Files.text(winnow.folder.path(journal))
    #expect(winnow("merge", merged, journal, "-o", "-").text == text)
    for name in [merged, "s.jsonl.\(ending)"] {
      let applied = winnow("apply", "d.jsonl", "--journal", name)
      #expect(applied.status == 0, "\(applied.errors)")
      #expect(applied.text.contains(#""completion":"c""#))
    }
    winnow.folder.write("{\"prompt\":\"z\"}\n", "z.jsonl")
    let report = "r.json.\(ending)"
    let side = ["--report", report, "--rejects", "j.jsonl.\(ending)"]
    #expect(winnow.run(["apply", "z.jsonl", "--journal", merged] + side).status == 1)
    #expect(winnow("report", report).text.contains("notFound  1"))
    #expect(winnow("apply", "d.jsonl", "--journal", "j.jsonl.\(ending)").text.contains("\"c\""))
    // It can't be added to, by its own author neither.
    let packed = winnow.folder.read(merged)
    #expect(winnow("note", "d.jsonl", "1", "x", "--journal", merged).status == 65)
    #expect(winnow.folder.read(merged) == packed)
    winnow.folder.write(Array((packed ?? []).dropLast(20)), "torn.\(ending)")
    let torn = winnow("apply", "d.jsonl", "--journal", "torn.\(ending)")
    #expect(torn.status == 65 && torn.errors.contains("can't be unpacked"), "\(torn.errors)")
    #expect(!torn.errors.contains("salvage"))
  }

  @Test func `a split in several files is spared too`() {
    for part in 0..<2 {
      winnow.folder.write(data, "s/train-0000\(part)-of-00002.jsonl")
    }
    let result = winnow("apply", "s", "-o", "s/train-00000-of-00002.jsonl", "--force")
    #expect(result.status == 73)
    #expect(winnow.folder.read("s/train-00000-of-00002.jsonl") == data)
  }

  @Test func `a judge doesn't go on in a file of something else`() {
    winnow.folder.write(Array("[{\"a\":1}]".utf8), "a.json")
    let words = ["judge", "d.jsonl", "--send", "--url", "http://127.0.0.1:9", "--model", "m", "-o"]
    #expect(winnow.run(words + ["a.json"]).status == 73)
    #expect(winnow.folder.read("a.json") == Array("[{\"a\":1}]".utf8))
    #expect(winnow.run(words + ["-"]).status == 64)
    let packed = winnow.run(words + ["s.gz"])
    #expect(packed.status == 64 && packed.errors.contains("without .gz"))
    #expect(winnow.folder.read("s.gz") == nil)
  }

  @Test func `what is ignored when it starts goes on being ignored`() {
    winnow.folder.write(
      Array(repeating: data, count: 300_000).flatMap(\.self), "long.jsonl")
    let script = """
      trap '' HUP; "$W" convert long.jsonl --to io -o out & sleep 0.3; kill -HUP $!; wait $!
      """
    var environment = winnow.environment
    environment["W"] = Winnow.path
    let result = ChildProcess.run(
      ["/bin/sh", "-c", script], environment: environment, folder: winnow.folder.path)
    #expect(result.status == 0, "\(result.errors)")
    #expect(winnow.folder.read("out") != nil)
  }
}
