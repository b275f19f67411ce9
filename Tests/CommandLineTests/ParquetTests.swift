import Glibc
import TestSupport
import Testing

/// Parquet by way of an installed helper.
@Suite struct ParquetTests {
  private let winnow = Winnow()

  private func run(_ words: String...) -> ChildProcess.Result {
    Python.run(
      [
        "-c", "import subprocess, sys; sys.exit(subprocess.run(sys.argv[1:]).returncode)",
        Winnow.path,
      ]
        + words, folder: winnow.folder.path)
  }

  /// Without it there is nothing to compare with.
  private static let needsArrow = ConditionTrait.enabled(
    if: Python.has("pyarrow"),
    "Python's pyarrow isn't installed; WINNOW_TEST_PYTHON names a folder of one")

  @Test(Self.needsArrow) func `rows are read, curated, and written`() {
    let records = [
      #"{"prompt":"p","chosen":"a","rejected":"b"}"#,
      #"{"prompt":"中","chosen":"c","rejected":"d"}"#,
    ]
    winnow.folder.write(records.map { $0 + "\n" }.joined(), "d.jsonl")
    #expect(run("apply", "d.jsonl", "-o", "d.parquet").status == 0)
    #expect(run("apply", "d.jsonl", "-o", "d.parquet").status == 73)
    #expect(run("info", "d.parquet").text.contains("pairwise (2)"))
    #expect(run("verdict", "d.parquet", "1", "discarded").status == 0)
    // As DuckDB's command writes it, so that a journal holds whichever helper is there.
    #expect(run("apply", "d.parquet").lines == [records[1]])
    #expect(run("convert", "d.parquet", "--to", "trl-dpo", "-o", "o.parquet").status == 0)
    #expect(run("query", "o.parquet", "中", "--count").lines == ["1"])
    #expect(
      Files.names(in: winnow.folder.path).count {
        $0.contains(".tmp") || $0.hasSuffix("parquet.jsonl")
      } == 0)
  }

  /// Rows with all that helpers write each in its own way.
  private static let table = #"""
    import datetime, decimal, pyarrow as pa, pyarrow.parquet as parquet
    day = datetime.datetime(2024, 1, 2, 3, 4, 5)
    parquet.write_table(pa.table({
        "float": pa.array([1.0, 1e20, 1e-7, float("nan"), float("-inf")]),
        "single": pa.array([0.1, 1.5, None, 3.0, 2.0], type=pa.float32()),
        "large": pa.array([2**53 + 1, -1, 0, 2**63 - 1, -2**63]),
        "unsigned": pa.array([2**64 - 1, 0, 1, 2, 3], type=pa.uint64()),
        "decimal": pa.array([decimal.Decimal(t) for t in "1.10 2.00 -3.33 0.00 9.99".split()]),
        "time": pa.array([day, None, day.replace(microsecond=120), day, day]),
        "bytes": pa.array([b"\x00\xff", b"abc", None, b"", b"1"]),
        "text": pa.array(["\u4e2d\"\\/\u2028", "\n\x01", "\U0001F600", "", "nan 1e5"]),
        "nested": pa.array([[{"a": 1.5, "b": "x"}], [], None, [{"a": None, "b": "1.0"}], []]),
        "days": pa.array([[datetime.date(2024, 1, 2)], [], None, [], []]),
        "names": pa.array([{"date": "1", "map": "2", "binary": "3"}] * 5),
        'a "name"': pa.array([True, False, None, True, False]),
    }), "t.parquet")
    """#

  /// What Winnow says where nothing but this helper is there.
  private func run(_ words: [String], with helper: String) -> ChildProcess.Result {
    switch helper {
    case "duckdb-cli":
      return Python.run(
        ["-c", "import subprocess, sys; subprocess.run(sys.argv[1:])", Winnow.path] + words,
        folder: winnow.folder.path)
    default:
      // A folder with this Python alone, so that DuckDB's command isn't found.
      let script = """
        import os, subprocess, sys
        os.makedirs("only", exist_ok=True)
        with open("only/python3", "w") as file:
            file.write(f"#!/bin/sh\\nexec {sys.executable} \\"$@\\"\\n")
        os.chmod("only/python3", 0o755)
        path = os.getcwd() + "/only:/usr/bin:/bin"
        if sys.argv[1] == "duckdb":
            os.makedirs("without/pyarrow", exist_ok=True)
            with open("without/pyarrow/__init__.py", "w") as file: file.write("raise ImportError")
            os.environ["PYTHONPATH"] = os.getcwd() + "/without"
        subprocess.run(sys.argv[2:], env=dict(os.environ, PATH=path))
        """
      return Python.run(["-c", script, helper, Winnow.path] + words, folder: winnow.folder.path)
    }
  }

  @Test(Self.needsArrow, .enabled(if: Python.has("duckdb"), "Python's duckdb isn't installed"))
  func `the same rows have the same bytes, whichever helper reads them`() {
    #expect(Python.run(["-c", Self.table], folder: winnow.folder.path).status == 0)
    let arrow = run(["apply", "t.parquet"], with: "pyarrow")
    #expect(arrow.errors.contains("read by Python's pyarrow"), "\(arrow.errors)")
    #expect(arrow.lines.count == 5)
    #expect(
      arrow.lines.first?.hasPrefix(
        #"{"float":1.0,"single":0.10000000149011612,"large":9007199254740993,"unsigned":18446744073709551615,"decimal":"1.10","#
      ) == true)
    #expect(arrow.lines.last?.hasPrefix(#"{"float":null,"#) == true)
    func notes(_ read: ChildProcess.Result) -> ArraySlice<Substring> {
      read.errors.split(separator: "\n").dropFirst().prefix(2)
    }
    #expect(
      Array(notes(arrow)) == [
        "winnow: t.parquet: numbers that are NaN or infinite, read as null: 2",
        "winnow: t.parquet: columns of types that JSON lacks, read as text (bytes as base64) or objects: decimal, time, bytes, days",
      ], "\(arrow.errors)")
    let module = run(["apply", "t.parquet"], with: "duckdb")
    #expect(module.errors.contains("read by Python's duckdb"), "\(module.errors)")
    #expect(module.text == arrow.text && notes(module) == notes(arrow), "\(module.errors)")
    for helper in Self.helpers where helper == "duckdb-cli" {
      let command = run(["apply", "t.parquet"], with: helper)
      #expect(command.errors.contains("read by DuckDB"), "\(command.errors)")
      #expect(command.text == arrow.text && notes(command) == notes(arrow), "\(command.errors)")
    }
  }

  /// Whether DuckDB's command is installed.
  private static let hasCommand: Bool = {
    let probe = "import shutil, sys; sys.exit(shutil.which('duckdb') is None)"
    return Python.run(["-c", probe], folder: "/tmp").status == 0
  }()

  /// The helpers that are installed, beside pyarrow, without which there is nothing to compare with.
  private static let helpers =
    ["pyarrow"] + (Python.has("duckdb") ? ["duckdb"] : []) + (hasCommand ? ["duckdb-cli"] : [])

  @Test(Self.needsArrow, arguments: Self.helpers)
  func `a text that looks like a time or a UUID is written as it is`(_ helper: String) {
    let record =
      #"{"prompt":"When?","completion":"2020-01-01","created":"2024-05-01T10:00:00Z","time":"10:00:00","id":"550E8400-E29B-41D4-A716-446655440000","turns":[{"from":"2020-01-01T00:00:00","a \"DATE":"2020-01-01 00:00:00"}],"n":12}"#
    winnow.folder.write(record + "\n", "d.jsonl")
    let written = run(["apply", "d.jsonl", "-o", "d.parquet"], with: helper)
    #expect(written.status == 0, "\(written.errors)")
    #expect(run(["apply", "d.parquet"], with: helper).lines == [record])
  }

  @Test(
    Self.needsArrow,
    arguments: Self.helpers,
    [
      #"{"a":{"b":"s"}}"# + "\n" + #"{"a":{"b":[1]}}"#,
      #"{"n":9007199254740993}"# + "\n{\"n\":0.5}",
      #"{"n":1e400}"#, #"{"a":{}}"#, #"{"a":[{"b":"s","c":{}}]}"#, "{}",
    ])
  func `what Parquet can't hold as it is isn't written`(_ helper: String, _ records: String) {
    winnow.folder.write(records + "\n", "d.jsonl")
    let result = run(["apply", "d.jsonl", "-o", "d.parquet"], with: helper)
    #expect(result.errors.contains("JSON Lines (.jsonl) can hold"), "\(result.errors)")
    #expect(Files.names(in: winnow.folder.path).allSatisfy { !$0.contains("parquet") })
  }

  @Test(Self.needsArrow, arguments: Self.helpers)
  func `no column is a map, however many names its objects have`(_ helper: String) {
    let records = (0..<300).map { #"{"a":{"k\#($0)":\#($0)}}"# + "\n" }.joined()
    winnow.folder.write(records, "d.jsonl")
    let written = run(["apply", "d.jsonl", "-o", "d.parquet"], with: helper)
    #expect(written.errors.contains("300 of 300"), "\(written.errors)")
    let script = "import pyarrow.parquet as p; print(p.read_schema('d.parquet').field('a').type)"
    let type = Python.run(["-c", script], folder: winnow.folder.path)
    #expect(type.text.hasPrefix("struct<k0: int64"), "\(type.text.prefix(80))")
  }

  @Test(.enabled(if: hasCommand, "DuckDB's command isn't installed"))
  func `a record that isn't JSON isn't written, and is named`() {
    winnow.folder.write("{\"n\":1}\n{\"n\":NaN}\n", "d.jsonl")
    let result = run(["apply", "d.jsonl", "-o", "d.parquet"], with: "duckdb-cli")
    #expect(result.errors.contains("d.parquet isn't written: record 2 isn't JSON"))
  }

  @Test(Self.needsArrow, arguments: Self.helpers)
  func `a file's name is no pattern, and its folders are no columns`(_ helper: String) {
    for (name, text) in [("r1", "other"), ("r[1]", "real"), ("r*", "star")] {
      winnow.folder.write(#"{"text":"\#(text)","year":"07"}"# + "\n", "d.jsonl")
      mkdir(winnow.folder.path("year=2020"), 0o700)
      let path = "year=2020/\(name).parquet"
      #expect(
        run(["apply", "d.jsonl", "-o", path, "--force"], with: helper).errors.contains("1 of 1"))
    }
    for (name, text) in [("r[1]", "real"), ("r*", "star")] {
      let read = run(["apply", "year=2020/\(name).parquet"], with: helper)
      #expect(read.lines == [#"{"text":"\#(text)","year":"07"}"#], "\(read.errors)")
    }
  }

  @Test(Self.needsArrow) func `an array over several lines is written as rows too`() {
    winnow.folder.write("[\n  {\n    \"prompt\": \"p\",\n    \"n\": 1\n  }\n]\n", "pretty.json")
    let result = run("apply", "pretty.json", "-o", "pretty.parquet")
    #expect(result.status == 0, "\(result.errors)")
    #expect(run("apply", "pretty.parquet").lines == [#"{"prompt":"p","n":1}"#])
  }

  @Test(Self.needsArrow) func `a helper that fails says why in one line`() {
    winnow.folder.write("PAR1 not really", "broken.parquet")
    let result = run("info", "broken.parquet")
    #expect(result.status == 65 && result.errors.split(separator: "\n").count == 1)
    #expect(result.errors.contains("couldn't convert broken.parquet: "), "\(result.errors)")
  }

  @Test func `without a helper it is said what to install`() {
    winnow.folder.write("PAR1 not really", "d.parquet")
    let result = ChildProcess.run(
      [Winnow.path, "info", "d.parquet"],
      environment: winnow.environment.merging(["PATH": "/nowhere"]) { $1 },
      folder: winnow.folder.path)
    #expect(result.status == 69 && result.errors.contains("install duckdb, or pyarrow"))
  }
}
