import Curation
import JSONLines

extension Double {
  /// The number as text, without a fraction if it is an integer.
  var written: String {
    Int(exactly: self).map(String.init) ?? description
  }
}

extension CheckedRecord {
  var hasInfinity: Bool { reading.problem?.problem == .notFinite }

  /// The number of a field, which may be spelled in a string: "4.5".
  func score(_ key: JSONKey) -> Double? { number(key) ?? string(key).flatMap { Double($0) } }

  /// The numbers among a record's parts.
  ///
  /// - Parameter length: the minimum length in bytes; shorter numbers are left out.
  func numbers(from length: Int) -> [(JSONNode, JSONPointer)] {
    let parts = reading.parts
    // Indexed access: passing a part along would copy it.
    return parts.indices.compactMap { place in
      let node = parts[place].node
      return node.kind == .number && node.range.count >= length
        ? (node, parts[place].pointer) : nil
    }
  }
}
