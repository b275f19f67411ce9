import Glibc
import JSONLines
import TestSupport
import Testing

/// What is written beside the records, and what loads them.
extension ConvertTests {
  @Test func `marks go to a file of their own, line by line`() {
    dataset(pair, ranked)
    #expect(winnow("flag", "d.jsonl", "2", "--category", "S10").status == 0)
    #expect(
      winnow("convert", "d.jsonl", "--to", "trl-kto", "-o", "o.jsonl", "--marks-file", "m.jsonl")
        .status == 0)
    let lines = (Files.text(winnow.folder.path("m.jsonl")) ?? "").split(separator: "\n")
    #expect(
      lines.count == (Files.text(winnow.folder.path("o.jsonl")) ?? "").split(separator: "\n").count)
    #expect(lines[0] == #"{"record":1,"marks":{}}"#)
    #expect(lines[2].hasPrefix(#"{"record":2,"marks":{"alice":{"flags""#))
  }

  @Test func `what is left out and what can't be carried over is listed`() {
    dataset("{", #"{"a":1}"#, pair, #"{"text":"a"}"#)
    #expect(winnow("verdict", "d.jsonl", "3", "discarded").status == 0)
    let result = winnow("convert", "d.jsonl", "--to", "trl-dpo", "--json")
    #expect(result.status == 1 && result.text.isEmpty)
    #expect(result.errors.contains(#"{"record":1,"reason":"it isn't JSON"}"#))
    #expect(result.errors.contains(#"{"record":2,"reason":"tree has no prompt and answer"}"#))
    #expect(!result.errors.contains(#""record":3"#))
    #expect(winnow("convert", "d.jsonl", "--to", "text").lines == [#"{"text":"a"}"#])
  }

  @Test func `marks take no field that is there`() {
    dataset(pair)
    for name in ["source", "messages"] {
      #expect(winnow("convert", "d.jsonl", "--to", "trl-dpo", "--marks", name).status == 64)
    }
  }

  @Test func `marks go to a field`() {
    dataset(pair)
    #expect(winnow("verdict", "d.jsonl", "1", "accepted").status == 0)
    #expect(
      converted("trl-dpo", "--marks", "review")[0].hasSuffix(
        #""review":{"alice":{"verdict":"accepted"}},"source":"x"}"#))
  }

  @Test func `dataset_info.json gets a complete entry, and keeps its other bytes`() {
    dataset(pair)
    let info = "{\n  \"old\": {\"file_name\" : \"a.json\"},\n  \"mine\": {}\n}\n"
    winnow.folder.write(info, "dataset_info.json")
    #expect(
      winnow(
        "convert", "d.jsonl", "--to", "llama-factory-dpo", "-o", "out.jsonl", "--dataset-info",
        "dataset_info.json", "--name", "new"
      ).status == 0)
    let text = Files.text(winnow.folder.path("dataset_info.json")) ?? ""
    #expect(
      text.contains("\"old\": {\"file_name\" : \"a.json\"},") && text.contains(#""ranking": true"#))
    #expect(text.contains(#""chosen": "chosen""#) && text.contains(#""file_name": "out.jsonl""#))
    #expect(
      winnow("convert", "d.jsonl", "--to", "llama-factory-dpo", "--dataset-info", "x").status == 64)
    // LLaMA-Factory joins the name to the folder of dataset_info.json.
    for folder in ["sub", "infos"] { mkdir(winnow.folder.path(folder), 0o700) }
    winnow.folder.write("{}", "infos/dataset_info.json")
    for (output, info, name) in [
      ("sub/o.jsonl", "dataset_info.json", "sub/o.jsonl"),
      ("sub/p.jsonl", "infos/dataset_info.json", winnow.folder.path("sub/p.jsonl")),
      ("q.jsonl", "not-there-yet.json", "q.jsonl"),
    ] {
      winnow(
        "convert", "d.jsonl", "--to", "llama-factory-dpo", "-o", output, "--dataset-info", info,
        "--name", "n")
      let text = Files.text(winnow.folder.path(info)) ?? ""
      #expect(text.replacing(": ", with: ":").contains("\"file_name\":\"\(name)\""), "\(text)")
    }
  }

  @Test func `half of a surrogate pair isn't converted to something else`() {
    dataset(
      #"{"instruction":"q","input":"","output":"a \ud83d b"}"#,
      #"{"text":"Human: a \ud83d b\n\nAssistant: yo"}"#,
      #"{"instruction":"q","input":"","output":"a \ud83d\ude00 b"}"#)
    for format in ["io", "alpaca", "sharegpt", "trl-sft", "openai"] {
      let result = winnow("convert", "d.jsonl", "--to", format)
      #expect(result.status == 1 && result.errors.contains("half of a surrogate pair (F09): #1"))
      #expect(result.lines.count == 1 && !result.text.contains("\u{FFFD}"), "\(format)")
    }
  }

  @Test func `dataset_info.json names only columns that the file has`() {
    winnow.folder.write("{}", "dataset_info.json")
    func columns(_ record: String) -> String? {
      dataset(record)
      let status = winnow(
        "convert", "d.jsonl", "--to", "alpaca", "-o", "out.jsonl", "--dataset-info",
        "dataset_info.json", "--name", "new", "--force"
      ).status
      let text = Files.text(winnow.folder.path("dataset_info.json")) ?? ""
      return status == 0 ? text.split(separator: "\"columns\":").last.map(String.init) : nil
    }
    let plain = columns(#"{"instruction":"i","input":"","output":"o"}"#)
    #expect(plain?.contains("system") == false && plain?.contains("history") == false)
    let more = columns(#"{"instruction":"i","input":"","output":"o","system":"s"}"#)
    #expect(more?.contains(#""system""#) == true && more?.contains("history") == false)
  }

  @Test func `an output that exists, or is the dataset, is not written`() {
    dataset(pair)
    winnow.folder.write("mine", "out.jsonl")
    #expect(winnow("convert", "d.jsonl", "--to", "trl-dpo", "-o", "out.jsonl").status == 73)
    #expect(
      winnow("convert", "d.jsonl", "--to", "trl-dpo", "-o", "d.jsonl", "--force").status == 73)
    #expect(Files.text(winnow.folder.path("out.jsonl")) == "mine")
  }

  /// Hugging Face's own reader takes what was written.
  @Test(
    .enabled(
      if: Python.has("datasets"),
      "Python's datasets isn't installed; WINNOW_TEST_PYTHON names a folder of one"))
  func `datasets loads what is converted`() throws {
    dataset(pair, ranked)
    for format in ["trl-sft", "trl-dpo", "trl-kto", "trl-reward", "llama-factory-dpo"] {
      #expect(
        winnow("convert", "d.jsonl", "--to", format, "--only-taught", "-o", "o.jsonl", "--force")
          .status == 0)
      let script = """
        import datasets, sys
        rows = datasets.load_dataset("json", data_files=sys.argv[1], split="train", cache_dir=sys.argv[2])
        print(rows.num_rows, *rows.column_names)
        """
      let result = Python.run(
        [
          "-c", script, winnow.folder.path("o.jsonl"), winnow.folder.path("cache-\(format)"),
        ], folder: winnow.folder.path)
      #expect(
        result.status == 0 && result.text.hasPrefix(format == "trl-kto" ? "4 " : "2 "),
        "\(result.errors)")
    }
  }
}
