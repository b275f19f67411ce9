import Glibc

/// Keeps other processes that take the same lock from changing files of a folder, until it is
/// released, or this process ends. Where a file system has no locks, hope is left.
public final class FolderLock {
  private let folder: Descriptor

  /// Waits for the others.
  public init(_ path: String) throws(StorageError) {
    folder = try Descriptor(opening: path, O_RDONLY | O_DIRECTORY, doing: .open)
    _ = flock(folder.number, LOCK_EX)
  }

  public func release() { _ = flock(folder.number, LOCK_UN) }
}
