import Curation
import JSONLines

extension Double {
  /// Without a fraction where it has none.
  var written: String {
    Int(exactly: self).map(String.init) ?? description
  }
}

extension CheckedRecord {
  var hasInfinity: Bool {
    guard let problem = reading.problem else { return false }
    switch problem.problem {
    case .unexpectedByte(let byte): return byte == UInt8(ascii: "N") || byte == UInt8(ascii: "I")
    // -Infinity
    case .invalidNumber:
      return problem.byteOffset < bytes.count && bytes[problem.byteOffset] == UInt8(ascii: "I")
    default: return false
    }
  }

  /// A number, also where it stands in a string: "4.5".
  func score(_ key: JSONKey) -> Double? { number(key) ?? string(key).flatMap { Double($0) } }

  /// Numbers that stand among a record's parts and fields.
  ///
  /// - Parameter length: shorter ones are left out.
  func numbers(from length: Int) -> [(JSONNode, JSONPointer)] {
    let parts = reading.parts
    // By place, as a part that is handed on is copied.
    return parts.indices.compactMap { place in
      let node = parts[place].node
      return node.kind == .number && node.range.count >= length
        ? (node, parts[place].pointer) : nil
    }
  }
}
