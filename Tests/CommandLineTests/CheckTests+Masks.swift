import JSONLines
import TestSupport
import Testing

/// Secrets and personal data, masked by `--fix`.
extension CheckTests {
  @Test func `--fix masks secrets as edits that undo takes back`() {
    let record = #"{"instruction":"q","input":"","output":"mail jane@gmail.com now"}"#
    dataset(record)
    #expect(winnow("check", "d.jsonl", "--only", "Q18", "--fix", "--dry-run").status == 1)
    #expect(winnow("apply", "d.jsonl").lines == [record])
    #expect(winnow("check", "d.jsonl", "--only", "Q18", "--fix").status == 0)
    #expect(
      winnow("apply", "d.jsonl").lines == [
        #"{"instruction":"q","input":"","output":"mail [email] now"}"#
      ])
    #expect(Files.text(winnow.journals(of: "d.jsonl")[0])?.contains("jane@") == false)
    #expect(winnow("undo", "d.jsonl").status == 0)
    #expect(winnow("apply", "d.jsonl").lines == [record])
    #expect(winnow("redo", "d.jsonl").status == 0)
    #expect(winnow("apply", "d.jsonl", "--replace").status == 0)
    let gone = winnow("undo", "d.jsonl")
    #expect(gone.status != 0 && gone.errors.contains("masked a text of #1"), "\(gone.errors)")
  }

  @Test(arguments: [
    "call 13841148266 +49 30 1234567 now", "13841148266 +1 212 736 5000",
    "al.ice+91@gmail.com11010519491231002X",
  ])
  func `what touches a secret is masked with it`(_ text: String) {
    winnow.folder.write(#"{"text":"\#(text)"}"# + "\n", "s.jsonl")
    _ = winnow("check", "s.jsonl", "--only", "Q18,Q19", "--fix")
    #expect(winnow("apply", "s.jsonl", "-o", "t.jsonl").status == 0)
    let left = winnow("check", "t.jsonl", "--only", "Q18,Q19")
    #expect(left.status == 0, "\(left.text)")
    let journal = winnow.journals(of: "s.jsonl").first.flatMap(Files.text) ?? ""
    #expect(!journal.isEmpty && !journal.contains("13841148266") && !journal.contains("gmail"))
  }

  @Test(arguments: [
    "call 212-867-5309ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8 now",
    "13812345678AKIAIOSFODNN7EXAMPLQ",
  ])
  func `what only a mask of another rule uncovers is masked with it`(_ text: String) throws {
    dataset(#"{"text":"\#(text)"}"#)
    #expect(winnow("check", "d.jsonl", "--only", "Q18,Q19", "--fix").status == 0)
    let applied = winnow("apply", "d.jsonl").text
    #expect(!applied.contains("ghp_a1") && !applied.contains("AKIA"), "\(applied)")
    let journals = winnow.journals(of: "d.jsonl").compactMap { Files.text($0) }.joined()
    #expect(!journals.isEmpty && !journals.contains("ghp_a1") && !journals.contains("AKIA"))
  }

  @Test func `a secret in a call's arguments is masked there, and the call is JSON as before`() {
    let record = { (key: String) in
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{\"key\": \"\#(key)\"}"}}]}]}"#
    }
    dataset(record("AKIAQ3EGRIZ5LKQZ7XYZ"))
    #expect(winnow("check", "d.jsonl", "--only", "Q19", "--fix").status == 0)
    #expect(winnow("apply", "d.jsonl").lines == [record("[AWS key]")])
    #expect(winnow("check", "d.jsonl", "--for", "openai").status == 0)
  }

  @Test func `escapes in JSON that stands in a string are no part of what is masked`() {
    let record = { (value: String) in #"{"text":"t","args":"{\"body\":\"Hi,\\n\#(value)\"}"}"# }
    dataset(
      record("bob@corp.com"), record("AKIAQ3EGRIZ5LKQZ7XYZ"),
      #"{"text":"half \ud83d tom@corp.org"}"#)
    #expect(winnow("check", "d.jsonl", "--only", "Q18,Q19", "--fix").status == 0)
    #expect(
      winnow("apply", "d.jsonl").lines == [
        record("[email]"), record("[AWS key]"), #"{"text":"half \ud83d [email]"}"#,
      ])
  }

  @Test func `what stands in no part, or in both sides of a pair, is masked everywhere`() {
    let pair = { (mail: String) in
      #"{"chosen":[{"role":"user","content":"mail \#(mail)"},{"role":"assistant","content":"A"}],"rejected":[{"role":"user","content":"mail \#(mail)"},{"role":"assistant","content":"B"}]}"#
    }
    let round = { (mail: String) in
      #"{"conversation":[{"human":"hi","assistant":"yo","annotator":"\#(mail)"}]}"#
    }
    dataset(pair("joe@gmail.com"), round("joe@gmail.com"))
    #expect(winnow("check", "d.jsonl", "--only", "Q18", "--fix").status == 0)
    #expect(winnow("apply", "d.jsonl").lines == [pair("[email]"), round("[email]")])
  }

  @Test func `one record that can't be mended leaves the others to be mended`() {
    let repeated = #"{"text":"bob@corp.org","id":1,"id":2}"#
    dataset(#"{"text":"tom@corp.org"}"#, repeated)
    for isDry in [true, false] {
      let options = ["check", "d.jsonl", "--only", "Q18", "--fix"] + (isDry ? ["--dry-run"] : [])
      let result = winnow.run(options)
      #expect(result.status == 1 && result.errors.contains("not mended: #2: /text is ambiguous"))
      #expect(result.errors.contains(isDry ? "1 would be mended" : "1 mended"))
    }
    #expect(winnow("apply", "d.jsonl").lines == [#"{"text":"[email]"}"#, repeated])
  }

  @Test func `what several rules mask in one text is masked at once`() throws {
    let text = "two: jane@gmail.com, joe@gmail.com and AKIAQ3EGRIZ5LKQZ7XYZ."
    dataset(#"{"instruction":"q","input":"","output":"\#(text)"}"#)
    let result = winnow("check", "d.jsonl", "--only", "Q18,Q19", "--fix")
    #expect(result.status == 0, "\(result.errors)")
    let masked = "two: [email], [email] and [AWS key]."
    #expect(
      winnow("apply", "d.jsonl").lines == [
        #"{"instruction":"q","input":"","output":"\#(masked)"}"#
      ])
    let journal = try #require(winnow.journals(of: "d.jsonl").first.flatMap(Files.text))
    #expect(!journal.contains("jane@") && !journal.contains("joe@") && !journal.contains("AKIA"))
  }

  @Test func `a number that is a text is masked as one`() {
    winnow.folder.write(#"{"instruction":"q","input":"","output":"13812345678"}"# + "\n", "d.jsonl")
    #expect(winnow("check", "d.jsonl", "--only", "Q18", "--fix").status == 0)
    #expect(winnow("apply", "d.jsonl").text.contains(#""output":"[mobile number]""#))
  }

  @Test func `a masked text that was JSON stays so`() {
    winnow.folder.write(
      #"{"instruction":"q","input":"","output":"{\"phone\": -13812345678, \"mail\": \"bob@acme.org\"}"}"#
        + "\n", "d.jsonl")
    #expect(winnow("check", "d.jsonl", "--only", "Q18,Q19", "--fix").status == 0)
    #expect(
      winnow("apply", "d.jsonl").text.contains(
        #"{\"phone\": \"[mobile number]\", \"mail\": \"[email]\"}"#),
      "\(winnow("apply", "d.jsonl").text)")
  }

  @Test func `a mask whose text is gone isn't undone, and puts no other text there`() {
    dataset(
      #"{"messages":[{"role":"User","content":"hi"},{"role":"assistant","content":"use AKIAIOSFODNN7EXAMPLQ please"}]}"#
    )
    #expect(winnow("check", "d.jsonl", "--fix").status < 2)
    #expect(winnow("apply", "d.jsonl", "--replace").status == 0)
    let masked = winnow.folder.read("d.jsonl")
    let undo = winnow("undo", "d.jsonl")
    #expect(undo.status != 0 && undo.errors.contains("mask"), "\(undo.errors)")
    #expect(Array(winnow("apply", "d.jsonl").text.utf8) == masked)
  }
}
