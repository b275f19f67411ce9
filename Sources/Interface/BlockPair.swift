import JSONLines

/// Corresponding blocks of two flows, or a block of one and the place where the other lacks it.
struct BlockPair: Hashable {
  /// The block in either flow; where one lacks it, the next one, or its last.
  var blocks: [Int]
  /// The range of either block's source, empty where it is lacking.
  var ranges: [Range<Int>]
  /// Whether one flow lacks it.
  var isSingle: Bool
  /// Whether it is a value with a name, and not a text.
  var isField: Bool

  /// The beginnings of both ranges.
  var starts: [Range<Int>] { ranges.map { $0.lowerBound..<$0.lowerBound } }

  /// The size of both ranges together.
  var byteCount: Int { ranges.reduce(0) { $0 + $1.count } }

  /// What can correspond.
  private enum Kind: Hashable {
    /// Any text; if both flows have as many, the one in the same place.
    case text(place: Int?)
    case field(name: String)
  }

  /// Pairs the text blocks of two flows, and if wanted those of other values by their names, in the
  /// order of the first flow. Empty if a flow has neither.
  static func pairs(_ flows: [Flow], withFields: Bool = false) -> [BlockPair] {
    let sides = flows.map { flow in
      flow.blocks.indices.filter { index in
        let block = flow.blocks[index]
        return block.kind == .text || withFields && block.isField
      }
    }
    guard !sides.contains(where: \.isEmpty) else { return [] }
    let texts = zip(flows, sides).map { flow, side in side.count { !flow.blocks[$0].isField } }
    let elements = zip(flows, sides).map { flow, side in
      var place = 0
      return side.map { flow.blocks[$0] }.map { block in
        let text = block.source.bytes.slice(block.source.range)
        if case .field(let name) = block.kind {
          return Alignment.Element(kind: Kind.field(name: name), text: text)
        }
        place += 1
        return Alignment.Element(
          kind: Kind.text(place: texts[0] == texts[1] ? place : nil), text: text)
      }
    }
    let alignment = Alignment(elements[0], elements[1])
    var pairs: [BlockPair] = []
    var places = [0, 0]
    /// Pairs the next blocks of those sides that have one here.
    func add(_ present: [Bool]) {
      let side = present[0] ? 0 : 1
      var pair = BlockPair(
        blocks: [], ranges: [], isSingle: present != [true, true],
        isField: flows[side].blocks[sides[side][places[side]]].isField)
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
    for index in sides[0].indices {
      let partner = alignment.partner(of: index)
      while let partner, places[1] < partner { add([false, true]) }
      add([true, partner != nil])
    }
    while places[1] < sides[1].count { add([false, true]) }
    return pairs
  }
}
