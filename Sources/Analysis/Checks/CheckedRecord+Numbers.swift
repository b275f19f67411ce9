import Curation
import JSONLines

extension CheckedRecord {
  var hasInfinity: Bool {
    guard case .unexpectedByte(let byte)? = reading.problem?.problem else { return false }
    return byte == UInt8(ascii: "N") || byte == UInt8(ascii: "I")
  }

  /// Numbers that stand among a record's parts and fields.
  ///
  /// - Parameter length: shorter ones are left out.
  func numbers(from length: Int) -> [(JSONNode, JSONPointer)] {
    reading.parts.compactMap { part in
      part.node.kind == .number && part.node.range.count >= length ? (part.node, part.pointer) : nil
    }
  }
}
