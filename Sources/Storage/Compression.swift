import CZlib
import CZstd

/// Packs what is written to a file whose name ends in `.gz` or `.zst`.
final class Compression {
  private enum Method {
    case gzip(UnsafeMutablePointer<z_stream>)
    case zstandard(OpaquePointer)
  }

  private let method: Method
  private var buffer = [UInt8](repeating: 0, count: 256 << 10)

  /// Nil for any other name, and where there is no memory for it.
  init?(for path: String) {
    if path.hasSuffix(".gz") {
      let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
      stream.initialize(to: z_stream())
      guard winnow_deflate_init(stream) == Z_OK else {
        stream.deallocate()
        return nil
      }
      method = .gzip(stream)
    } else if path.hasSuffix(".zst"), let context = ZSTD_createCCtx() {
      ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
      method = .zstandard(context)
    } else {
      return nil
    }
  }

  deinit {
    switch method {
    case .gzip(let stream):
      deflateEnd(stream)
      stream.deallocate()
    case .zstandard(let context): ZSTD_freeCCtx(context)
    }
  }

  /// Packs `bytes`; with `isLast` all that is left, too. What comes out goes to `emit`, piece by
  /// piece.
  func pack(
    _ bytes: UnsafeRawBufferPointer, isLast: Bool,
    _ emit: (UnsafeRawBufferPointer) throws(StorageError) -> Void
  ) throws(StorageError) {
    var offset = 0
    var isDone = false
    while !isDone {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
      let (produced, consumed, isFlushed) = step(rest, isLast: isLast)
      offset += consumed
      try buffer.withUnsafeBufferPointer { (whole) throws(StorageError) in
        if produced > 0 {
          try emit(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: whole[0..<produced])))
        }
      }
      isDone = offset == bytes.count && (isLast ? isFlushed : produced < buffer.count)
    }
  }

  private func step(
    _ input: UnsafeRawBufferPointer, isLast: Bool
  ) -> (produced: Int, consumed: Int, isFlushed: Bool) {
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
        return (
          output.count - Int(stream.pointee.avail_out), length - Int(stream.pointee.avail_in),
          status == Z_STREAM_END
        )
      case .zstandard(let context):
        var from = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var to = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let left = ZSTD_compressStream2(
          context, &to, &from, isLast ? ZSTD_e_end : ZSTD_e_continue)
        return (to.pos, from.pos, left == 0)
      }
    }
  }
}
