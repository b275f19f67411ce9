import CZlib
import CZstd
import JSONLines

/// Decompresses files into temporary ones.
enum Decompression {
  private static let chunk = 1 << 20

  /// Returns the content of a file, unpacked if it is packed, whatever its name.
  static func unpacked(_ file: FileMapping, path: String) throws(StorageError) -> FileMapping {
    switch ForeignFormat(file.bytes.prefix(ForeignFormat.headBytes)) {
    case .gzip: try gunzip(file.bytes, path: path)
    case .zstandard: try unzstd(file.bytes, path: path)
    default: file
    }
  }

  /// Returns the content of a gzip file: all its members, joined.
  ///
  /// - Throws: `corrupt` with the byte offset in the compressed file at which decoding failed;
  ///   `expandsTooFar`.
  static func gunzip(_ packed: Bytes, path: String) throws(StorageError) -> FileMapping {
    var output = try Unpacked(packed, path: path)
    var stream = z_stream()
    guard winnow_inflate_init(&stream) == Z_OK else { throw .corrupt(path: path, byteOffset: 0) }
    defer { inflateEnd(&stream) }
    var buffer = [UInt8](repeating: 0, count: chunk)
    var offset = 0
    var isWhole = false
    while offset < packed.count {
      let (produced, consumed, status) = packed.slice(
        offset..<min(packed.count, offset + chunk)
      ).withBuffer { input in
        buffer.withUnsafeMutableBufferPointer { output in
          // zlib doesn't write through next_in.
          stream.next_in = UnsafeMutablePointer(
            mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
          stream.avail_in = UInt32(input.count)
          stream.next_out = output.baseAddress
          stream.avail_out = UInt32(output.count)
          let status = inflate(&stream, Z_NO_FLUSH)
          return (
            output.count - Int(stream.avail_out), input.count - Int(stream.avail_in), status
          )
        }
      }
      offset += consumed
      try output.write(buffer, count: produced)
      isWhole = status == Z_STREAM_END
      if isWhole {
        // Another member may follow, or padding with zeros.
        if offset < packed.count, packed[offset] != 0x1F {
          guard packed.slice(offset..<packed.count).allSatisfy({ $0 == 0 }) else {
            throw .corrupt(path: path, byteOffset: offset)
          }
          break
        }
        inflateReset(&stream)
      } else if status != Z_OK || (produced == 0 && consumed == 0) {
        throw .corrupt(path: path, byteOffset: offset)
      }
    }
    // The input ended inside a member.
    guard isWhole else { throw .corrupt(path: path, byteOffset: offset) }
    return try output.mapped()
  }

  /// Returns the content of a Zstandard file: all its frames, joined.
  ///
  /// - Throws: `corrupt` with the byte offset in the compressed file at which decoding failed;
  ///   `expandsTooFar`.
  static func unzstd(_ packed: Bytes, path: String) throws(StorageError) -> FileMapping {
    var output = try Unpacked(packed, path: path)
    guard let context = ZSTD_createDCtx() else { throw .corrupt(path: path, byteOffset: 0) }
    defer { ZSTD_freeDCtx(context) }
    // As far back as `zstd --long=31` refers.
    ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, 31)
    var buffer = [UInt8](repeating: 0, count: chunk)
    var offset = 0
    var wanted = 1
    while offset < packed.count || wanted > 0 {
      let (produced, consumed, status) = packed.slice(offset..<packed.count).withBuffer { input in
        buffer.withUnsafeMutableBytes { output in
          var from = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
          var to = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
          let status = ZSTD_decompressStream(context, &to, &from)
          return (to.pos, from.pos, status)
        }
      }
      offset += consumed
      guard ZSTD_isError(status) == 0, produced > 0 || consumed > 0 || status == 0 else {
        throw .corrupt(path: path, byteOffset: offset)
      }
      try output.write(buffer, count: produced)
      wanted = status
    }
    return try output.mapped()
  }
}

/// A temporary file for unpacked data. It ends before a small file made to fill the disk does so.
private struct Unpacked: ~Copyable {
  /// How many times the size of the packed file is no longer believed to be text, if the result is
  /// also larger than `believedBytes`.
  static let factor = 500
  static let believedBytes = 256 << 20

  private let file: TemporaryFile
  private let path: String
  private let most: Int
  private var byteCount = 0

  init(_ packed: Bytes, path: String) throws(StorageError) {
    file = try TemporaryFile()
    self.path = path
    most = max(Self.believedBytes, packed.count * Self.factor)
  }

  mutating func write(_ buffer: [UInt8], count: Int) throws(StorageError) {
    byteCount += count
    guard byteCount <= most else { throw .expandsTooFar(path: path, factor: Self.factor) }
    try file.write(buffer, count: count)
  }

  consuming func mapped() throws(StorageError) -> FileMapping { try file.mapped() }
}
