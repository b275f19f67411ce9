import Curation
import JSONLines

extension CheckedRecord {
  /// All ranks, where every response has one.
  var wholeRanks: [Int]? {
    guard reading.shape == .ranked else { return nil }
    let ranks = reading.responses.compactMap(\.rank)
    return ranks.count == reading.responses.count && ranks.count > 1 ? ranks : nil
  }

  /// What a boolean says; nil of any other value.
  func truth(_ node: JSONNode) -> Bool? { node.kind == .bool ? isTrue(node) : nil }

  func isTrue(_ node: JSONNode) -> Bool {
    node.kind == .bool && bytes[node.range.lowerBound] == UInt8(ascii: "t")
  }

  /// What PKU-SafeRLHF says of a response; nil where it says nothing.
  func isSafe(_ response: Int) -> Bool? {
    fields[response == 0 ? "is_response_0_safe" : "is_response_1_safe"].flatMap(truth)
  }
}
