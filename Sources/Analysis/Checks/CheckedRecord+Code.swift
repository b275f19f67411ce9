import JSONLines

extension CheckedRecord.Text {
  static let fence = Array("```".utf8)

  /// The ranges of code, in order: lines between fences, to the end if there is no second, and what
  /// stands between two backticks of a line.
  ///
  /// - Parameter blocks: whether to tell lines between fences.
  private func codeRanges(blocks: Bool) -> [Range<Int>] {
    guard survey.marks.contains(.backtick) else { return [] }
    var ranges: [Range<Int>] = []
    var block: Int?
    var start = 0
    while start < utf8.count {
      let end = utf8.firstOffset(of: 0x0A, from: start) ?? utf8.count
      if utf8[start..<end].drop(while: \.isASCIISpace).starts(with: Self.fence) {
        if !blocks {
          start = end + 1
          continue
        }
        if let begun = block { ranges.append(begun..<end) }
        block = block == nil ? start : nil
      } else if blocks, block == nil, let fence = fenceBehindText(start..<end) {
        block = fence
      } else if block == nil {
        var open: Int?
        for place in start..<end where utf8[place] == UInt8(ascii: "`") {
          if let begun = open { ranges.append(begun..<place + 1) }
          open = open == nil ? place : nil
        }
      }
      start = end + 1
    }
    if let begun = block { ranges.append(begun..<utf8.count) }
    return ranges
  }

  /// Where a line ends in a fence with the name of a language, behind a text.
  private func fenceBehindText(_ line: Range<Int>) -> Int? {
    let isName: (UInt8) -> Bool = { $0.isASCIILetter || "+#-".utf8.contains($0) }
    guard let end = utf8[line].lastIndex(where: { !isName($0) }).map({ $0 + 1 }),
      end < line.upperBound, utf8[line.lowerBound..<end].suffix(3).elementsEqual(Self.fence)
    else { return nil }
    return end - Self.fence.count
  }

  /// A spot for the first match of an expression outside code, or none.
  func matches(outsideCode expression: RegularExpression?, _ what: String) -> [Spot] {
    var code = codeRanges(blocks: true)[...]
    var end = 0
    while let range = expression?.firstMatch(in: utf8, from: end) {
      code = code.drop { $0.upperBound <= range.lowerBound }
      if code.first?.contains(range.lowerBound) != true {
        return [spot(at: range, what)]
      }
      end = max(range.upperBound, code.first?.upperBound ?? 0, end + 1)
    }
    return []
  }

  /// The number of times that some bytes occur other than between backticks of a line.
  func occurrences(outsideTicks needle: [UInt8]) -> Int {
    var code = codeRanges(blocks: false)[...]
    var (count, from) = (0, 0)
    while let found = utf8.firstOffset(of: needle, from: from) {
      code = code.drop { $0.upperBound <= found }
      if code.first?.contains(found) != true { count += 1 }
      from = found + needle.count
    }
    return count
  }
}
