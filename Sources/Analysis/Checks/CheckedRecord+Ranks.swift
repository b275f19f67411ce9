import Curation
import JSONLines

extension CheckedRecord {
  /// The pointer to the list of ranked responses.
  var rankedList: JSONPointer? { reading.responses.first?.pointer.parent }

  static func wholeRanks(_ reading: RecordReading) -> [Int]? {
    guard reading.shape == .ranked else { return nil }
    let ranks = reading.responses.compactMap(\.rank)
    return ranks.count == reading.responses.count && ranks.count > 1 ? ranks : nil
  }

  /// The value of a boolean; nil for any other value.
  func truth(_ node: JSONNode) -> Bool? { node.kind == .bool ? isTrue(node) : nil }

  func isTrue(_ node: JSONNode) -> Bool {
    node.kind == .bool && bytes[node.range.lowerBound] == UInt8(ascii: "t")
  }

  /// PKU-SafeRLHF's judgement of a response; nil if there is none.
  func isSafe(_ response: Int) -> Bool? {
    fields[response == 0 ? "is_response_0_safe" : "is_response_1_safe"].flatMap(truth)
  }
}
