public import JSONLines

/// The order in which a blind reviewer sees a record's responses: made from a seed and the record's
/// hash alone, so that a journal that names the seed tells who saw what first.
///
/// The generator is SplitMix64, begun with the seed exclusive-or the
/// first eight bytes of the hash, big-endian; the shuffle is Fisher and Yates's, from the last place
/// down, each with a place from 0 to itself as the remainder of one number.
public enum BlindOrder {
  /// Numbers of the responses as they stand in the dataset's record, from 0, in the order shown.
  public static func shuffled(_ count: Int, seed: Int, base: ContentHash) -> [Int] {
    let start = base.bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    var random = SplitMix(seed: start ^ UInt64(bitPattern: Int64(seed)))
    var order = Array(0..<count)
    for place in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(place, Int(random.next() % UInt64(place + 1)))
    }
    return order
  }
}

extension RecordReading {
  /// For each response as it stands now, its place in the record that it came from: a pair that was
  /// flipped has them the other way round. Responses are known by their values; one whose text was
  /// edited takes the place that is left.
  ///
  /// - Parameters:
  ///   - bytes: what this was read from.
  ///   - base: the record as the dataset has it.
  public func originalPlaces(in bytes: Bytes, of base: Bytes) -> [Int] {
    let same = Array(responses.indices)
    guard !bytes.elementsEqual(base), let now = try? JSONValue.parse(bytes),
      let before = try? JSONValue.parse(base)
    else { return same }
    let original = RecordReading(base)
    guard original.responses.count == responses.count else { return same }
    var free = original.responses.map { try? before.value(at: $0.pointer) }
    var places = [Int?](repeating: nil, count: responses.count)
    for (index, response) in responses.enumerated() {
      guard let value = try? now.value(at: response.pointer),
        let place = free.firstIndex(where: { $0 == value })
      else { continue }
      places[index] = place
      free[place] = nil
    }
    var left = same.filter { !places.contains($0) }
    return places.map { $0 ?? left.removeFirst() }
  }
}

extension RankOrder {
  /// The same order with each response named by its place in another numbering, from 0.
  public func renumbered(_ places: [Int]) -> RankOrder {
    RankOrder(
      groups: groups.map { $0.map { places.indices.contains($0 - 1) ? places[$0 - 1] + 1 : $0 } },
      acceptableGroups: acceptableGroups)
  }
}
