import JSONLines

extension CheckedRecord.Text {
  private static let fence = Array("```".utf8)

  /// Whether a place is inside a code block, or between backticks in its line.
  func isInCode(_ place: Int) -> Bool {
    guard survey.marks.contains(.backtick) else { return false }
    var isOpen = false
    var start = 0
    while let end = utf8.firstOffset(of: 0x0A, from: start), end < place {
      if utf8[start..<end].drop(while: \.isASCIISpace).starts(with: Self.fence) { isOpen.toggle() }
      start = end + 1
    }
    return isOpen || utf8[start..<place].count { $0 == UInt8(ascii: "`") } % 2 == 1
  }

  /// A spot for the first match of an expression outside code, or none.
  func matches(outsideCode expression: RegularExpression?, _ what: String) -> [Spot] {
    var end = 0
    while let range = expression?.firstMatch(in: utf8, from: end) {
      if !isInCode(range.lowerBound) {
        return [Spot("\(what) \"\(utf8[range].excerpt(60))\"", at: pointer, range)]
      }
      end = max(range.upperBound, end + 1)
    }
    return []
  }
}
