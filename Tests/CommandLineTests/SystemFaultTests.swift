import TestSupport
import Testing

/// Faults in the system calls of a real program that writes a journal: what it acknowledged stands,
/// and the journal is sound or torn, never damaged.
@Suite(.enabled(if: Strace.isUsable, "strace can't trace programs here"))
struct SystemFaultTests {
  private static let faults: [(call: String, fault: String)] = [
    ("write", "error=ENOSPC"), ("write", "error=EIO"), ("write", "error=EINTR"),
    ("fdatasync", "error=EIO"), ("fdatasync", "error=EINTR"), ("fsync", "error=EIO"),
    ("ftruncate", "error=EIO"), ("flock", "error=ENOLCK"), ("mkdir", "error=EROFS"),
  ]

  @Test(arguments: faults.indices)
  func `nothing acknowledged is lost to a call that fails`(_ index: Int) throws {
    let (call, fault) = Self.faults[index]
    let isBeginning = ["fsync", "mkdir"].contains(call)  // used where a journal begins
    var injected = 0
    for count in 1...40 {
      let folder = TemporaryFolder()
      let winnow = Winnow(folder)
      folder.write("{\"text\":\"a\"}\n{\"text\":\"b\"}\n", "d.jsonl")
      if !isBeginning { #expect(winnow("verdict", "d.jsonl", "1", "accepted").status == 0) }
      let log = folder.path("strace")
      let result = ChildProcess.run(
        Strace.words("\(call):\(fault):when=\(count)", log: log)
          + [Winnow.path, "edit", "d.jsonl", "2", "--set", "/text=c"],
        environment: winnow.environment, folder: folder.path)
      let wasInjected = try #require(Files.text(log)).contains("INJECTED")
      let what = "\(call) \(fault) at call \(count): \(result.errors)"
      for journal in winnow.journals(of: "d.jsonl") {
        #expect(winnow("journal", "check", journal).status <= 1, "\(what)")
      }
      let shown = winnow("show", "d.jsonl", "2", "--raw").text
      if result.status == 0 { #expect(shown.contains("\"c\""), "\(what)") }
      if !isBeginning { #expect(winnow("log", "d.jsonl").text.contains("accepted"), "\(what)") }
      // And the next command goes on from there.
      #expect(winnow("edit", "d.jsonl", "2", "--set", "/text=d").status == 0, "\(what)")
      #expect(winnow("show", "d.jsonl", "2", "--raw").text.contains("\"d\""), "\(what)")
      guard wasInjected else { break }
      injected += 1
      #expect(count < 40, "no run was free of faults")
    }
    #expect(injected > 0, "\(call) was never reached")
    print("\(call) \(fault): \(injected) injected, 0 acknowledged entries lost")
  }
}

@Suite(.enabled(if: Strace.isUsable, "strace can't trace programs here"))
struct FolderFaultTests {
  @Test func `a folder of journals that can't be listed isn't one without journals`() {
    let winnow = Winnow()
    winnow.folder.write("{\"text\":\"a\"}\n", "d.jsonl")
    #expect(winnow("edit", "d.jsonl", "1", "--set", "/text=b").status == 0)
    let log = winnow.folder.path("strace")
    let result = ChildProcess.run(
      Strace.words("getdents64:error=EIO:when=1", log: log) + [Winnow.path, "apply", "d.jsonl"],
      environment: winnow.environment, folder: winnow.folder.path)
    #expect(result.status == 74 && result.text == "", "\(result.errors)")
  }
}

@Suite(.enabled(if: Strace.isUsable, "strace can't trace programs here"))
struct RenewalFaultTests {
  @Test(arguments: [
    "write:error=ENOSPC", "fdatasync:error=EIO", "fsync:error=EIO",
    "rename:error=EIO", "write:signal=KILL", "fdatasync:signal=KILL", "rename:signal=KILL",
  ])
  func `whatever fails while a dataset is renewed, it is the old or the new one`(fault: String)
    throws
  {
    let equal = "{\"text\":\"a\"}\n"
    var injected = 0
    for count in 1...20 {
      let folder = TemporaryFolder()
      let winnow = Winnow(folder)
      folder.write(equal + equal + "{\"text\":\"b\"}\n", "d.jsonl")
      #expect(winnow("remove", "d.jsonl", "2").status == 0)
      #expect(winnow("edit", "d.jsonl", "3", "--set", "/text=c").status == 0)
      let log = folder.path("strace")
      let result = ChildProcess.run(
        Strace.words("\(fault):when=\(count)", log: log)
          + [Winnow.path, "apply", "d.jsonl", "--replace"],
        environment: winnow.environment, folder: folder.path)
      let trace = try #require(Files.text(log))
      let wasInjected = trace.contains("INJECTED") || trace.contains("killed by SIGKILL")
      let records = Files.lines(folder.path("d.jsonl")).count
      let what = "\(fault) at call \(count): \(result.errors)"
      #expect(records == 3 || records == 2, "\(what)")
      if result.status == 0 { #expect(records == 2, "\(what)") }
      // And the next command goes on from there.
      for _ in 0..<2 {
        let next = winnow("apply", "d.jsonl")
        #expect(next.status == 0 && next.lines.count == 2, "\(what): \(next.errors)")
        #expect(next.text.contains("\"c\""), "\(what)")
        #expect(winnow("apply", "d.jsonl", "--replace").status == 0, "\(what)")
      }
      guard wasInjected else { break }
      injected += 1
      #expect(count < 20, "no run was free of faults")
    }
    #expect(injected > 0, "never reached")
  }
}

@Suite struct SalvageTests {
  @Test func `the sound lines of a damaged journal are saved, and read in its place`() throws {
    let winnow = Winnow()
    winnow.folder.write("{\"text\":\"a\"}\n{\"text\":\"b\"}\n{\"text\":\"c\"}\n", "d.jsonl")
    for (number, text) in [(1, "x"), (2, "y"), (3, "z")] {
      winnow("edit", "d.jsonl", "\(number)", "--set", "/text=\(text)")
    }
    winnow("undo", "d.jsonl")
    let journal = try #require(winnow.journals(of: "d.jsonl").first)
    let text = try #require(Files.text(journal))
    Files.write(Array(text.replacing("\"y\"", with: "\"!\"").utf8), journal)
    let damaged = winnow("apply", "d.jsonl")
    #expect(damaged.status == 65 && damaged.errors.contains("line 3"))
    #expect(damaged.errors.contains("journal salvage"))
    let result = winnow("journal", "salvage", journal)
    #expect(result.status == 1)
    #expect(result.errors.contains("3 entries saved") && result.errors.contains("lost: line 3"))
    #expect(winnow("journal", "salvage", journal).status == 73, "nothing is overwritten")
    Files.remove(journal)
    #expect(
      winnow("apply", "d.jsonl").text == "{\"text\":\"x\"}\n{\"text\":\"b\"}\n{\"text\":\"c\"}\n")
  }

  @Test func `edits of an inserted record are saved with it`() throws {
    let winnow = Winnow()
    winnow.folder.write("{\"text\":\"a\"}\n", "d.jsonl")
    winnow("insert", "d.jsonl", #"{"text":"new"}"#)
    winnow("edit", "d.jsonl", "2", "--set", "/text=newer")
    winnow("note", "d.jsonl", "1", "victim")
    let journal = try #require(winnow.journals(of: "d.jsonl").first)
    let text = try #require(Files.text(journal))
    Files.write(Array(text.replacing("victim", with: "victjm").utf8), journal)
    #expect(winnow("journal", "salvage", journal).errors.contains("2 entries saved"))
    Files.remove(journal)
    let applied = winnow("apply", "d.jsonl")
    #expect(applied.text == "{\"text\":\"a\"}\n{\"text\":\"newer\"}\n" && applied.status == 0)
  }
}
