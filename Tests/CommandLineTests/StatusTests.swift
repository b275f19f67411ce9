import Glibc
import TestSupport
import Testing

/// Exit statuses, and what goes to standard output and to standard error.
@Suite struct StatusTests {
  private let winnow = Winnow()
  private let record = #"{"instruction":"q","input":"","output":"a"}"# + "\n"

  private func dataset(_ name: String = "d.jsonl") -> String {
    winnow.folder.write(record + record, name)
    return name
  }

  @Test func `shells complete names of files where the program has nothing to offer`() {
    for (shell, part) in [
      ("bash", "complete -o default -o filenames -F _winnow winnow"),
      ("zsh", "_describe -V subcommand subcommands && ret=0; _files && ret=0"),
      ("fish", "complete -c 'winnow' -n 'not __fish_use_subcommand' -f"),
    ] {
      let script = winnow("--generate-completion-script", shell).text
      #expect(script.contains(part), "\(shell)")
    }
  }

  @Test func `a command that doesn't exist isn't taken for a dataset`() {
    let result = winnow("flp", dataset(), "1")
    #expect(result.status == 66 && result.errors.contains("flp is neither a file nor a command"))
  }

  @Test func `0 is done, and messages go to standard error`() {
    let result = winnow("edit", dataset(), "1", "--set", "/output=b")
    #expect(result.status == 0)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains("#1"))
  }

  @Test(arguments: [
    ["--bogus"], ["edit"], ["edit", "d.jsonl", "1"], ["edit", "d.jsonl", "x", "--set", "/a=b"],
    ["edit", "d.jsonl", "0", "--set", "/a=b"], ["edit", "d.jsonl", "3-2", "--set", "/a=b"],
    ["edit", "d.jsonl", "1", "--set", "a=b"], ["edit", "d.jsonl", "1", "--set", "/a"],
    ["edit", "d.jsonl", "1", "--set-json", "/a={"], ["edit", "d.jsonl", "1", "--patch", "{}"],
    ["edit", "d.jsonl", "1", "--patch", "[{}]"], ["edit", "d.jsonl", "--set", "/output=b"],
    ["flag", "d.jsonl", "1", "--category", "S99"], ["flag", "d.jsonl", "1"],
    ["flag", "d.jsonl", "1", "--category", "S1", "--severity", "4"],
    ["flag", "d.jsonl", "1", "--category", "S1", "--taxonomy", "none"],
    ["flag", "d.jsonl", "1", "--category", "S1", "--at", "output"],
    ["verdict", "d.jsonl", "1", "good"], ["verdict", "d.jsonl"], ["rank", "d.jsonl", "1"],
    ["rank", "d.jsonl", "1", "a,b"], ["show", "d.jsonl", "x"],
    ["info", "d.jsonl", "--container", "csv"],
    ["apply", "d.jsonl", "--keep", "some"], ["apply", "d.jsonl", "--replace", "-o", "x"],
    ["apply", "-", "--replace"], ["apply", "d.jsonl", "--max-conflicts=-1"], ["diff", "-", "-"],
    ["query", "d.jsonl", "edited", "--count", "--json"], ["sample", "d.jsonl", "--by", "nope"],
    ["split", "d.jsonl", "a.jsonl=1", "b.jsonl=1", "--by", "nope"],
    ["open", "d.jsonl", "--language", "fr"], ["stats", "d.jsonl", "--by", "nope"],
    ["query", "d.jsonl", "/sorry"], ["query", "d.jsonl", "#0"],
    ["duplicates", "-", "--against", "-"],
    ["check", "d.jsonl", "--list", "--only", "P"], ["check", "d.jsonl", "--list", "--fix"],
    ["check", "--list", "--explain", "P06"], ["check", "--explain", "P06", "--count"],
    ["check", "d.jsonl", "--fix", "--github"], ["check", "d.jsonl", "--fix", "--sarif"],
    ["show", "d.jsonl", "1", "--raw", "--json"], ["show", "d.jsonl", "1", "--columns", "0"],
    ["show", "d.jsonl", "1", "--raw", "--columns", "9"], ["log", "d.jsonl", "--patch", "--json"],
    ["diff", "d.jsonl", "--textconv", "--json"], ["diff", "d.jsonl", "--link", "number"],
    ["duplicates", "d.jsonl", "--against", "d.jsonl", "--keep", "best"],
    ["convert", "d.jsonl", "--to", "io", "--name", "n"],
    ["flag", "d.jsonl", "1", "--category", "S1", "--threshold", "0.9"],
    ["flag", "d.jsonl", "--category", "S1", "--from-check", "Q", "--at", "/output"],
    ["flag", "d.jsonl", "--from", "d.jsonl", "--at", "/output"],
    ["flag", "d.jsonl", "--from", "d.jsonl", "--from-check", "Q"],
    ["flag", "d.jsonl", "--from", "d.jsonl", "--taxonomy", "pku"],
    ["split", "d.jsonl", "a.csv=1"], ["rate", "d.jsonl", "1", "a", "4"],
    ["keys", "--language", "fr"], ["help", "aply"], ["help", "journal", "chek"],
  ]) func `64 is wrong usage, and nothing is written`(words: [String]) {
    _ = dataset()
    let result = ChildProcess.run(
      [Winnow.path] + words, environment: winnow.environment, folder: winnow.folder.path)
    #expect(result.status == 64, "\(result.errors)")
    #expect(result.output.isEmpty)
    #expect(!result.errors.isEmpty)
    #expect(winnow.journals(of: "d.jsonl") == [])
  }

