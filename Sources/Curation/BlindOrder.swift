public import JSONLines

/// The order in which a blind reviewer sees a record's responses. It depends only on a seed and the
/// record's hash, so a journal that names the seed shows who saw what first.
///
/// The generator is SplitMix64, seeded with `seed` XOR the first eight bytes of the hash
/// (big-endian). The shuffle is Fisher-Yates, from the last place down: each place is swapped with
/// the place given by the next random number modulo `place + 1`.
public enum BlindOrder {
  /// The indices of the responses in the dataset's record, in the order shown.
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
  /// For each response, its index in the dataset's record: flipping a pair, for example, reverses
  /// them. Responses are matched by value; those that were edited take the indices that are left,
  /// in order.
  ///
  /// - Parameters:
  ///   - bytes: the bytes that this was read from.
  ///   - base: the bytes of the dataset's record.
  ///   - shape: the shape that the record is read by; nil detects it.
  public func originalPlaces(
    in bytes: Bytes, of base: Bytes, as shape: Shape? = nil
  ) -> [Int] {
    let same = Array(responses.indices)
    guard !bytes.elementsEqual(base), let now = try? JSONValue.parse(bytes),
      let before = try? JSONValue.parse(base)
    else { return same }
    let original = RecordReading(base, as: shape)
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

extension WorkingSet {
  /// An order that a reviewer gave, which numbers the responses of the dataset's record, in terms
  /// of the responses as they are now; nil if some of these are gone or new.
  public func presentOrder(_ order: RankOrder, of number: RecordNumber) -> RankOrder? {
    let bytes = bytes(of: number)
    let reading = RecordReading(bytes, as: shape)
    guard (try? order.places(count: reading.responses.count)) != nil else { return nil }
    let places = reading.originalPlaces(in: bytes, of: source.bytes(of: number), as: shape)
    return order.renumbered(
      places.indices.map { original in
        places.firstIndex(of: original) ?? original
      })
  }
}

extension RankOrder {
  /// The order with response n renumbered to `places[n - 1] + 1`.
  public func renumbered(_ places: [Int]) -> RankOrder {
    RankOrder(
      groups: groups.map { $0.map { places.indices.contains($0 - 1) ? places[$0 - 1] + 1 : $0 } },
      acceptableGroups: acceptableGroups)
  }
}
