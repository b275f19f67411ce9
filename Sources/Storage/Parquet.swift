import CSystem
import Curation
import Glibc
import JSONLines

/// Reads and writes Parquet through an installed helper: DuckDB, or Python with pyarrow or duckdb.
public enum Parquet {
  private enum Helper {
    case duckdb, pyarrow, duckdbModule
  }

  /// The name of the helper in use; nil if none is installed.
  public static var helperName: String? {
    switch helper {
    case .duckdb?: "DuckDB"
    case .pyarrow?: "Python's pyarrow"
    case .duckdbModule?: "Python's duckdb"
    case nil: nil
    }
  }

  /// Reads a file's rows as JSON Lines; the bytes are the same with every helper.
  static func lines(
    of path: String
  ) throws(StorageError) -> (lines: FileMapping, faults: TableFaults) {
    let raw = try TemporaryFile()
    let columns: [Column]
    switch helper {
    case .duckdb?:
      columns = try self.columns(of: path)
      let rows = "SELECT \(selected(columns)) FROM \(table(path))"
      let query = "COPY (\(rows)) TO '/dev/stdout' (FORMAT json)"
      try run(["duckdb", "-init", "/dev/null", "-c", query], path, output: raw.number)
    case .pyarrow?, .duckdbModule?:
      let said = try run(python(reading) + [path, table(path)], path, output: raw.number)
      columns = try self.columns(in: said.mapped().bytes)
    case nil: throw .helperMissing(path: path)
    }
    var faults = TableFaults()
    faults.foreignColumns = columns.filter { isForeign($0.type) }.map(\.name)
    let output = try TemporaryFile()
    faults.notFinite = try ParquetSpelling.rewrite(try raw.mapped().bytes) {
      (bytes) throws(StorageError) in try output.write(bytes)
    }
    return (try output.mapped(), faults)
  }

  /// A column's name, and its type as DuckDB or Arrow calls it.
  private typealias Column = (name: String, type: String)

  /// Whether values of a type are others in JSON: bytes, times, decimals and maps, also in lists
  /// and objects. DuckDB's types are in capitals; Arrow's aren't followed by a colon, as names are.
  private static func isForeign(_ type: String) -> Bool {
    let types = type.replacing(/"[^"]*"/, with: "")
    let inDuckDB =
      /\b(?:BLOB|BIT|DATE|TIME(?:STAMP)?(?:_\w+)?|INTERVAL|DECIMAL|MAP|UUID)(?=[\[\](),]|$| WITH)/
    return types.contains(inDuckDB)
      || types.contains(
        /\b(?:\w*binary|date\d+|time\d+|timestamp|duration|decimal\d+|map)(?![\w: ])/)
  }

  /// The columns that a list of `column_name` and `column_type` names.
  private static func columns(in bytes: Bytes) -> [Column] {
    guard case .array(let columns)? = try? JSONValue.parse(bytes) else { return [] }
    return columns.compactMap { column in
      guard let name = column["column_name"]?.string?.text,
        let type = column["column_type"]?.string?.text
      else { return nil }
      return (name, type)
    }
  }

  private static func columns(of path: String) throws(StorageError) -> [Column] {
    let columns = columns(in: try answer("DESCRIBE SELECT * FROM \(table(path))", path).bytes)
    if columns.isEmpty {
      throw .helperFailed(path: path, helper: helperName ?? "", why: "it names no columns")
    }
    return columns
  }