  @Test func `an argument that isn't UTF-8 isn't stored as another text`() throws {
    let script = "\"$1\" edit d.jsonl 1 --set \"/output=$(printf 'caf\\351')\""
    let result = ChildProcess.run(
      ["/bin/sh", "-c", script, "sh", Winnow.path], environment: winnow.environment,
      folder: winnow.folder.path(""))
    _ = dataset()
    #expect(result.status == 64 && result.errors.contains("isn't UTF-8"), "\(result.errors)")
  }

  @Test func `control characters of an argument don't reach the terminal`() {
    let result = winnow("info", dataset(), "--container", "\u{1B}[31m")
    #expect(result.status == 64 && !result.errors.contains("\u{1B}"))
  }

  @Test func `78 is a configuration that can't be read, and says where and what else there is`() {
    winnow.folder.write("actor: alice\nlanguage: fr\n", "winnow/config.yaml")
    let settings = ["XDG_CONFIG_HOME": winnow.folder.path]
    let result = ChildProcess.run(
      [Winnow.path, "open", dataset()],
      environment: winnow.environment.merging(settings) { $1 }, folder: winnow.folder.path)
    #expect(result.status == 78)
    #expect(result.errors.contains("config.yaml:2:11: “language” can't be “fr”"))
    #expect(result.errors.contains("“en” or “zh”"))
  }

  @Test func `78 is a taxonomy that can't be read, named by its whole path; the others are listed`()
  {
    let path = ".config/winnow/taxonomies/bad.yaml"
    for folder in [".config", ".config/winnow"] { winnow.folder.write("", "\(folder)/x") }
    winnow.folder.write("id: [\n", path)
    let result = winnow("taxonomies")
    #expect(result.status == 78 && result.text.contains("mlcommons"))
    #expect(result.errors.contains(winnow.folder.path(path) + ":2:1: not YAML"), "\(result.errors)")
    let flag = winnow("flag", dataset(), "1", "--category", "S1")
    #expect(flag.status == 0 && flag.errors.contains("bad.yaml"))
  }

  @Test func `a folder's splits are listed, and dots tell that there are more`() {
    for number in 10..<22 { winnow.folder.write(record, "many/s\(number).jsonl") }
    let result = winnow("info", "many")
    #expect(result.status == 66 && result.errors.hasSuffix("many/s19, ...\n"), "\(result.errors)")
    #expect(!winnow("split", dataset(), "a.csv=1").errors.contains("-o"))
  }

  @Test func `65 is a record, a journal or a file that can't be read as data`() {
    let name = dataset()
    #expect(winnow("show", name, "3").status == 65)
    #expect(winnow("edit", name, "3", "--set", "/output=b").status == 65)
    winnow.folder.write([0x1F, 0x8B, 8, 0], "d.gz")
    let packed = winnow("info", "d.gz")
    #expect(packed.status == 65)
    #expect(packed.errors.contains("d.gz can't be unpacked"))
    winnow.folder.write("{\"v\":1,\n", "bad.jsonl")
    #expect(winnow("apply", name, "--with", "bad.jsonl").status == 65)
  }

