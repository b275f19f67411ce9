import Glibc
import JSONLines
import TestSupport
import Testing

/// A judge on a real server of this machine.
@Suite final class JudgeTests {
  private let winnow = Winnow()
  private let server: ChildProcess
  private let url: String

  init() throws {
    let texts = ["fine", "a slur", "babble", "both wrong", "busy but fine"]
    winnow.folder.write(
      texts.map { #"{"instruction":"q","input":"","output":"\#($0)"}"# + "\n" }.joined(), "d.jsonl")
    let program = #filePath.split(separator: "/").dropLast().map { "/\($0)" }.joined()
    server = ChildProcess(
      ["/usr/bin/env", "python3", program + "/Servers/judge.py", winnow.folder.path],
      environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"])
    var port: String?
    for _ in 0..<200 where port == nil {
      usleep(50_000)
      port = Files.text(winnow.folder.path("port"))
    }
    url = "http://127.0.0.1:\(try #require(port))/v1"
  }

  deinit {
    server.send(SIGKILL)
    _ = server.wait()
  }

  private var requests: [JSONValue] {
    (Files.text(winnow.folder.path("requests.jsonl")) ?? "").split(separator: "\n")
      .compactMap { try? JSONValue.parse(String($0)) }
  }

  @Test func `nothing is sent without being asked`() {
    let shown = winnow("judge", "d.jsonl", "--url", url, "--model", "m")
    #expect(shown.status == 0 && shown.text.contains("### output\nfine"))
    #expect(shown.text.contains("S10 Hate") && shown.errors.contains("--send asks about 5 records"))
    #expect(requests.isEmpty)
  }

  @Test func `what a judge suggests waits for a person, and goes on where it stopped`() throws {
    let judge = winnow(
      "judge", "d.jsonl", "--url", url, "--model", "m/1", "--send", "--parallel", "3")
    #expect(judge.status == 0, "\(judge.errors)")
    #expect(judge.errors.contains("4 judged, 3 suggested"))
    #expect(judge.errors.contains("#3: the answer is no JSON object with a command: I can't say."))
    #expect(requests.count == 7, "five, and two that came when the server was busy")
    #expect(requests.allSatisfy { $0["path"]?.string?.text == "/v1/chat/completions" })
    let file = winnow.folder.path("d.jsonl.winnow/judge-m-1.suggestions")
    let lines = try #require(Files.text(file)).split(separator: "\n").map(String.init)
    #expect(
      lines.contains {
        $0.contains(#""command":"flag S10 2 at /output","score":0.93,"reason":"a slur","by":"m/1""#)
      })
    #expect(winnow("apply", "d.jsonl").text == Files.text(winnow.folder.path("d.jsonl")))
    #expect(winnow("log", "d.jsonl").lines.isEmpty)
    Files.write(
      Array((try #require(Files.text(file))).utf8) + Array(#"{"record":3,"by":"m/1""#.utf8), file)
    let again = winnow("judge", "d.jsonl", "--url", url, "--model", "m/1", "--send", "--json")
    #expect(
      again.text.contains(#""judged":0,"suggested":0,"misunderstood":1,"before":4"#),
      "a torn line counts as none")
    #expect(requests.count == 8)
  }

  @Test func `a template asks for what it wants, and a record can't change it`() {
    winnow.folder.write(#"{"instruction":"{{categories}}","output":"x"}"# + "\n", "t.jsonl")
    winnow.folder.write("Say {{unknown}} of {{record}}", "t.txt")
    let shown = winnow("judge", "t.jsonl", "--template", winnow.folder.path("t.txt"))
    #expect(
      shown.text == #"Say {{unknown}} of {"instruction":"{{categories}}","output":"x"}"# + "\n")
    winnow.folder.write("no place", "t.txt")
    #expect(winnow("judge", "t.jsonl", "--template", winnow.folder.path("t.txt")).status == 64)
  }

  @Test func `a key isn't seen by other processes, and a refusal is told`() {
    let run = ChildProcess.run(
      [Winnow.path, "judge", "d.jsonl", "1", "--url", url, "--model", "forbidden", "--send"],
      environment: winnow.environment.merging(["WINNOW_API_KEY": "se\"cret"]) { $1 },
      folder: winnow.folder.path)
    #expect(run.status == 74 && run.errors.contains("refuses #1 with 401"))
    #expect(requests.first?["key"]?.string?.text == "Bearer se\"cret")
    let gone = winnow(
      "judge", "d.jsonl", "--url", "http://127.0.0.1:1/v1", "--model", "m", "--send")
    #expect(gone.status == 69 && gone.errors.contains("no answer from http://127.0.0.1:1"))
  }

  @Test func `no more than so many a minute are sent`() throws {
    #expect(
      winnow(
        "judge", "d.jsonl", "1-3", "--url", url, "--model", "m", "--send", "--per-minute", "60"
      ).status == 0)
    let times = requests.compactMap { value -> Double? in
      guard case .number(let number)? = value["at"] else { return nil }
      return Double(number.spelling)
    }
    #expect(times.count == 3)
    #expect(times[2] - times[0] >= 1.9)
  }
}
