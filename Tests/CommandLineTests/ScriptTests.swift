import TestSupport
import Testing

/// Commands as they are typed, headless, and the marking commands that came with them.
@Suite struct ScriptTests {
  private let winnow = Winnow()

  init() {
    winnow.folder.write(
      (1...5).map { #"{"instruction":"q\#($0)","input":"","output":"sorry, no \#($0)"}"# + "\n" }
        .joined(), "d.jsonl")
  }

  private func marks(_ query: String) -> [String] {
    winnow("query", "d.jsonl", query, "--numbers").lines
  }

  @Test func `a replacement looks into fields by their names, and says where there is none`() {
    winnow.folder.write(
      #"{"prompt":"p","responses":[{"text":"wet","rank":1},{"text":"dry","rank":2}]}"# + "\n",
      "r.jsonl")
    let hit = winnow("replace", "r.jsonl", "1", "/wet/dry/", "--in", "responses", "--dry-run")
    #expect(hit.status == 0 && hit.errors.contains("1 hit in 1 record"))
    let none = winnow("replace", "r.jsonl", "1", "/wet/dry/", "--in", "nosuch")
    #expect(none.status == 64 && none.errors.contains("no record has a part or field"))
  }

  @Test func `what a filter doesn't find isn't changed, and the script goes on`() {
    let script = "filter zzz\nverdict discarded\ncancel\n5 verdict accepted\n"
    let result = winnow("script", "d.jsonl", input: script)
    #expect(result.status == 0, "\(result.errors)")
    #expect(marks("verdict:any") == ["5"])
    for line in ["nosuch", "3 verdit accepted", "99 verdict accepted"] {
      #expect(winnow("script", "d.jsonl", input: "filter zzz\n\(line)\n").status == 65, "\(line)")
    }
  }

  @Test func `lines work on the record that they name, or the one gone to`() {
    let script = """
      # a comment
      verdict accepted
      3
      :flag S10 2 at /output why
      4-5 rate helpful 2
      2 note look again
      """
    let result = winnow("script", "d.jsonl", input: script)
    #expect(result.status == 0, "\(result.errors)")
    #expect(marks("verdict:accepted") == ["1"])
    #expect(marks("flag:S10") == ["3"])
    #expect(marks("rating(helpful)<3") == ["4", "5"])
    #expect(marks("noted") == ["2"])
  }

  @Test func `texts are taken as they are typed, with several spaces and marks that combine`() {
    let script = """
      1 set /output a  b
      2 set /output \u{301}c
      2 note \u{200D} d
      3 replace /sorry,  ?/no  /
      """
    let result = winnow("script", "d.jsonl", input: script)
    #expect(result.status == 0, "\(result.errors)")
    #expect(winnow("edit", "d.jsonl", "4", "--set", "/output=\u{301}e").status == 0)
    let outputs = ["a  b", "\u{301}c", "no  no 3", "\u{301}e"]
    for (line, output) in zip(winnow("apply", "d.jsonl").lines, outputs) {
      #expect(line.contains("\"output\":\"\(output)\""))
    }
    #expect(winnow("query", "d.jsonl", "output:/\u{301}/", "--numbers").lines == ["2", "4"])
    #expect(winnow("query", "d.jsonl", "\"\u{301}\"", "--numbers").lines == ["2", "4"])
  }

  @Test func `a filter's records are changed in one step, which one undo takes back`() {
    winnow.folder.write("filter output:sorry #2-4\nreplace /sorry, //\n", "s.txt")
    #expect(winnow("script", "d.jsonl", "s.txt").status == 0)
    #expect(marks("edited") == ["2", "3", "4"])
    #expect(winnow("log", "d.jsonl", "--json").lines.count == 2, "the opening, and one step")
    #expect(winnow("script", "d.jsonl", input: "undo").status == 0)
    #expect(marks("edited").isEmpty)
  }

  @Test func `the first failure ends it, with its line`() {
    let result = winnow(
      "script", "d.jsonl", input: "verdict accepted\r\nset output x\nverdict none\n")
    #expect(result.status == 65)
    #expect(result.errors.contains("line 2") && result.errors.contains("isn't a JSON Pointer"))
    #expect(marks("verdict:accepted") == ["1"])
  }

  @Test func `--json tells what each line did`() {
    let result = winnow("script", "d.jsonl", "--json", input: "2\nverdict skipped\n")
    #expect(result.lines.count == 2)
    #expect(result.lines[1].contains(#""line":2,"command":"verdict skipped","record":2"#))
  }

  @Test func `rate and note`() {
    #expect(winnow("rate", "d.jsonl", "2", "3", "h", "5").status == 0)
    #expect(winnow("rate", "d.jsonl", "1", "acceptable", "no", "--at", "/output").status == 0)
    #expect(winnow("rate", "d.jsonl", "1", "helpful", "6").status == 64)
    #expect(winnow("note", "d.jsonl", "--where", "#4-5", "twice the same").status == 0)
    #expect(marks("rating(helpful)=5") == ["2", "3"])
    #expect(marks("noted") == ["4", "5"])
    #expect(winnow("note", "d.jsonl", "4", "").status == 0)
    #expect(marks("noted") == ["5"])
  }

  @Test func `acceptable has a letter and can be asked for, and unknown axes are said`() {
    #expect(winnow("rate", "d.jsonl", "1", "2", "a", "no").status == 0)
    #expect(winnow("rate", "d.jsonl", "3", "acceptable", "yes").status == 0)
    #expect(marks("rating(acceptable)=no") == ["1", "2"])
    #expect(marks("rating(a)=yes") == ["3"] && marks("rating(a)!=yes") == ["1", "2"])
    #expect(winnow.by("bob")("rate", "d.jsonl", "1", "a", "yes").status == 0)
    #expect(marks("rating(acceptable)>0") == ["1", "3"], "the mean")
    let known = winnow("rate", "d.jsonl", "1", "helpful", "4")
    #expect(known.status == 0 && !known.errors.contains("new axis"))
    let new = winnow("rate", "d.jsonl", "1", "terse", "4")
    #expect(new.status == 0 && new.errors.contains("terse is a new axis"), "\(new.errors)")
    #expect(!winnow("rate", "d.jsonl", "2", "terse", "4").errors.contains("new axis"))
    let none = winnow("query", "d.jsonl", "rating(tense)>3")
    #expect(none.lines.isEmpty && none.errors.contains("no record is rated by \"tense\""))
    let low = winnow("query", "d.jsonl", "rating(terse)<3")
    #expect(low.lines.isEmpty && !low.errors.contains("rated by"))
  }

  @Test func `a command behind # is none, which is said, and neither is a file's name`() {
    let script = "# a word\n#2 verdict accepted\n#一、检查\n#3\nverdict skipped\n"
    let result = winnow("script", "d.jsonl", input: script)
    #expect(result.status == 0 && marks("verdict:accepted").isEmpty)
    #expect(result.errors.contains("line 2 says nothing") && marks("verdict:skipped") == ["1"])
    let typed = winnow("script", "d.jsonl", "verdict accepted")
    #expect(typed.status == 66 && typed.errors.contains("from standard input"))
  }

  @Test func `a filter ends with cancel, as the help says`() {
    let script = "filter #2-3\nverdict accepted\ncancel\n5\nverdict skipped\n"
    #expect(winnow("script", "d.jsonl", input: script).status == 0)
    #expect(marks("verdict:accepted") == ["2", "3"] && marks("verdict:skipped") == ["5"])
    #expect(winnow("script", "--help").text.contains("cancel"))
  }

  @Test func `a macro that isn't there is named, with those that are`() {
    let none = winnow("script", "d.jsonl", "--macro", "m")
    #expect(none.status == 66 && none.errors.contains("there is no macro \"m\"; `gm`"))
    for folder in [".config", ".config/winnow"] { winnow.folder.write("", "\(folder)/x") }
    winnow.folder.write("2\n", ".config/winnow/macros/two")
    #expect(winnow("script", "d.jsonl", "--macro", "m").errors.contains("\"m\"; there is two"))
  }

  @Test func `a line that only opens something on the screen is no command`() {
    for line in ["flag", "help", "turn"] {
      let result = winnow("script", "d.jsonl", input: "\(line)\nverdict accepted\n")
      #expect(result.status == 65 && result.errors.contains("line 1, \(line): opens"), "\(line)")
    }
    #expect(marks("verdict:accepted").isEmpty)
  }

  @Test func `what a script can't do ends it`() {
    for line in ["open other.jsonl", "q", "theme plain"] {
      let result = winnow("script", "d.jsonl", input: "\(line)\nverdict accepted\n")
      #expect(result.status == 65 && result.errors.contains("line 1, \(line): "), "\(line)")
    }
    #expect(winnow("script", "d.jsonl", "lines", "--macro", "m").status == 64)
    #expect(marks("verdict:accepted").isEmpty)
  }

  @Test func `replace counts first, and changes as one step`() {
    let dry = winnow("replace", "d.jsonl", "1-5", "/SORRY, //i", "--dry-run")
    #expect(dry.errors.contains("5 hits in 5 records") && marks("edited").isEmpty)
    #expect(
      winnow("replace", "d.jsonl", "--where", "#1-2", "/sorry/$0!/", "--in", "output").status == 0)
    #expect(marks(#"output:"sorry!""#) == ["1", "2"])
    #expect(winnow("replace", "d.jsonl", "1", "/(/x/").status == 64)
    #expect(winnow("undo", "d.jsonl").status == 0 && marks("edited").isEmpty)
  }

  @Test func `rank with a line between good and bad is one step of two operations`() {
    winnow.folder.write(
      #"{"prompt":"p","responses":[{"text":"a","rank":1},{"text":"b","rank":2}]}"#, "r.jsonl")
    #expect(winnow("rank", "r.jsonl", "1", "2/1").status == 0)
    #expect(winnow("apply", "r.jsonl").text.contains(#"{"text":"b","rank":1}"#))
    #expect(winnow("journal", "check", winnow.journals(of: "r.jsonl")[0]).status == 0)
    #expect(winnow("undo", "r.jsonl").status == 0)
    #expect(winnow("query", "r.jsonl", "edited", "--count").lines == ["0"])
    #expect(winnow("apply", "r.jsonl").text.contains(#"{"text":"a","rank":1}"#))
  }
}
