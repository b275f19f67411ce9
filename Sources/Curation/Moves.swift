import JSONLines

/// Where the values of a record stand after the steps of a patch.
struct Moves {
  /// Values that went to the places of others, as the two sides of a pair do; nil of one that another
  /// has replaced.
  private var exchanged: [JSONPointer: JSONPointer?] = [:]
  private var steps: [Step] = []
  /// Texts that were replaced.
  private var texts: [(at: JSONPointer, old: [UInt8], new: [UInt8])] = []

  struct Place: Hashable {
    var at: JSONPointer
    /// Where the text begins in the one at `at`, in bytes.
    var offset = 0
  }

  private enum Step {
    /// With the value that goes away, where a test says it.
    case take(JSONPointer, JSONValue?)
    case put(JSONPointer, JSONValue?)
    case move(from: JSONPointer, to: JSONPointer)
  }

  init(_ patch: [PatchStep]) {
    var tested: [JSONPointer: JSONValue] = [:]
    var replaced: [(at: JSONPointer, old: JSONValue, new: JSONValue)] = []
    for step in patch {
      switch step {
      case .test(let at, .value(let value)): tested[at] = value
      case .test: break
      case .replace(let at, let new):
        guard let old = tested[at] else { continue }
        replaced.append((at, old, new))
        if let old = old.string, let new = new.string { texts.append((at, old.wtf8, new.wtf8)) }
      case .remove(let at): steps.append(.take(at, tested[at]))
      case .add(let at, let value, _): steps.append(.put(at, value))
      case .move(let from, let to): steps.append(.move(from: from, to: to))
      }
    }
    exchange(replaced)
  }

  private mutating func exchange(
    _ replaced: [(at: JSONPointer, old: JSONValue, new: JSONValue)]
  ) {
    var taken: Set<JSONPointer> = []
    for (at, old, new) in replaced where old != new {
      guard
        let place = replaced.first(where: {
          $0.at != at && $0.new == old && $0.old != old && !taken.contains($0.at)
        })?.at
      else { continue }
      taken.insert(place)
      exchanged[at] = .some(place)
    }
    for place in taken where exchanged[place] == nil { exchanged[place] = .some(nil) }
  }

  var isEmpty: Bool { exchanged.isEmpty && steps.isEmpty }

  /// Where the value at a pointer is now, as a whole or, of a text, in another one; nil where it is gone.
  func place(of pointer: JSONPointer) -> Place? {
    var at = pointer
    if let (from, to) = exchanged.first(where: { $0.key.contains(pointer) }) {
      guard let to else { return nil }
      at = pointer.moved(from: from, to: to)
    }
    // What was taken out, and what of it is followed.
    var taken: (value: JSONValue?, rest: ArraySlice<JSONString>)?
    for step in steps {
      switch step {
      case .take(let place, let value):
        guard taken == nil else { continue }
        if place.contains(at) {
          taken = (value, at.tokens.dropFirst(place.tokens.count))
        } else {
          at = at.shifted(-1, behind: place)
        }
      case .put(let place, let value):
        if let gone = taken {
          guard let value, gone.value == value else { continue }
          at = JSONPointer(place.tokens + gone.rest)
          taken = nil
        } else {
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
    guard let taken else { return Place(at: at) }
    return taken.value.flatMap { heir(of: $0, at: taken.rest) }
  }

  /// The text that took in the one inside of a value, as a merged turn does.
  private func heir(of value: JSONValue, at rest: ArraySlice<JSONString>) -> Place? {
    guard let text = (try? value.value(at: JSONPointer(Array(rest))))?.string?.wtf8, !text.isEmpty
    else { return nil }
    for (at, old, new) in texts where old.firstOffset(of: text) == nil {
      if let offset = new.firstOffset(of: text) { return Place(at: at, offset: offset) }
    }
    return nil
  }
}

extension JSONPointer {
  fileprivate func moved(from: JSONPointer, to: JSONPointer) -> JSONPointer {
    JSONPointer(to.tokens + tokens.dropFirst(from.tokens.count))
  }

  /// What stands behind an item of a list, some places on.
  fileprivate func shifted(_ step: Int, behind item: JSONPointer) -> JSONPointer {
    shifted(step, of: item) { $0 > $1 }
  }

  /// An item of a list or what stands behind it, some places on.
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
    let depth = list.tokens.count
    guard depth < tokens.count, let own = JSONPointer.index(tokens[depth]), isMoved(own, index)
    else { return self }
    tokens[depth] = JSONString("\(own + step)")
    return JSONPointer(tokens)
  }
}