  /// Returns the select list with which DuckDB's output matches Python's: bytes in base64, decimals
  /// and what is marked as JSON as strings, fractions of seconds with six digits. Values inside
  /// lists are left alone, but for JSON.
  private static func selected(_ columns: [Column]) -> String {
    let replaced = columns.compactMap { name, type -> String? in
      let quoted = "\"\(name.replacing("\"", with: "\"\""))\""
      switch type {
      case "BLOB": return "base64(\(quoted)) AS \(quoted)"
      case "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS":
        return "CASE WHEN microsecond(\(quoted)) % 1000000 = 0 "
          + "THEN strftime(\(quoted), '%Y-%m-%d %H:%M:%S') "
          + "ELSE strftime(\(quoted), '%Y-%m-%d %H:%M:%S.%f') END AS \(quoted)"
      default:
        if type.hasPrefix("DECIMAL("), !type.hasSuffix("]") {
          return "CAST(\(quoted) AS VARCHAR) AS \(quoted)"
        }
        let plain = asStrings(type, /\bJSON\b/)
        return plain == type ? nil : "CAST(\(quoted) AS \(plain)) AS \(quoted)"
      }
    }
    return replaced.isEmpty ? "*" : "* REPLACE (\(replaced.joined(separator: ", ")))"
  }

  /// Converts a file of JSON Lines to Parquet. A string stays one, also where it looks like a time
  /// or a UUID.
  ///
  /// - Parameter name: what messages call the output.
  private static func write(
    _ lines: String, to path: String, named name: String
  ) throws(StorageError) {
    switch helper {
    case .duckdb?, .duckdbModule?:
      // Maps can't be read by Hugging Face's datasets. Without them objects that are always empty
      // are text, which isn't the same value.
      let file =
        "\(literal(lines)), format='newline_delimited', sample_size=-1, map_inference_threshold=-1"
      let described = try answer("DESCRIBE SELECT * FROM read_json(\(file))", name)
      let types = columns(in: described.bytes).map { column in
        // By their looks, some strings become times and UUIDs there.
        let type = asStrings(
          column.type,
          /\b(?:TIMESTAMP(?:_[A-Z]+)?|DATE|TIME)(?: WITH TIME ZONE)?\b|\bUUID\b/)
        return "'\(quoted(column.name))': '\(quoted(type))'"
      }
      let columns = types.isEmpty ? "" : ", columns={\(types.joined(separator: ", "))}"
      _ = try answer(
        "COPY (FROM read_json(\(file)\(columns))) TO '\(quoted(path))' (FORMAT parquet)", name)
    case .pyarrow?: try run(python(writing) + [lines, path], name, output: nil)
    case nil: throw .helperMissing(path: name)
    }
  }

  /// Returns a type of DuckDB's with strings in place of some types. Names of members with capital
  /// letters are in double quotes there.
  private static func asStrings(_ type: String, _ replaced: some RegexComponent) -> String {
    var parts = type.split(separator: "\"", omittingEmptySubsequences: false).map(String.init)
    for place in stride(from: 0, to: parts.count, by: 2) {
      parts[place].replace(replaced, with: "VARCHAR")
    }
    return parts.joined(separator: "\"")
  }

  /// The rows that DuckDB answers a query with, as a list in JSON.
  private static func answer(_ query: String, _ path: String) throws(StorageError) -> FileMapping {
    let output = try TemporaryFile()
    let words =
      helper == .duckdb
      ? ["duckdb", "-init", "/dev/null", "-json", "-c", query] : python(asking) + [query]
    try run(words, path, output: output.number)
    return try output.mapped()
  }

  /// Rewrites a file in place as JSON Lines, one record per line, which helpers can read.
  ///
  /// - Parameter form: the dataset that the file has the form of.
  public static func flatten(_ path: String, like form: Dataset) throws(StorageError) {
    let dataset = try Dataset(path: path, as: form.container, list: form.list)
    dataset.index()
    var lines = try TextOutput(path, replacing: true)
    for position in 0..<dataset.recordCount {
      try lines.write(dataset.bytes(of: RecordNumber(position: position)).onOneLine + [0x0A])
    }
    try lines.finish()
  }

  /// Whether a file's name says that it is Parquet.
  public static func isNamed(_ path: String) -> Bool { path.lowercased().hasSuffix(".parquet") }

  /// Calls `body` to write JSON Lines, either to `path` itself or, if that is a Parquet file, to a
  /// temporary file from which it is made.
  ///
  /// - Parameter body: gets the path to write to, and whether it may replace an existing file.
  public static func lines<R>(
    for path: String, replacing: Bool, _ body: (String, Bool) throws(StorageError) -> R
  ) throws(StorageError) -> R {
    guard isNamed(path) else { return try body(path, replacing) }
    return try written(path, replacing: replacing) { (lines) throws(StorageError) in
      try body(lines, true)
    }
  }

  /// Makes a Parquet file from the JSON Lines that `body` writes to the path it is given.
  public static func written<R>(
    _ path: String, replacing: Bool, _ body: (String) throws(StorageError) -> R
  ) throws(StorageError) -> R {
    if !replacing, access(path, F_OK) == 0 { throw .outputExists(path: path) }
    if helper == nil { throw .helperMissing(path: path) }
    // Names that no pattern such as *.jsonl finds, if they are left behind.
    let place = FilePath(path)
    let stem = "\(place.folder)/.\(place.name).\(getpid())"
    let (lines, whole) = ("\(stem).jsonl.tmp", "\(stem).tmp")
    for file in [lines, whole] { winnow_remove_when_interrupted(file) }
    defer {
      for file in [lines, whole] {
        unlink(file)
        winnow_keep_when_interrupted(file)
      }
    }
    let result = try body(lines)
    do { try write(lines, to: whole, named: path) } catch {
      guard case .helperFailed(_, let helper, let why) = error else { throw error }
      throw .notTabular(path: path, helper: helper, why: why.replacing(lines, with: path))
    }
    if let change = try change(from: lines, to: whole) {
      throw .changedByHelper(
        path: path, helper: helperName ?? "", record: change.record, at: change.pointer)
    }
    try OutputFile.adopt(whole, at: path)
    return result
  }

  /// The first helper that is installed.
  private static let helper: Helper? = {
    if HelperProgram(["duckdb", "-version"]).wait() == 0 { return .duckdb }
    let probe = """
      import sys
      try: import pyarrow.parquet, pyarrow.json
      except ImportError:
          try: import duckdb
          except ImportError: sys.exit(1)
          sys.exit(3)
      """
    return switch HelperProgram(python(probe)).wait() {
    case 0: .pyarrow
    case 3: .duckdbModule
    default: nil
    }
  }()

  /// The command of a script. Python would look for its modules in the current folder first, which
  /// may be a dataset's from somebody else.
  private static func python(_ script: String) -> [String] {
    ["python3", "-c", "import sys; sys.path = [place for place in sys.path if place]\n" + script]
  }

  /// Writes rows to standard output, and the columns to standard error.
  private static let reading = """
    import base64, json, sys
    def name(columns):
        columns = [{"column_name": name, "column_type": str(type)} for name, type in columns]
        print(json.dumps(columns), file=sys.stderr)
    def plain(value):
        return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)
    def put(row):
        line = json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=plain)
        sys.stdout.write(line + "\\n")
    try:
        import pyarrow.parquet as parquet
        file = parquet.ParquetFile(sys.argv[1])
        name((field.name, field.type) for field in file.schema_arrow)
        for batch in file.iter_batches(1024):
            for row in batch.to_pylist(): put(row)
    except ImportError:
        import duckdb
        found = duckdb.connect().execute("DESCRIBE SELECT * FROM " + sys.argv[2])
        columns = [column[:2] for column in found.fetchall()]
        name(columns)
        found = found.execute("SELECT * FROM " + sys.argv[2])
        names = [name for name, _ in columns]
        while rows := found.fetchmany(1024):
            for row in rows: put(dict(zip(names, row)))
    """

  private static let writing = """
    import pyarrow as arrow, pyarrow.json as lines, pyarrow.parquet as parquet, sys
    def kept(field):
        return arrow.field(field.name, plain(field.type))
    def plain(type):
        if arrow.types.is_temporal(type): return arrow.string()
        if arrow.types.is_list(type): return arrow.list_(plain(type.value_type))
        if arrow.types.is_struct(type): return arrow.struct([kept(field) for field in type])
        return type
    def read(schema=None):
        return lines.read_json(
            sys.argv[1], read_options=lines.ReadOptions(block_size=1 << 28),
            parse_options=lines.ParseOptions(explicit_schema=schema))
    table = read()
    schema = arrow.schema([kept(field) for field in table.schema])
    parquet.write_table(table if schema == table.schema else read(schema), sys.argv[2])
    """

  private static let asking = """
    import duckdb, json, sys
    found = duckdb.connect().execute(sys.argv[1])
    names = [column[0] for column in found.description]
    print(json.dumps([dict(zip(names, row)) for row in found.fetchall()]))
    """

  private static func quoted(_ path: String) -> String {
    path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
  }

  /// A file's name for DuckDB, which takes it as a pattern, and names of folders as columns.
  private static func literal(_ path: String) -> String {
    let plain = path.map { "[*?".contains($0) ? "[\($0)]" : String($0) }.joined()
    return "'\(quoted(plain))', hive_partitioning=false"
  }

  private static func table(_ path: String) -> String { "read_parquet(\(literal(path)))" }

  /// Runs a helper. Returns what it wrote to standard error.
  @discardableResult
  private static func run(
    _ words: [String], _ path: String, output: Int32?
  ) throws(StorageError) -> TemporaryFile {
    let errors = try TemporaryFile()
    let program = HelperProgram(words, output: output, errors: errors.number)
    if program.wait() == 0 { return errors }
    // The first line with DuckDB's reason, or the last with Python's.
    let said = String(decoding: try errors.mapped().bytes, as: UTF8.self).split(separator: "\n")
    let reasons = said.filter { $0.contains("Error") }
    let why = (helper == .duckdb ? said.first : reasons.last ?? said.last) ?? "it didn't say why"
    throw .helperFailed(path: path, helper: helperName ?? words[0], why: String(why))
  }
}
