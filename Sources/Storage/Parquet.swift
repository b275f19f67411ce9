import Glibc

/// Parquet, read and written by an installed helper: DuckDB, or Python with pyarrow or duckdb.
public enum Parquet {
  private enum Helper {
    case duckdb, python
  }

  /// Reads a file's rows as JSON Lines.
  static func lines(of path: String) throws(StorageError) -> FileMapping {
    let output = try TemporaryFile()
    switch helper {
    case .duckdb?:
      let query =
        "COPY (SELECT * FROM read_parquet('\(quoted(path))')) TO '/dev/stdout' (FORMAT json)"
      try run(["duckdb", "-c", query], path, output: output.number)
    case .python?: try run(["python3", "-c", reading, path], path, output: output.number)
    case nil: throw .helperMissing(path: path)
    }
    return try output.mapped()
  }

  /// Writes the rows of a file of JSON Lines as Parquet.
  public static func write(_ lines: String, to path: String) throws(StorageError) {
    switch helper {
    case .duckdb?:
      let query = """
        COPY (SELECT * FROM read_json('\(quoted(lines))', format='newline_delimited')) \
        TO '\(quoted(path))' (FORMAT parquet)
        """
      try run(["duckdb", "-c", query], path, output: nil)
    case .python?: try run(["python3", "-c", writing, lines, path], path, output: nil)
    case nil: throw .helperMissing(path: path)
    }
  }

  /// Writes a Parquet file from the JSON Lines that `body` writes to the path it is given.
  public static func written<R>(
    _ path: String, replacing: Bool, _ body: (String) throws(StorageError) -> R
  ) throws(StorageError) -> R {
    if !replacing, access(path, F_OK) == 0 { throw .outputExists(path: path) }
    if helper == nil { throw .helperMissing(path: path) }
    let (lines, whole) = ("\(path).\(getpid()).jsonl", "\(path).\(getpid()).tmp")
    defer {
      unlink(lines)
      unlink(whole)
    }
    let result = try body(lines)
    try write(lines, to: whole)
    guard rename(whole, path) == 0 else {
      throw .system(path: path, doing: "rename to", code: errno)
    }
    return result
  }

  /// The first helper that is there.
  private static var helper: Helper? {
    if HelperProgram(["duckdb", "-version"]).wait() == 0 { return .duckdb }
    let probe = """
      import importlib.util as u, sys
      sys.exit(0 if u.find_spec("pyarrow") or u.find_spec("duckdb") else 1)
      """
    return HelperProgram(["python3", "-c", probe]).wait() == 0 ? .python : nil
  }

  private static let reading = """
    import base64, json, sys
    def plain(value):
        return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)
    def finite(value):
        if isinstance(value, float) and (value != value or value in (1e999, -1e999)): return None
        if isinstance(value, dict): return {key: finite(item) for key, item in value.items()}
        return [finite(item) for item in value] if isinstance(value, list) else value
    def text(row):
        return json.dumps(
            row, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=plain)
    def put(row):
        try: line = text(row)
        except ValueError: line = text(finite(row))
        sys.stdout.write(line + "\\n")
    try:
        import pyarrow.parquet as parquet
        for batch in parquet.ParquetFile(sys.argv[1]).iter_batches(1024):
            for row in batch.to_pylist(): put(row)
    except ImportError:
        import duckdb
        found = duckdb.connect().execute("SELECT * FROM read_parquet(?)", [sys.argv[1]])
        names = [column[0] for column in found.description]
        while rows := found.fetchmany(1024):
            for row in rows: put(dict(zip(names, row)))
    """

  private static let writing = """
    import sys
    try:
        import pyarrow.json as lines, pyarrow.parquet as parquet
        options = lines.ReadOptions(block_size=1 << 28)
        parquet.write_table(lines.read_json(sys.argv[1], read_options=options), sys.argv[2])
    except ImportError:
        import duckdb
        read = duckdb.read_json(sys.argv[1], format="newline_delimited")
        read.write_parquet(sys.argv[2])
    """

  private static func quoted(_ path: String) -> String {
    path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
  }

  private static func run(
    _ words: [String], _ path: String, output: Int32?
  ) throws(StorageError) {
    guard HelperProgram(words, output: output, isQuiet: false).wait() == 0 else {
      throw .helperFailed(path: path, helper: words[0])
    }
  }
}
