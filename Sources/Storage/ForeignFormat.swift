/// The kind of a file that holds no readable records.
public enum ForeignFormat: String, Hashable, Sendable {
  case gzip, zstandard, xz, bzip2, parquet, arrow = "Arrow", utf16 = "UTF-16", utf32 = "UTF-32",
    zip, pdf = "PDF"
  case picture = "a picture"
  case program = "a program"
  case sqlite = "an SQLite database"
  case binary = "binary data"

  private static let magics: [([UInt8], ForeignFormat)] = [
    ([0x1F, 0x8B], .gzip), ([0x28, 0xB5, 0x2F, 0xFD], .zstandard),
    ([0xFD, 0x37, 0x7A, 0x58], .xz), (Array("BZh".utf8), .bzip2), (Array("PAR1".utf8), .parquet),
    (Array("ARROW1".utf8), .arrow), ([0xFF, 0xFE, 0, 0], .utf32), ([0, 0, 0xFE, 0xFF], .utf32),
    ([0xFF, 0xFE], .utf16), ([0xFE, 0xFF], .utf16),
    ([0x50, 0x4B, 0x03, 0x04], .zip), (Array("%PDF-".utf8), .pdf),
    ([0x89, 0x50, 0x4E, 0x47], .picture), ([0xFF, 0xD8, 0xFF], .picture),
    (Array("GIF8".utf8), .picture), ([0x7F, 0x45, 0x4C, 0x46], .program),
    (Array("SQLite format 3".utf8), .sqlite),
  ]
  /// The number of bytes to examine.
  static let headBytes = 4 << 10

  /// Detects the kind by the first bytes of a file; nil if they look like text.
  init?(_ start: some Collection<UInt8>) {
    let head = Array(start.prefix(Self.headBytes))
    // A skippable frame of one of sixteen kinds, as pzstd begins with.
    if head.count > 3, head[0] & 0xF0 == 0x50, head[1...3] == [0x2A, 0x4D, 0x18] {
      self = .zstandard
      return
    }
    if let known = Self.magics.first(where: { head.starts(with: $0.0) }) {
      self = known.1
      return
    }
    // Text has hardly any control characters. A file of records may have broken bytes, but not that
    // many.
    let controls = head.count { $0 < 0x20 && !(0x08...0x0D).contains($0) && $0 != 0x1B }
    let opens = head.first { $0 > 0x20 }
    guard controls * 4 > head.count, opens != UInt8(ascii: "{"), opens != UInt8(ascii: "[") else {
      return nil
    }
    self = .binary
  }
}
