import Curation
import Glibc
import JSONLines

/// What a file is that isn't plain JSON, and is read as such.
public enum SourceFormat: String, Hashable, Sendable {
  case gzip, zstandard, parquet
  case csv = "CSV", tsv = "TSV"
  case text = "plain text"
  case columns = "a table by columns"
  case parts = "a split in several files"
}

extension SourceFormat {
  /// Whether reading it only unpacks the file, whose lines stay as they are.
  public var isUnpacking: Bool { self == .gzip || self == .zstandard }

  /// Returns the format that a file has: of CSV, TSV and plain text by its name (and its
  /// beginning), of a table by columns by its whole content; nil if it is JSON.
  static func of(_ path: String, _ bytes: Bytes) -> SourceFormat? {
    let name = unpackedName(path)
    if let table = table(named: name) { return table }
    if textEndings.contains(where: name.hasSuffix),
      !Container.beginsWithJSON(bytes)
    {
      return .text
    }
    return isNamedLines(path) || ColumnStore(bytes) == nil ? nil : .columns
  }

  /// The kind of table that a file's name says it is; nil if it says something else.
  public static func table(named path: String) -> SourceFormat? {
    let name = unpackedName(path)
    if name.hasSuffix(".csv") { return .csv }
    return name.hasSuffix(".tsv") || name.hasSuffix(".tab") ? .tsv : nil
  }

  /// Whether a file's name says that it is JSON Lines.
  static func isNamedLines(_ path: String) -> Bool {
    [".jsonl", ".ndjson"].contains(where: unpackedName(path).hasSuffix)
  }

  /// Whether a file's name says that it is something else.
  static func isNamedOtherwise(_ path: String) -> Bool {
    let name = unpackedName(path)
    return table(named: path) != nil || ([".json"] + textEndings).contains(where: name.hasSuffix)
  }

  private static let textEndings = [".txt", ".text", ".md"]

  /// The name in lower case, without the ending of a compressed file.
  static func unpackedName(_ path: String) -> String {
    let name = path.lowercased()
    return String(name.dropLast(PackedEnding(of: name)?.rawValue.count ?? 0))
  }

  /// Converts a table or a text to JSON Lines, and reports the faults found in it.
  func lines(of bytes: Bytes) throws(StorageError) -> (lines: FileMapping, faults: TableFaults) {
    var faults = TableFaults()
    let output = try TemporaryFile()
    var pending: [UInt8] = []
    func flush(over limit: Int) throws(StorageError) {
      guard pending.count > limit else { return }
      try output.write(pending)
      pending = []
    }
    switch self {
    case .csv, .tsv:
      var reader = TableReader(bytes, separator: self == .tsv ? 0x09 : nil)
      var names = Self.unique(reader.header(), besides: [])
      let columnCount = names.count
      while let row = reader.row() {
        if reader.isBlank { continue }
        if row.count < columnCount { faults.shortRows += 1 }
        if row.count > columnCount { faults.longRows += 1 }
        if row.count > names.count {
          let missing = [String](repeating: "", count: row.count - names.count)
          names += Self.unique(missing, besides: names)
        }
        let members = zip(names, row).map { name, cell in
          JSONValue.Member(JSONString(name), .text(cell))
        }
        pending += JSONWriter.bytes(.object(members), .journal) + [0x0A]
        try flush(over: 1 << 20)
      }
      faults.isUnclosed = reader.isUnclosed
      faults.notUTF8 = reader.notUTF8
    case .text:
      for range in bytes.lines(from: Container.byteOrderMarkLength(of: bytes)) {
        var line = bytes.slice(range)
        if line.last == 0x0D { line = line.slice(0..<line.count - 1) }
        if line.trimmed.isEmpty { continue }
        let text = String(line, notUTF8: &faults.notUTF8)
        pending += JSONWriter.bytes(.object([.init("text", .text(text))]), .journal) + [0x0A]
        try flush(over: 1 << 20)
      }
    case .columns:
      guard let table = ColumnStore(bytes) else { break }
      for index in 0..<table.rowCount {
        pending += table.row(index) + [0x0A]
        try flush(over: 1 << 20)
      }
    case .gzip, .zstandard, .parquet, .parts: break
    }
    try flush(over: 0)
    return (try output.mapped(), faults)
  }

