public import Curation
public import JSONLines

/// Records in an array, as a dataset for tests of the model layer.
public final class ArraySource: RecordSource {
  public let records: [Bytes]
  public let container: Container

  public init(_ records: [String], _ container: Container = .jsonl) {
    self.records = records.map { Bytes($0) }
    self.container = container
  }

  public init(_ records: [Bytes], _ container: Container = .jsonl) {
    self.records = records
    self.container = container
  }

  public var recordCount: Int { records.count }
  public var isComplete: Bool { true }
  public func bytes(of number: RecordNumber) -> Bytes { records[number.position] }
  public func hash(_ bytes: Bytes) -> ContentHash { Self.hash(bytes) }

  /// 32 bytes in the place of SHA-256: four FNV-1a hashes with different beginnings.
  public static func hash(_ bytes: some Sequence<UInt8>) -> ContentHash {
    var lanes: [UInt64] = [1, 2, 3, 4].map { 0xCBF2_9CE4_8422_2325 &+ $0 &* 0x9E37_79B9 }
    for byte in bytes {
      for lane in lanes.indices { lanes[lane] = (lanes[lane] ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
    let digest = lanes.flatMap { lane in (0..<8).map { UInt8(truncatingIfNeeded: lane >> ($0 * 8)) }
    }
    guard let hash = ContentHash(bytes: digest) else { preconditionFailure("32 bytes") }
    return hash
  }
}
