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

  @Test func `rows are read, curated, and written`() {
    guard Python.has("pyarrow") else {
      print("skipped: Python's pyarrow isn't installed; WINNOW_TEST_PYTHON names a folder of one")
      return
    }
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

  @Test func `without a helper it is said what to install`() {
    winnow.folder.write("PAR1 not really", "d.parquet")
    let result = ChildProcess.run(
      [Winnow.path, "info", "d.parquet"],
      environment: winnow.environment.merging(["PATH": "/nowhere"]) { $1 },
      folder: winnow.folder.path)
    #expect(result.status == 69 && result.errors.contains("install duckdb, or pyarrow"))
  }
}