  /// Returns column names made unique: an empty name becomes `column` and its number, and a
  /// repeated one gets its number appended until it is unique.
  private static func unique(_ names: [String], besides known: [String]) -> [String] {
    var seen = Set(known)
    return names.enumerated().map { index, name in
      let number = known.count + index + 1
      var wanted = name.isEmpty ? "column \(number)" : name
      while !seen.insert(wanted).inserted { wanted += " \(number)" }
      return wanted
    }
  }
}

/// Reads the rows of a table by RFC 4180: quoted cells may hold separators, line breaks and doubled
/// quotes.
struct TableReader {
  private let bytes: Bytes
  private let separator: UInt8
  private var offset: Int
  private(set) var isUnclosed = false
  /// Whether the last row was a blank line; one with an empty cell in quotes isn't.
  private(set) var isBlank = false
  /// The number of cells with invalid UTF-8.
  private(set) var notUTF8 = 0

  /// - Parameter separator: nil selects the one of comma, semicolon and tab by which the header has
  ///   the most cells.
  init(_ bytes: Bytes, separator: UInt8?) {
    self.bytes = bytes
    offset = Container.byteOrderMarkLength(of: bytes)
    let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09]
    let counts = separator == nil ? candidates.map { Self.header(of: bytes, $0).count } : []
    let most = counts.indices.max { (counts[$0], $1) < (counts[$1], $0) } ?? 0
    self.separator = separator ?? candidates[most]
  }

  private static func header(of bytes: Bytes, _ separator: UInt8) -> [String] {
    var reader = TableReader(bytes, separator: separator)
    return reader.header()
  }

  /// Returns the first row that isn't blank; empty if there is none.
  mutating func header() -> [String] {
    var header = row()
    while isBlank, header != nil { header = row() }
    return header ?? []
  }

  /// Returns the next row; nil at the end.
  mutating func row() -> [String]? {
    guard offset < bytes.count else { return nil }
    isBlank = bytes[offset] == 0x0A || bytes[offset] == 0x0D
    var cells: [String] = []
    while true {
      cells.append(cell())
      guard offset < bytes.count else { return cells }
      let byte = bytes[offset]
      offset += 1
      if byte == separator {
        if offset == bytes.count { return cells + [""] }
        continue
      }
      if byte == 0x0D, offset < bytes.count, bytes[offset] == 0x0A { offset += 1 }
      return cells
    }
  }

  /// Reads one cell, up to its separator or the end of its line.
  private mutating func cell() -> String {
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else {
      let start = offset
      while offset < bytes.count, ![separator, 0x0A, 0x0D].contains(bytes[offset]) { offset += 1 }
      return read(bytes.slice(start..<offset))
    }
    var text: [UInt8] = []
    offset += 1
    while let quote = bytes.firstOffset(of: UInt8(ascii: "\""), in: offset..<bytes.count) {
      text += bytes.slice(offset..<quote)
      offset = quote + 1
      guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else {
        // Text after a closing quote, which RFC 4180 forbids, is added to the cell.
        let start = offset
        while offset < bytes.count, ![separator, 0x0A, 0x0D].contains(bytes[offset]) { offset += 1 }
        text += bytes.slice(start..<offset)
        return read(text)
      }
      text.append(UInt8(ascii: "\""))
      offset += 1
    }
    text += bytes.slice(offset..<bytes.count)  // an unclosed quote: the rest of the file
    isUnclosed = true
    offset = bytes.count
    return read(text)
  }

  private mutating func read(_ cell: some Collection<UInt8>) -> String {
    String(cell, notUTF8: &notUTF8)
  }
}

extension String {
  /// Decodes UTF-8, with U+FFFD for invalid bytes; adds 1 to `notUTF8` if there are any.
  fileprivate init(_ bytes: some Collection<UInt8>, notUTF8: inout Int) {
    self.init(decoding: bytes, as: UTF8.self)
    if !utf8.elementsEqual(bytes) { notUTF8 += 1 }
  }
}
