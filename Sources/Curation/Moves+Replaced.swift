import JSONLines

/// Finds values that moved within those that were replaced: sides that were swapped, items of a
/// list that changed places, a text that became a member of an object.
extension Moves {
  /// A value that is replaced by another one. `to` differs from `at` if a list around it changed,
  /// too.
  struct Replacement {
    let at: JSONPointer
    let to: JSONPointer
    let old: JSONValue
    var new: JSONValue
  }

  /// Looks for values that changed places among replaced ones, then in what these contain.
  mutating func take(_ replaced: [Replacement]) {
    self.replaced = replaced
    var level = replaced.filter { $0.old != $0.new }
    while !level.isEmpty {
      let settled = exchange(level)
      level = level.filter { !settled.contains($0.at) }.flatMap { parts(of: $0) }
    }
  }

  /// Where a text is now that stood only once in what was replaced; nil if that can't be told.
  func found(_ pointer: JSONPointer) -> JSONPointer? {
    guard let around = replaced.first(where: { $0.at.contains(pointer) }) else { return nil }
    let rest = JSONPointer(Array(pointer.tokens.dropFirst(around.at.depth)))
    guard let text = try? around.old.value(at: rest), text.string != nil, text.isTelling,
      replaced.reduce(0, { $0 + $1.old.count(of: text) }) == 1
    else { return nil }
    if (try? around.new.value(at: rest)) == text { return pointer }
    for step in replaced {
      if step.new == text { return step.to }
      if let path = step.new.path(to: text) { return JSONPointer(step.to.tokens + path) }
    }
    return nil
  }

  /// Returns the places of the values that changed places or were overwritten by those.
  private mutating func exchange(_ replaced: [Replacement]) -> Set<JSONPointer> {
    var taken: Set<JSONPointer> = []
    var found: Set<JSONPointer> = []
    var places = Dictionary(grouping: replaced.reversed(), by: \.new).mapValues { $0.map(\.to) }
    // Numbers and the like are equal by chance: they are followed only if two change places.
    let swaps = Set(replaced.filter { !$0.new.isTelling }.map { [$0.new, $0.old] })
    for step in replaced {
      guard step.old.isTelling || swaps.contains([step.old, step.new]),
        let place = places[step.old]?.popLast()
      else { continue }
      taken.insert(place)
      found.insert(step.at)
      exchanged[step.at] = .some(place)
    }
    for step in replaced where !found.contains(step.at) {
      if taken.contains(step.to) {
        exchanged[step.at] = .some(nil)
        found.insert(step.at)
      } else if let old = step.old.string, let new = step.new.string {
        texts.append(TextChange(at: step.at, old: old.wtf8, new: new.wtf8))
      }
    }
    return found
  }

  /// The members or items of a replaced value that were replaced in turn. Notes where the others
  /// are now.
  private mutating func parts(of step: Replacement) -> [Replacement] {
    if let path = step.new.path(to: step.old) {
      exchanged[step.at] = .some(JSONPointer(step.to.tokens + path))
      return []
    }
    if let path = step.old.path(to: step.new) {
      exchanged[JSONPointer(step.at.tokens + path)] = .some(step.to)
      return []
    }
    switch (step.old, step.new) {
    case (.object(let old), .object(let new)):
      let members = Dictionary(new.map { ($0.key, $0.value) }) { first, _ in first }
      let replaced = old.compactMap { member -> Replacement? in
        guard let value = members[member.key] else {
          steps.append(.take(step.to.appending(member.key), member.value, isItem: false))
          return nil
        }
        if value == member.value { return nil }
        return Replacement(
          at: step.at.appending(member.key), to: step.to.appending(member.key), old: member.value,
          new: value)
      }
      let names = Set(old.map(\.key))
      for member in new where !names.contains(member.key) {
        steps.append(.put(step.to.appending(member.key), member.value, isItem: false))
      }
      return replaced
    case (.array(let old), .array(let new)): return parts(of: old, in: new, step)
    default: return []
    }
  }

