import JSONLines

/// Where the values of a record are after an edit.
struct Moves {
  /// The new places of values by their old ones; nil for a value that is gone. The longest pointer
  /// that contains a value decides.
  var exchanged: [JSONPointer: JSONPointer?] = [:]
  var steps: [Step] = []
  /// Texts that were replaced by other texts.
  var texts: [TextChange] = []

  /// All that was replaced, to look for texts that went elsewhere.
  var replaced: [Replacement] = []

  /// A value, or a range of UTF-8 bytes of a string.
  struct Place: Hashable {
    var at: JSONPointer
    var range: Range<Int>?
  }

  enum Step {
    /// Removes a value, which is known if a test names it. The items of a list behind it move up.
    case take(JSONPointer, JSONValue?, isItem: Bool)
    case put(JSONPointer, JSONValue?, isItem: Bool)
    case move(from: JSONPointer, to: JSONPointer)
  }

  /// - Parameter old: returns the value before the patch, for tests that only have its hash, and to
  ///   tell lists from objects.
  init(_ patch: [PatchStep], old: (JSONPointer) -> JSONValue? = { _ in nil }) {
    func isItem(_ at: JSONPointer) -> Bool {
      if let parent = at.parent, case .object? = old(parent) { false } else { true }
    }
    var tested: [JSONPointer: JSONValue] = [:]
    var replaced: [Replacement] = []
    var places: [JSONPointer: Int] = [:]
    for step in patch {
      switch step {
      case .test(let at, .value(let value)): tested[at] = value
      case .test(let at, .hash): tested[at] = old(at)
      case .replace(let at, let new):
        if let place = places[at] {
          replaced[place].new = new
        } else if let old = tested[at] {
          places[at] = replaced.count
          replaced.append(Replacement(at: at, to: at, old: old, new: new))
        }
      case .remove(let at): steps.append(.take(at, tested[at], isItem: isItem(at)))
      case .add(let at, let value, _): steps.append(.put(at, value, isItem: isItem(at)))
      case .move(let from, let to): steps.append(.move(from: from, to: to))
      }
    }
    take(replaced)
  }

  /// The moves that an edit makes; none for other changes.
  init(_ body: Change.Body, old: (JSONPointer) -> JSONValue? = { _ in nil }) {
    guard case .raw(let was, let now) = body else {
      if case .patch(let steps) = body { self.init(steps, old: old) } else { self.init([]) }
      return
    }
    self.init([])
    guard let old = try? JSONValue.parse(Bytes(was)), let new = try? JSONValue.parse(Bytes(now)),
      !old.hasDuplicateMembers, !new.hasDuplicateMembers
    else { return }
    take([Replacement(at: .root, to: .root, old: old, new: new)])
  }

  var isEmpty: Bool { exchanged.isEmpty && steps.isEmpty && texts.isEmpty }

  /// Returns where the value at a pointer, or a range of it, is after the patch; nil if it is gone.
  func place(of pointer: JSONPointer, _ range: Range<Int>? = nil) -> Place? {
    found(pointer).map { Place(at: $0, range: range) } ?? followed(pointer, range)
  }

  private func followed(_ pointer: JSONPointer, _ range: Range<Int>?) -> Place? {
    var (at, range) = (pointer, range)
    let around = exchanged.filter { $0.key.contains(pointer) }
    if let (from, to) = around.max(by: { $0.key.depth < $1.key.depth }) {
      guard let to else { return nil }
      at = pointer.moved(from: from, to: to)
    }
    if let old = range, let text = texts.first(where: { $0.at == pointer }) {
      guard let stretch = text.stretch(old) else { return splitOff(old, of: text) }
      range = stretch
    }
    // The removed value that contains the one looked for, and the path from one to the other.
    var taken: (value: JSONValue?, rest: ArraySlice<JSONString>)?
    for step in steps {
      switch step {
      case .take(let place, let value, let isItem):
        guard taken == nil else { continue }
        if place.contains(at) {
          taken = (value, at.tokens.dropFirst(place.depth))
        } else if isItem {
          at = at.shifted(-1, behind: place)
        }
      case .put(let place, let value, let isItem):
        if let gone = taken {
          guard let value, let inside = gone.value == value ? [] : gone.value.flatMap(value.path)
          else { continue }
          at = JSONPointer(place.tokens + inside + gone.rest)
          taken = nil
        } else if isItem {
          at = at.shifted(1, from: place)
        }
      case .move(let from, let to):
        guard taken == nil else { continue }
        if from.contains(at) {
          at = at.moved(from: from, to: to)
        } else {
          at = at.shifted(-1, behind: from).shifted(1, from: to)
        }
      }
    }
    guard let taken else { return Place(at: at, range: range) }
    guard let heir = taken.value.flatMap({ heir(of: $0, at: taken.rest) }) else { return nil }
    let shifted = range.map { $0.lowerBound + heir.offset..<$0.upperBound + heir.offset }
    return Place(at: heir.at, range: shifted)
  }

