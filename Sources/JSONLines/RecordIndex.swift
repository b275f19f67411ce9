/// The byte offset of each record of a file, in about four bytes per record.
///
/// Every 64th offset is stored in full, the others as 32-bit distances from it. A distance that
/// doesn't fit (a block of records over 4 GiB) goes to a side table. Positions count from 0.
public struct RecordIndex: Sendable {
  private static let blockSize = 64

  private var anchors: [UInt64] = []
  private var distances: [UInt32] = []
  private var far: [Int: UInt64] = [:]

  public init() {}

  public var count: Int { distances.count }

  /// The memory that the index holds, in bytes.
  public var byteCount: Int { anchors.capacity * 8 + distances.capacity * 4 + far.count * 32 }

  /// Adds the offset of the next record, which must not be below the last one.
  mutating func append(_ byteOffset: Int) {
    let position = distances.count
    if position % Self.blockSize == 0 {
      anchors.append(UInt64(byteOffset))
      distances.append(0)
      return
    }
    let distance = UInt64(byteOffset) - anchors[position / Self.blockSize]
    if let near = UInt32(exactly: distance), near != .max {
      distances.append(near)
    } else {
      distances.append(.max)
      far[position] = UInt64(byteOffset)
    }
  }

  /// Adds the offsets of another index, all of which must come after these.
  public mutating func append(_ more: RecordIndex) {
    for position in 0..<more.count { append(more[position]) }
  }

  /// The byte offset at which the record at `position` begins.
  public subscript(position: Int) -> Int {
    let distance = distances[position]
    if distance == .max, let start = far[position] { return Int(start) }
    return Int(anchors[position / Self.blockSize] + UInt64(distance))
  }
}
