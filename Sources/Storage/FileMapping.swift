import CSystem
import Glibc
import JSONLines

/// A memory-mapped file. If another process truncates it, the lost bytes read as zeros and
/// `hasShrunk` is true.
final class FileMapping: Sendable {
  let bytes: Bytes

  private let storage: MappedStorage

  /// - Parameter descriptor: an open regular file; it may be closed once it is mapped.
  init(_ descriptor: borrowing Descriptor, byteCount: Int) throws(StorageError) {
    guard byteCount > 0 else {  // mmap refuses an empty file
      storage = MappedStorage(nil, 0)
      bytes = .nothing
      return
    }
    let start = mmap(nil, byteCount, PROT_READ, MAP_SHARED, descriptor.number, 0)
    guard let start, start != MAP_FAILED else {
      throw .system(path: descriptor.path, doing: .map, code: errno)
    }
    storage = MappedStorage(start, byteCount)
    bytes = Bytes(lentBy: storage, UnsafeRawBufferPointer(start: start, count: byteCount))
  }

  var hasShrunk: Bool { winnow_guard_has_faulted(storage.guardSlot) }
}

private final class MappedStorage: @unchecked Sendable {
  // Safe to send: the pointer is only read, through `Bytes`, and unmapped once no `Bytes` is left.
  private let start: UnsafeMutableRawPointer?
  private let byteCount: Int
  let guardSlot: Int32

  init(_ start: UnsafeMutableRawPointer?, _ byteCount: Int) {
    self.start = start
    self.byteCount = byteCount
    guardSlot = start.map { winnow_guard($0, byteCount) } ?? -1
  }

  deinit {
    winnow_unguard(guardSlot)
    if let start { munmap(start, byteCount) }
  }
}
