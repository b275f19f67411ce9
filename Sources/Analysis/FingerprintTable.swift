/// A hash table whose keys are hashes already, as `Bytes.fingerprint` gives them.
struct FingerprintTable<Value: Sendable>: Sendable {
  /// Zero for a free slot.
  private var keys = [UInt64](repeating: 0, count: 64)
  private var values = [Value?](repeating: nil, count: 64)
  private var count = 0
  /// Spreads keys over the slots in a way that the author of the data can't know.
  private let factor = UInt64.random(in: 0 ... .max) | 1

  subscript(key: UInt64) -> Value? { values[slot(of: Self.inUse(key))] }

  /// Inserts a value, unless the key has one: then that stays, and is returned.
  mutating func insert(_ value: Value, for key: UInt64) -> Value? {
    let key = Self.inUse(key)
    var place = slot(of: key)
    if let known = values[place] { return known }
    if count * 2 >= keys.count {
      grow()
      place = slot(of: key)
    }
    keys[place] = key
    values[place] = value
    count += 1
    return nil
  }

  private static func inUse(_ key: UInt64) -> UInt64 { key == 0 ? 1 : key }

  /// The slot that has the key, or the free one that it would get.
  private func slot(of key: UInt64) -> Int {
    let last = keys.count - 1
    var slot = Int(truncatingIfNeeded: (key &* factor) >> 32) & last
    while keys[slot] != 0, keys[slot] != key { slot = (slot + 1) & last }
    return slot
  }

  private mutating func grow() {
    let (oldKeys, oldValues) = (keys, values)
    keys = [UInt64](repeating: 0, count: oldKeys.count * 2)
    values = [Value?](repeating: nil, count: oldKeys.count * 2)
    for place in oldKeys.indices where oldKeys[place] != 0 {
      let new = slot(of: oldKeys[place])
      keys[new] = oldKeys[place]
      values[new] = oldValues[place]
    }
  }
}