  /// Items that are in the new list have moved there. Of the others, those between the same two are
  /// compared; what is like none is gone.
  private mutating func parts(
    of old: [JSONValue], in new: [JSONValue], _ step: Replacement
  ) -> [Replacement] {
    var places = [Int?](repeating: nil, count: old.count)
    var free = Set(new.indices)
    for index in old.indices where index < new.count && old[index] == new[index] {
      places[index] = index
      free.remove(index)
    }
    var others = Dictionary(grouping: free.sorted(by: >)) { new[$0] }
    for index in old.indices where places[index] == nil {
      guard let place = others[old[index]]?.popLast() else { continue }
      places[index] = place
      free.remove(place)
    }
    var replaced: [Replacement] = []
    var start = old.startIndex
    while start < old.endIndex {
      guard places[start] == nil else {
        start += 1
        continue
      }
      let end = old[start...].indices.first { places[$0] != nil } ?? old.endIndex
      let low = start > 0 ? (places[start - 1] ?? -1) + 1 : 0
      let high = end < old.endIndex ? places[end] ?? new.count : new.count
      let room = low < high ? (low..<high).filter(free.contains) : []
      for (index, place) in Self.pairs(Array(start..<end), room, old, new) {
        places[index] = place
        replaced.append(
          Replacement(
            at: step.at.appending(index), to: step.to.appending(place), old: old[index],
            new: new[place]))
      }
      start = end
    }
    for (index, place) in places.enumerated() where place != index {
      exchanged[step.at.appending(index)] = .some(place.map { step.to.appending($0) })
    }
    return replaced
  }

  /// Pairs replaced items with new ones: in order if there are as many, or else the likest first.
  private static func pairs(
    _ items: [Int], _ places: [Int], _ old: [JSONValue], _ new: [JSONValue]
  ) -> [(Int, Int)] {
    if items.count == places.count || items.count * places.count > 10_000 {
      return Array(zip(items, places))
    }
    let texts = (items.map { JSONWriter.bytes(old[$0]) }, places.map { JSONWriter.bytes(new[$0]) })
    let scored = items.indices.flatMap { item in
      places.indices.map { (item, $0, texts.0[item].likeness(to: texts.1[$0])) }
    }
    var pairs: [(Int, Int)] = []
    var (taken, filled): (Set<Int>, Set<Int>) = ([], [])
    for (item, place, _) in scored.sorted(by: { ($1.2, $0.0) < ($0.2, $1.0) })
    where !taken.contains(item) && !filled.contains(place) {
      taken.insert(item)
      filled.insert(place)
      pairs.append((items[item], places[place]))
    }
    return pairs
  }
}

extension [UInt8] {
  /// The number of bytes at the beginning and at the end that both have.
  fileprivate func likeness(to other: [UInt8]) -> Int {
    let beginning = zip(self, other).prefix { $0 == $1 }.count
    let rest = Swift.min(count, other.count) - beginning
    return beginning + zip(reversed(), other.reversed()).prefix(rest).prefix { $0 == $1 }.count
  }
}

extension JSONValue {
  /// Whether the value says enough to be recognised elsewhere.
  fileprivate var isTelling: Bool {
    switch self {
    case .object(let members): !members.isEmpty
    case .array(let items): !items.isEmpty
    case .string(let text): text != ""
    default: false
    }
  }

  /// The path to a value inside this one that equals `value`; nil if there is none.
  func path(to value: JSONValue) -> [JSONString]? { value.isTelling ? found(value) : nil }

  /// The texts inside this value that aren't empty, with their paths, in order.
  var texts: [(path: [JSONString], text: JSONString)] {
    switch self {
    case .string(let text): text.isEmpty ? [] : [([], text)]
    case .object(let members):
      members.flatMap { member in
        member.value.texts.map { ([member.key] + $0.path, $0.text) }
      }
    case .array(let items):
      items.enumerated().flatMap { index, item in
        item.texts.map { ([JSONString("\(index)")] + $0.path, $0.text) }
      }
    default: []
    }
  }

  /// The number of values in this one, itself included, that equal `value`.
  fileprivate func count(of value: JSONValue) -> Int {
    if self == value { return 1 }
    return switch self {
    case .object(let members): members.reduce(0) { $0 + $1.value.count(of: value) }
    case .array(let items): items.reduce(0) { $0 + $1.count(of: value) }
    default: 0
    }
  }

  private func found(_ value: JSONValue) -> [JSONString]? {
    switch self {
    case .object(let members):
      for member in members {
        if member.value == value { return [member.key] }
        if let path = member.value.found(value) { return [member.key] + path }
      }
    case .array(let items):
      for (index, item) in items.enumerated() {
        let token = JSONString("\(index)")
        if item == value { return [token] }
        if let path = item.found(value) { return [token] + path }
      }
    default: break
    }
    return nil
  }
}
