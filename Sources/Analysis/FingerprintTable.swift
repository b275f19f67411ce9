/// A hash table whose keys are hashes already, as `Bytes.fingerprint` gives them.
struct FingerprintTable<Value: Sendable>: Sendable {
  // Keys and values are dense, so that a table that grows moves only its slots.
  private var keys: [UInt64] = []
  private var values: [Value] = []
  /// The index of a key, plus 1; zero if the slot is free.
  private var slots = [UInt32](repeating: 0, count: 64)
  /// Spreads keys over the slots in a way that the author of the data can't know.
  private let factor = UInt64.random(in: 0 ... .max) | 1

  subscript(key: UInt64) -> Value? {
    let index = slots[slot(of: key)]
    return index == 0 ? nil : values[Int(index) - 1]
  }

  /// Inserts a value, unless the key has one: then that stays, and is returned.
  ///
  /// - Precondition: there are fewer than 2^32 - 1 keys.
  mutating func insert(_ value: Value, for key: UInt64) -> Value? {
    let slot = slot(of: key)
    guard slots[slot] == 0 else { return values[Int(slots[slot]) - 1] }
    keys.append(key)
    values.append(value)
    slots[slot] = UInt32(keys.count)
    if keys.count * 2 > slots.count { grow() }
    return nil
  }

  /// The slot that has the key, or the free one that it would get.
  private func slot(of key: UInt64) -> Int {
    let last = slots.count - 1
    var slot = Int(truncatingIfNeeded: (key &* factor) >> 32) & last
    while slots[slot] != 0, keys[Int(slots[slot]) - 1] != key { slot = (slot + 1) & last }
    return slot
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    for (index, key) in keys.enumerated() { slots[slot(of: key)] = UInt32(index + 1) }
  }
}
