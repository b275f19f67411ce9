import JSONLines

/// Corresponding text blocks of two flows, or a block of one and the place where the other lacks it.
struct BlockPair: Hashable {
  /// The block in either flow; where one lacks it, the next one, or its last.
  var blocks: [Int]
  /// The range of either block's source, empty where it is lacking.
  var ranges: [Range<Int>]
  var isSingle: Bool

  /// Flows with more blocks are paired in order.
  private static let limit = 1000

  /// Pairs the text blocks of two flows in order, and if wanted those of other values, too. If one
  /// has more, those with equal texts are paired first, and the others between them; what remains
  /// is single. Empty if a flow has no texts.
  static func pairs(_ flows: [Flow], withFields: Bool = false) -> [BlockPair] {
    let sides = flows.map { flow in
      flow.blocks.indices.filter { index in
        let block = flow.blocks[index]
        return block.kind == .text || withFields && block.isField
      }
    }
    guard !sides.contains(where: \.isEmpty) else { return [] }
    var (gone, new) = (Set<Int>(), Set<Int>())
    if sides[0].count != sides[1].count, sides.allSatisfy({ $0.count <= limit }) {
      let texts = zip(flows, sides).map { flow, blocks in
        blocks.map { flow.blocks[$0].source }.map { $0.bytes.slice($0.range) }
      }
      for change in texts[1].difference(from: texts[0]) {
        switch change {
        case .remove(let offset, _, _): gone.insert(offset)
        case .insert(let offset, _, _): new.insert(offset)
        }
      }
    }
    var pairs: [BlockPair] = []
    var places = [0, 0]
    while places[0] < sides[0].count || places[1] < sides[1].count {
      let (isGone, isNew) = (gone.contains(places[0]), new.contains(places[1]))
      let present = [isGone || !isNew, isNew || !isGone]
      var pair = BlockPair(blocks: [], ranges: [], isSingle: isGone != isNew)
      for side in 0..<2 {
        let block = sides[side][min(places[side], sides[side].count - 1)]
        let range = flows[side].blocks[block].source.range
        let gap = places[side] < sides[side].count ? range.lowerBound : range.upperBound
        pair.blocks.append(block)
        pair.ranges.append(present[side] ? range : gap..<gap)
        if present[side] { places[side] += 1 }
      }
      pairs.append(pair)
    }
    return pairs
  }
}