  @Test func `a journal that this version doesn't understand is refused and named`() {
    let name = dataset()
    winnow.folder.write(#"{"op":"enter","changes":[]}"# + "\n", "new.jsonl")
    let result = winnow("apply", name, "--with", "new.jsonl")
    #expect(result.status == 65)
    #expect(result.errors.contains("new.jsonl: line 1"))
    #expect(result.errors.contains("enter"))
    #expect(result.output.isEmpty)
  }

  @Test func `66 is no such input`() {
    #expect(winnow("info", "none.jsonl").status == 66)
    #expect(winnow("info", ".").status == 66)
    #expect(winnow("apply", dataset(), "--journal", "none.jsonl").status == 66)
    #expect(winnow("edit", dataset(), "1", "--set-file", "/output=none.txt").status == 66)
  }

  @Test func `73 is output that can't be made`() {
    let name = dataset()
    winnow.folder.write("mine", "out.jsonl")
    let refused = winnow("apply", name, "-o", "out.jsonl")
    #expect(refused.status == 73)
    #expect(refused.errors.contains("--force"))
    #expect(winnow.folder.read("out.jsonl") == Array("mine".utf8))
    #expect(winnow("apply", name, "-o", "out.jsonl", "--force").status == 0)
    #expect(winnow.folder.read("out.jsonl") == Array((record + record).utf8))
    #expect(winnow("apply", name, "-o", name, "--force").status == 73)
    #expect(winnow("apply", name, "-o", "./\(name)", "--force").status == 73)
    symlink(name, winnow.folder.path("link.jsonl"))
    #expect(winnow("apply", name, "-o", "link.jsonl", "--force").status == 73)
    #expect(winnow("apply", name, "-o", "nowhere/out.jsonl").status == 73)
    #expect(winnow("apply", name, "-o", ".").status == 73)
    #expect(winnow.folder.read(name) == Array((record + record).utf8))
  }

  @Test func `74 is output that fails while it is written`() {
    let name = dataset()
    let result = winnow.start(["apply", name], output: "/dev/full").wait()
    #expect(result.status == 74)
    #expect(!result.errors.isEmpty)
    #expect(winnow("apply", name, "-o", "/dev/full", "--force").status == 74)
  }

  @Test func `74 is a file that may grow no further, and ends nothing by a signal`() throws {
    let name = dataset()
    #expect(winnow("note", name, "1", "short").status == 0)
    let journal = try #require(winnow.journals(of: name).first)
    let before = try #require(Files.read(journal))
    let long = String(repeating: "x", count: 9000)
    let limited = ChildProcess.run(
      [
        "/usr/bin/prlimit", "--fsize=4096", Winnow.path, "note", winnow.folder.path(name), "1",
        long,
        "--actor", "alice",
      ])
    #expect(limited.status == 74, "\(limited)")
    #expect(Files.read(journal) == before)
  }

  @Test func `75 is a journal that another process writes, and names it`() throws {
    let name = dataset()
    #expect(winnow("edit", name, "1", "--set", "/output=b").status == 0)
    let journal = try #require(winnow.journals(of: name).first)
    let lock = open(String(journal.dropLast(6)) + ".lock", O_RDWR | O_CLOEXEC)
    try #require(lock >= 0)
    defer { close(lock) }
    #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
    let refused = winnow("edit", name, "1", "--set", "/output=c")
    #expect(refused.status == 75)
    #expect(refused.errors.contains("process"))
    #expect(winnow("undo", name).status == 75)
    #expect(winnow("apply", name).text.contains(#""output":"b""#), "reading needs no lock")
    #expect(winnow.by("bob")("edit", name, "1", "--set", "/input=x").status == 0)
    let patient = winnow.start(["edit", name, "1", "--set", "/output=d", "--wait", "60"])
    usleep(300_000)
    #expect(!winnow("apply", name).text.contains(#""output":"d""#))
    flock(lock, LOCK_UN)
    #expect(patient.wait().status == 0)
    #expect(winnow("apply", name).text.contains(#""output":"d""#))
  }

  @Test func `commands that begin a journal at the same time begin one`() throws {
    let name = dataset()
    let running = (1...6).map {
      winnow.start(["note", name, "1", "--at", "/output", "note \($0)", "--wait", "60"])
    }
    #expect(running.map { $0.wait().status } == [0, 0, 0, 0, 0, 0])
    let journals = winnow.journals(of: name)
    #expect(journals.count == 1, "\(journals)")
    #expect(Files.lines(journals[0]).count == 7)
  }

  @Test func `commands at the same time wait for each other`() throws {
    let name = dataset()
    #expect(winnow("note", name, "1", "first").status == 0)
    let running = (1...6).map {
      winnow.start(["note", name, "1", "--at", "/output", "note \($0)", "--wait", "60"])
    }
    #expect(running.map { $0.wait().status } == [0, 0, 0, 0, 0, 0])
    let journal = try #require(winnow.journals(of: name).first)
    #expect(Files.text(journal)?.utf8.count { $0 == 0x0A } == 8)
    #expect(winnow("journal", "check", journal).status == 0)
  }

  @Test(.enabled(if: getuid() == 0, "needs root, to run as somebody else"))
  func `77 is no permission`() throws {
    let name = dataset()
    chmod(winnow.folder.path, 0o755)
    chmod(winnow.folder.path(name), 0o600)
    let words = [
      "/usr/bin/setpriv", "--reuid=65534", "--clear-groups", Winnow.path, "info",
      winnow.folder.path(name),
    ]
    try #require(Files.exists(words[0]), "setpriv (util-linux) is missing")
    // The program itself may lie in a folder that only root can enter.
    let probe = ChildProcess.run(Array(words.prefix(4)) + ["--version"])
    guard probe.status == 0 else {
      withKnownIssue("another user can't run the built program here") {
        Issue.record("\(probe.errors)")
      }
      return
    }
    let result = ChildProcess.run(words, environment: winnow.environment)
    #expect(result.status == 77)
    #expect(result.errors.contains(name))
  }

  @Test func `looking creates nothing`() {
    let name = dataset()
    for words in [["info"], ["log"], ["apply"]] {
      #expect(
        ChildProcess.run(
          [Winnow.path] + words + [name], environment: winnow.environment,
          folder: winnow.folder.path
        ).status == 0)
    }
    #expect(winnow("show", name, "1").status == 0)
    #expect(winnow("edit", name, "1", "--set", "/output=a").status == 0, "nothing to change")
    #expect(Files.names(in: winnow.folder.path) == [name])
  }
}
