import TestSupport
import Testing

/// One journal over the shards of its dataset, and over a dataset that has changed.
@Suite struct ShardTests {
  let winnow = Winnow()
  let records = (1...40).map {
    #"{"instruction":"q\#($0 % 37)","input":"","output":"a\#($0 % 37)"}"#
  }

  init() {
    winnow.folder.write(records.map { $0 + "\n" }.joined(), "d.jsonl")
  }

  func sh(_ script: String) -> ChildProcess.Result {
    var environment = winnow.environment
    environment["W"] = Winnow.path
    return ChildProcess.run(
      ["/bin/sh", "-c", script], environment: environment, folder: winnow.folder.path)
  }

  @Test func `changes that give numbers alone are refused by hash`() {
    winnow.folder.write(
      #"{"op":"verdict","changes":[{"record":2,"was":null,"now":"discarded"}]}"# + "\n", "s.jsonl")
    let result = winnow("apply", "--by-hash", "d.jsonl", "--journal", "s.jsonl")
    #expect(result.status == 65 && result.text == "" && result.errors.contains("\"base\""))
    #expect(winnow("apply", "d.jsonl", "--journal", "s.jsonl").lines.count == 39)
  }

  @Test func `a shard is one line, however it comes`() {
    winnow.folder.write(
      #"{"data":[{"a":1},{"a":2}]}"# + "\n" + #"{"data":[{"a":3},{"a":4}]}"# + "\n", "d.jsonl")
    #expect(winnow("edit", "d.jsonl", "1", "--set-json", "/data/0/a=9").status == 0)
    let script = """
      cat d.jsonl.winnow/*.jsonl > j; head -n 1 d.jsonl > shard
      bash -c '"$W" apply <(cat shard) --by-hash --journal j'; "$W" apply - --by-hash --journal j < shard
      """
    #expect(sh(script).lines == Array(repeating: #"{"data":[{"a":9},{"a":2}]}"#, count: 2))
  }

  /// An edit may make a record equal to another one, which is in another shard.
  @Test(arguments: [
    ["edit d.jsonl 3 --set /output=a1 --set /instruction=q1", "duplicates d.jsonl --remove"],
    ["edit d.jsonl 2 --set /output=Y", "edit d.jsonl 1 --set /instruction=q2 --set /output=a2"],
    [
      "edit d.jsonl 1 --set /instruction=q3 --set /output=a3",
      "edit d.jsonl 3 --set /instruction=q1 --set /output=a1",
    ],
    ["edit d.jsonl 1 --set /instruction=q4 --set /output=a4", "verdict d.jsonl 1 discarded"],
  ]) func `a record comes to the same in any shard`(_ commands: [String]) {
    winnow.folder.write(records.prefix(6).map { $0 + "\n" }.joined(), "d.jsonl")
    for command in commands { #expect(sh("\"$W\" \(command)").status == 0, "\(command)") }
    let whole = winnow("apply", "d.jsonl").text
    #expect(winnow("apply", "d.jsonl", "--by-hash").text == whole)
    let script = """
      cat d.jsonl.winnow/*.jsonl > j; split -l 1 d.jsonl shard.
      for s in shard.*; do "$W" apply --by-hash - --journal j --report rep.$s < $s; done
      """
    #expect(sh(script).text == whole)
    #expect(sh("\"$W\" report rep.*").status == 0)
  }

  @Test func `edits in conflict of equal records are told once for all of them`() {
    winnow.folder.write(String(repeating: records[0] + "\n", count: 40), "d.jsonl")
    #expect(winnow("edit", "d.jsonl", "1-30", "--set", "/output=b").status == 0)
    let made = winnow("apply", "d.jsonl", "--by-hash", "--json")
    #expect(made.status == 0 && Set(made.lines).count == 1 && made.lines.count == 40)
    #expect(winnow("edit", "d.jsonl", "31-40", "--set", "/output=c").status == 0)
    let result = winnow(
      "apply", "d.jsonl", "--by-hash", "--report", "r.json", "--rejects", "rejects.jsonl")
    #expect(result.status == 1 && result.lines == Array(repeating: records[0], count: 40))
    #expect(result.errors.contains("#1 and 39 equal to it: edits in conflict"))
    #expect(sh("cat r.json").text.contains(#""inConflict":40,"#))
    #expect(sh("cat r.json").text.contains(#""problems":[{"record":1,"records":40,"#))
    #expect(sh("cat rejects.jsonl").lines.count == 40)
    let refused = winnow("apply", "d.jsonl", "--by-hash", "--max-conflicts", "39")
    #expect(refused.status == 73 && refused.text.isEmpty)
  }

  @Test func `shards come to the same as the whole, and their reports add up`() {
    #expect(winnow("edit", "d.jsonl", "4", "20", "--set", "/output=better").status == 0)
    #expect(winnow("remove", "d.jsonl", "30").status == 0)
    #expect(winnow("verdict", "d.jsonl", "11", "discarded").status == 0)
    let whole = winnow("apply", "d.jsonl", "--by-hash", "--report", "whole.json")
    #expect(whole.status == 0)
    let script = """
      cat d.jsonl.winnow/*.jsonl > j; split -n l/4 d.jsonl shard.
      ls shard.* | xargs -P 2 -I{} sh -c \
        '"$W" apply --by-hash - --journal j -o out.{} --report rep.{} < {}' && cat out.shard.*
      """
    let parts = sh(script)
    #expect(parts.status == 0, "\(parts.errors)")
    #expect(parts.text == whole.text)
    #expect(parts.text.split(separator: "\n").count == 38)
    let report = sh("\"$W\" report rep.*")
    #expect(report.status == 0, "\(report.text)")
    #expect(report.text.contains("applied  4") && !report.text.contains("notFound"))
  }

  /// Edits, then cuts the dataset into shards; what the whole comes to.
  func cut() -> String {
    #expect(winnow("edit", "d.jsonl", "4", "20", "--set", "/output=better").status == 0)
    #expect(winnow("remove", "d.jsonl", "30").status == 0)
    let whole = winnow("apply", "d.jsonl", "--by-hash").text
    #expect(sh("cat d.jsonl.winnow/*.jsonl > j; split -n l/4 -d d.jsonl shard.").status == 0)
    return whole
  }

  @Test(.enabled(if: Files.exists("/usr/bin/parallel"), "GNU parallel isn't installed"))
  func `GNU parallel runs the shards as README shows`() {
    let whole = cut()
    let result = sh(
      """
      parallel --will-cite -k '"$W" apply --by-hash - --journal j --report {}.json < {}' \
        ::: shard.?? > out.jsonl && "$W" report shard.*.json && cat out.jsonl
      """)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.text.hasSuffix(whole) && result.text.contains("applied  3"))
  }

  /// Spark as the scheduler of whole shards: its own reader of text would change bytes.
  @Test(
    .enabled(
      if: Python.has("pyspark"),
      "Python's pyspark isn't installed; WINNOW_TEST_PYTHON names a folder of one"))
  func `Spark runs the shards as README shows`() throws {
    let whole = cut()
    winnow.folder.write(
      """
      import glob, subprocess, sys
      from pyspark import SparkContext
      program = sys.argv[1]
      def apply(shard):
          command = [program, "apply", "--by-hash", shard, "--journal", "j",
                     "--report", shard + ".json", "-o", shard + ".out"]
          return subprocess.run(command).returncode
      shards = sorted(glob.glob("shard.??"))
      spark = SparkContext("local[2]")
      statuses = spark.parallelize(shards, len(shards)).map(apply).collect()
      sys.exit(max(statuses))
      """, "job.py")
    let job = Python.run(["job.py", Winnow.path], folder: winnow.folder.path)
    #expect(job.status == 0, "\(job.errors.suffix(2000))")
    let result = sh("\"$W\" report shard.*.json && cat shard.*.out")
    #expect(result.status == 0 && result.text.hasSuffix(whole))
    #expect(result.text.contains("applied  3"))
  }

  @Test func `every copy of a record takes the edit, and copies are counted`() {
    #expect(winnow("edit", "d.jsonl", "1", "--set", "/output=x").status == 0)
    #expect(
      winnow("apply", "d.jsonl").text.split(separator: "\n").count { $0.contains("\"x\"") } == 1)
    let all = winnow("apply", "d.jsonl", "--by-hash", "--json")
    #expect(all.text.split(separator: "\n").count { $0.contains("\"x\"") } == 2)
    #expect(all.errors.contains(#""copies":1"#))
    #expect(winnow("apply", "d.jsonl", "--by-hash").errors.contains(", 1 copy\n"))
    #expect(winnow("apply", "d.jsonl", "--report", "-").status == 64)
    #expect(
      winnow("apply", "d.jsonl", "-o", "o.jsonl", "--report", "-").text.contains(#""applied":1"#))
  }

  @Test func `over shards, copies are counted as on one machine, and added records are missed`() {
    #expect(winnow("edit", "d.jsonl", "1", "--set", "/output=x").status == 0)
    let script = """
      cat d.jsonl.winnow/*.jsonl > j; split -n l/2 d.jsonl s.
      for f in s.*; do "$W" apply --by-hash - --journal j --report rep.$f < $f > /dev/null; done
      "$W" report rep.*
      """
    #expect(sh(script).text.contains("copies  1"))
    #expect(sh(script).text.contains("applied  1"))
    #expect(sh("\"$W\" report rep.s.aa rep.s.aa").status == 64)
    #expect(winnow("insert", "d.jsonl", #"{"output":"new"}"#).status == 0)
    let result = sh(script)
    #expect(result.status == 1 && result.errors.contains("journals add are in no shard: 1"))
  }

  @Test
  func `equal records with several changes, and with a conflict, are added up as on one machine`() {
    let record = #"{"t":"x"}"# + "\n"
    winnow.folder.write(record + record, "e.jsonl")
    #expect(winnow("verdict", "e.jsonl", "1", "accepted", "--journal", "j").status == 0)
    #expect(winnow("flag", "e.jsonl", "2", "--category", "S1", "--journal", "j").status == 0)
    for name in ["s1", "s2"] { winnow.folder.write(record, name) }
    func report(_ journals: [String]) -> String {
      for name in ["s1", "s2"] {
        let words = ["apply", name, "--by-hash", "-o", "/dev/null", "--force"]
        let found = winnow.start(words + journals + ["--report", "\(name).json"]).wait()
        #expect(found.status < 2, "\(found.errors)")
      }
      return winnow("report", "s1.json", "s2.json", "--json").text
    }
    let whole = winnow("apply", "e.jsonl", "--by-hash", "--journal", "j", "--json").errors
    let added = report(["--journal", "j"])
    for part in [#""applied":2"#, #""copies":2"#] {
      #expect(whole.contains(part) && added.contains(part), "\(whole)\n\(added)")
    }
    for (actor, text) in [("ann", "A"), ("bob", "B")] {
      let words = ["edit", "e.jsonl", "1", "--set", "/t=\(text)", "--actor", actor]
      #expect(winnow.start(words + ["--journal", actor]).wait().status == 0)
    }
    let conflict = report(["--journal", "ann", "--journal", "bob"])
    #expect(conflict.contains(#""applied":0"#) && conflict.contains(#""copies":0"#), "\(conflict)")
  }

  @Test func `changes without a test are added up as on one machine`() {
    let base = "0930d8acd47c6f051d2618887ab3be22919129acbc3b6b0525d9cb3e6014a5de"
    let steps = #"[{"op":"replace","path":"/text","value":"Q"}]"#
    let change = #"{"base":"\#(base)","patch":\#(steps)}"#
    winnow.folder.write(#"{"op":"patch","actor":"y","changes":[\#(change)]}"# + "\n", "j")
    for name in ["s1", "s2"] {
      winnow.folder.write(#"{"text":"t"}"# + "\n", name)
      let words = ["apply", name, "--by-hash", "--journal", "j", "--report", "\(name).json"]
      #expect(winnow.start(words).wait().status == 0)
    }
    let sum = winnow("report", "s1.json", "s2.json", "--json").text
    #expect(sum.contains(#""applied":1"#) && sum.contains(#""untested":1"#), "\(sum)")
  }

  @Test(arguments: [["j1", "j2"], ["j2", "j1"]])
  func `a record named by its content alone is found beside one named by its number`(
    journals: [String]
  ) {
    let base = "0930d8acd47c6f051d2618887ab3be22919129acbc3b6b0525d9cb3e6014a5de"
    winnow.folder.write("{\"text\":\"t\"}\n{\"text\":\"u\"}\n", "b.jsonl")
    for (name, place, verdict) in [
      ("j1", #""record":1,"#, "accepted"), ("j2", "", "discarded"),
    ] {
      let change = #"{\#(place)"base":"\#(base)","now":"\#(verdict)"}"#
      let entry = #"{"op":"verdict","actor":"\#(name)","changes":[\#(change)]}"#
      winnow.folder.write(entry + "\n", name)
    }
    let words = journals.flatMap { ["--with", $0] }
    let result = winnow.start(["apply", "b.jsonl"] + words).wait()
    #expect(result.status == 0 && result.lines == [#"{"text":"u"}"#], "\(result.errors)")
    #expect(result.errors.contains("1 disagreeing"))
  }

  @Test func `a shard of one line is a record, whatever it holds`() {
    let records = [
      #"{"z":1}"#, #"{"prompt":["p","q"],"output":["r","s"]}"#,
      #"{"source":"x","data":[{"a":1},{"a":2}]}"#, #"[{"a":1},{"a":2}]"#,
    ]
    winnow.folder.write(records.map { $0 + "\n" }.joined(), "x.jsonl")
    #expect(winnow("edit", "x.jsonl", "1", "--set-json", "/z=9", "--journal", "j").status == 0)
    #expect(winnow("verdict", "x.jsonl", "3", "discarded", "--journal", "j").status == 0)
    for (record, expected) in zip(records, [[#"{"z":9}"#], [records[1]], [], [records[3]]]) {
      let shard = winnow("apply", "--by-hash", "-", "--journal", "j", input: record + "\n")
      #expect(shard.status == 0 && shard.lines == expected)
    }
  }

  @Test func `a shard of several lines may be a table or an array`() {
    winnow.folder.write("{\"a\":\"1\"}\n{\"a\":\"2\"}\n", "x.jsonl")
    #expect(winnow("edit", "x.jsonl", "1", "--set", "/a=9", "--journal", "j").status == 0)
    winnow.folder.write("a\n1\n2\n", "x.csv")
    let table = winnow("apply", "--by-hash", "x.csv", "--journal", "j")
    #expect(table.lines == [#"{"a":"9"}"#, #"{"a":"2"}"#])
    let list = winnow(
      "apply", "--by-hash", "-", "--journal", "j", input: "[\n {\"a\":\"1\"},\n {\"a\":\"2\"}\n]\n")
    #expect(winnow("edit", "x.csv", "2", "--set", "/a=8").status == 0)
    #expect(winnow("apply", "--by-hash", "x.csv").lines == [#"{"a":"1"}"#, #"{"a":"8"}"#])
    winnow.folder.write(#"[{"a":"1"},{"a":"2"}]"#, "y.json")
    #expect(winnow("remove", "y.json", "1").status == 0)
    #expect(winnow("apply", "--by-hash", "y.json").text == #"[{"a":"2"}]"#)
    let program = winnow(
      "apply", "--by-hash", "-", "--journal", "j", input: "import os\nprint(1)\n")
    #expect(program.status == 65)
    #expect(list.text == "[\n {\"a\":\"9\"},\n {\"a\":\"2\"}\n]\n")
  }

  @Test func `a shard whose only record is left out is empty`() {
    winnow.folder.write("{\"a\":1}\n{\"a\":2}\n", "x.jsonl")
    #expect(winnow("remove", "x.jsonl", "1", "--journal", "j").status == 0)
    let shard = winnow("apply", "--by-hash", "-", "--journal", "j", input: "{\"a\":1}\n")
    #expect(shard.status == 0 && shard.output.isEmpty)
  }

  @Test(arguments: [
    #"{"id":"b","label":"safe"}"#, #"{"id":"c","label":"safe"}"#, #"{"id":"b","label":"unsafe"}"#,
  ]) func `--rebase-by never edits a record with another id`(other: String) {
    winnow.folder.write(#"{"id":"a","label":"safe"}"# + "\n" + other + "\n", "old.jsonl")
    winnow.folder.write(other + "\n", "new.jsonl")
    #expect(winnow("edit", "old.jsonl", "1", "--set", "/label=unsafe").status == 0)
    let journal = winnow.journals(of: "old.jsonl")[0]
    let words = ["--with", journal, "--rebase-by", "/id", "--was", "old.jsonl"]
    let result = winnow.start(["apply", "new.jsonl"] + words).wait()
    #expect(result.status == 1 && result.lines == [other], "\(result.errors)")
  }

  @Test func `a journal can come from standard input`() {
    winnow.folder.write("{\"text\":\"a\"}\n{\"text\":\"b\"}\n", "in.jsonl")
    #expect(winnow("verdict", "in.jsonl", "1", "discarded").status == 0)
    let folder = winnow.folder.path("in.jsonl.winnow")
    let journal = Files.names(in: folder).first { $0.hasSuffix(".jsonl") } ?? ""
    let text = Files.text("\(folder)/\(journal)") ?? ""
    winnow.folder.write("{\"text\":\"a\"}\n{\"text\":\"b\"}\n", "out.jsonl")
    for option in ["--journal", "--with"] {
      let result = winnow("apply", "out.jsonl", option, "-", input: text)
      #expect(result.lines == [#"{"text":"b"}"#], "\(option): \(result.errors)")
    }
    #expect(winnow("apply", "-", "--with", "-", input: text).status == 64)
  }
}