  /// Finds a range that a text lost in the end of that text, if it came in as another, as after
  /// splitting a turn.
  private func splitOff(_ range: Range<Int>, of text: TextChange) -> Place? {
    for case .put(let place, let value?, _) in steps {
      for (path, end) in value.texts {
        let cut = text.old.count - end.wtf8.count
        guard cut > 0, cut <= range.lowerBound, text.old[cut...].elementsEqual(end.wtf8) else {
          continue
        }
        return Place(
          at: JSONPointer(place.tokens + path),
          range: range.lowerBound - cut..<range.upperBound - cut)
      }
    }
    return nil
  }

  /// Finds the text that now contains the string at a path of a removed value, as after merging two
  /// turns.
  private func heir(
    of value: JSONValue, at rest: ArraySlice<JSONString>
  ) -> (at: JSONPointer, offset: Int)? {
    guard let text = (try? value.value(at: JSONPointer(Array(rest))))?.string?.wtf8, !text.isEmpty
    else { return nil }
    for change in texts where change.old.firstOffset(of: text) == nil {
      if let offset = change.new.firstOffset(of: text) { return (change.at, offset) }
    }
    return nil
  }
}

/// A string before and after a patch.
struct TextChange {
  let at: JSONPointer
  let old: [UInt8]
  let new: [UInt8]
  /// The length of the common prefix, in bytes.
  private let beginning: Int
  /// The length of the common suffix, in bytes.
  private let end: Int

  init(at: JSONPointer, old: [UInt8], new: [UInt8]) {
    (self.at, self.old, self.new) = (at, old, new)
    let least = min(old.count, new.count)
    var beginning = 0
    while beginning < least, old[beginning] == new[beginning] { beginning += 1 }
    while beginning > 0, beginning < old.count, old[beginning].isContinuation { beginning -= 1 }
    var end = 0
    while end < least - beginning, old[old.count - 1 - end] == new[new.count - 1 - end] { end += 1 }
    while end > 0, old[old.count - end].isContinuation { end -= 1 }
    (self.beginning, self.end) = (beginning, end)
  }

  /// Returns the range of the new string that a range of the old one has become; nil if nothing of
  /// it is left.
  func stretch(_ range: Range<Int>) -> Range<Int>? {
    let (oldEnd, newEnd) = (old.count - end, new.count - end)
    // A range outside the old string was wrong before, and stays.
    if range.upperBound <= beginning || range.upperBound > old.count { return range }
    if range.lowerBound >= oldEnd {
      let grown = newEnd - oldEnd
      return range.lowerBound + grown..<range.upperBound + grown
    }
    // The same words elsewhere are others.
    let limit = newEnd + max(0, range.upperBound - oldEnd)
    if let same = new.firstOffset(of: Array(old[range]), from: beginning),
      same + range.count <= limit
    {
      return same..<same + range.count
    }
    let start = min(range.lowerBound, beginning)
    let stop = max(range.upperBound - oldEnd, 0) + newEnd
    return start < stop ? start..<stop : nil
  }
}

extension JSONPointer {
  fileprivate func moved(from: JSONPointer, to: JSONPointer) -> JSONPointer {
    JSONPointer(to.tokens + tokens.dropFirst(from.depth))
  }

  /// The pointer with the index of an item after `item` in its list changed by `step`.
  fileprivate func shifted(_ step: Int, behind item: JSONPointer) -> JSONPointer {
    shifted(step, of: item) { $0 > $1 }
  }

  /// The same for `item` itself and the items after it.
  fileprivate func shifted(_ step: Int, from item: JSONPointer) -> JSONPointer {
    shifted(step, of: item) { $0 >= $1 }
  }

  private func shifted(
    _ step: Int, of item: JSONPointer, where isMoved: (Int, Int) -> Bool
  ) -> JSONPointer {
    guard let list = item.parent, list.contains(self),
      let index = item.tokens.last.flatMap(JSONPointer.index)
    else { return self }
    var tokens = tokens
    let depth = list.depth
    guard depth < tokens.count, let own = JSONPointer.index(tokens[depth]), isMoved(own, index)
    else { return self }
    tokens[depth] = JSONString("\(own + step)")
    return JSONPointer(tokens)
  }
}
