import CCrypto
import Curation
import JSONLines

/// SHA-256 (FIPS 180-4), computed by libcrypto.
enum SHA256 {
  static func hash(_ buffer: UnsafeRawBufferPointer) -> ContentHash {
    var digest = [UInt8](repeating: 0, count: 32)
    _ = CCrypto.SHA256(buffer.baseAddress, buffer.count, &digest)
    guard let hash = ContentHash(bytes: digest) else {
      preconditionFailure("a SHA-256 has 32 bytes")
    }
    return hash
  }

  static func hash(_ bytes: Bytes) -> ContentHash {
    bytes.withBuffer { hash($0) }
  }

  static func hash(_ bytes: [UInt8]) -> ContentHash {
    bytes.withUnsafeBytes { hash($0) }
  }
}
