import CZlib
import CZstd
import Glibc

/// Compresses the output to a file whose name ends in `.gz` or `.zst`.
final class Compression {
  private enum Method {
    case gzip(UnsafeMutablePointer<z_stream>)
    case zstandard(OpaquePointer)
  }

  private let method: Method
  private var buffer = [UInt8](repeating: 0, count: 256 << 10)

  private let path: String

  /// Makes a compressor for a path that ends in `.gz` or `.zst`; nil for any other path.
  ///
  /// - Throws: if memory runs out.
  init?(for path: String) throws(StorageError) {
    self.path = path
    switch PackedEnding(of: path) {
    case .gzip:
      let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
      stream.initialize(to: z_stream())
      guard winnow_deflate_init(stream) == Z_OK else {
        stream.deallocate()
        throw Self.failed(path)
      }
      method = .gzip(stream)
    case .zstandard:
      guard let context = ZSTD_createCCtx() else { throw Self.failed(path) }
      ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
      method = .zstandard(context)
    case nil: return nil
    }
  }

  /// Input and output are in memory, so running out of memory is the only failure.
  private static func failed(_ path: String) -> StorageError {
    .system(path: path, doing: .pack, code: ENOMEM)
  }

  deinit {
    switch method {
    case .gzip(let stream):
      deflateEnd(stream)
      stream.deallocate()
    case .zstandard(let context): ZSTD_freeCCtx(context)
    }
  }

  /// Compresses `bytes` and passes the output to `emit` piece by piece. With `isLast`, also writes
  /// out everything buffered and ends the stream.
  func pack(
    _ bytes: UnsafeRawBufferPointer, isLast: Bool,
    _ emit: (UnsafeRawBufferPointer) throws(StorageError) -> Void
  ) throws(StorageError) {
    var offset = 0
    var isDone = false
    while !isDone {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
      guard let (produced, consumed, isFlushed) = step(rest, isLast: isLast) else {
        throw Self.failed(path)
      }
      offset += consumed
      try buffer.withUnsafeBufferPointer { (whole) throws(StorageError) in
        if produced > 0 {
          try emit(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: whole[0..<produced])))
        }
      }
      isDone = offset == bytes.count && (isLast ? isFlushed : produced < buffer.count)
    }
  }

  /// Makes one call to the library; returns nil if it fails.
  private func step(
    _ input: UnsafeRawBufferPointer, isLast: Bool
  ) -> (produced: Int, consumed: Int, isFlushed: Bool)? {
    buffer.withUnsafeMutableBytes { output in
      switch method {
      case .gzip(let stream):
        let length = min(input.count, 1 << 30)
        // zlib doesn't write through next_in.
        stream.pointee.next_in = UnsafeMutablePointer(
          mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = UInt32(length)
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(output.count)
        let isEnd = isLast && length == input.count
        let status = deflate(stream, isEnd ? Z_FINISH : Z_NO_FLUSH)
        // Z_BUF_ERROR means that there was nothing to do, which isn't a failure.
        guard status >= Z_OK || status == Z_BUF_ERROR else { return nil }
        return (
          output.count - Int(stream.pointee.avail_out), length - Int(stream.pointee.avail_in),
          status == Z_STREAM_END
        )
      case .zstandard(let context):
        var from = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var to = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let left = ZSTD_compressStream2(
          context, &to, &from, isLast ? ZSTD_e_end : ZSTD_e_continue)
        return ZSTD_isError(left) == 0 ? (to.pos, from.pos, left == 0) : nil
      }
    }
  }
}
