public import JSONLines

/// One step of a reversible JSON Patch (RFC 6902). `copy` isn't supported, because it can't be
/// reversed.
public enum PatchStep: Hashable, Sendable {
  case test(JSONPointer, Expectation)
  case replace(JSONPointer, JSONValue)
  case remove(JSONPointer)
  /// `index` is the position of a member in its object; nil adds it last.
  case add(JSONPointer, JSONValue, index: Int?)
  case move(from: JSONPointer, to: JSONPointer)

  public enum Expectation: Hashable, Sendable {
    case value(JSONValue)
    /// SHA-256 of the value's bytes in the dataset. It keeps a secret out of the journal.
    case hash(ContentHash)
  }

  /// The pointers that the step names, for finding overlaps.
  public var pointers: [JSONPointer] {
    switch self {
    case .test(let at, _), .replace(let at, _), .remove(let at), .add(let at, _, _): [at]
    case .move(let from, let to): [from, to]
    }
  }

  /// The pointer to a value that the step adds or moves; nil for other steps.
  public var newPlace: JSONPointer? {
    switch self {
    case .add(let at, _, _): at
    case .move(_, let to): to
    case .test, .replace, .remove: nil
    }
  }
}

/// A value as it is in the dataset, for tests by hash.
public struct OriginalValue {
  public var hash: ContentHash
  public var value: JSONValue

  public init(hash: ContentHash, value: JSONValue) {
    (self.hash, self.value) = (hash, value)
  }
}

/// Why a patch can't be applied.
public enum PatchError: Error, Hashable, Sendable {
  case pointer(JSONPointerError)
  /// A `test` failed: the value there is a different one.
  case testFailed(JSONPointer)
  /// The array index or the parent doesn't exist.
  case noPlace(JSONPointer)
  /// Another value was put there, and nothing tests for it.
  case taken(JSONPointer)
  /// Nothing tells that a list, or an element of one, is what it was when it was edited.
  case untold(JSONPointer)
}

extension JSONValue {
  /// The value at `pointer`.
  public func value(at pointer: JSONPointer) throws(JSONPointerError) -> JSONValue {
    var value = self
    for token in pointer.tokens {
      guard let place = try value.place(of: token, pointer) else { throw .missing(pointer) }
      value = value.child(place)
    }
    return value
  }

  /// The position of the child that `token` names, or nil.
  fileprivate func place(
    of token: JSONString, _ whole: JSONPointer
  ) throws(JSONPointerError) -> Int? {
    switch self {
    case .object(let members):
      if hasDuplicateMembers { throw .ambiguous(whole) }
      return members.firstIndex { $0.key == token }
    case .array(let elements):
      return JSONPointer.index(token).flatMap { $0 < elements.count ? $0 : nil }
    default: return nil
    }
  }

  fileprivate func child(_ place: Int) -> JSONValue {
    switch self {
    case .object(let members): members[place].value
    case .array(let elements): elements[place]
    default: self
    }
  }

  /// Changes the value at `pointer` through `body`.
  fileprivate mutating func update(
    _ tokens: ArraySlice<JSONString>, of whole: JSONPointer,
    _ body: (inout JSONValue) throws(PatchError) -> Void
  ) throws(PatchError) {
    guard let token = tokens.first else { return try body(&self) }
    let found: Int?
    do { found = try place(of: token, whole) } catch { throw .pointer(error) }
    guard let place = found else { throw .pointer(.missing(whole)) }
    switch self {
    case .object(var members):
      self = .null
      defer { self = .object(members) }
      try members[place].value.update(tokens.dropFirst(), of: whole, body)
    case .array(var elements):
      self = .null
      defer { self = .array(elements) }
      try elements[place].update(tokens.dropFirst(), of: whole, body)
    default: throw .pointer(.missing(whole))
    }
  }

  /// Applies `steps` in order.
  ///
  /// - Parameters:
  ///   - overwriting: whether additions may take the place of other values, as in RFC 6902.
  ///   - original: returns the dataset's value with a hash, at a pointer or where it was before an
  ///     edit moved it, for tests by hash.
  /// - Throws: the error of the first step that fails; the value is then partly changed.
  public mutating func apply(
    _ steps: [PatchStep], overwriting: Bool = true,
    original: (JSONPointer, ContentHash) -> OriginalValue?
  ) throws(PatchError) {
    for (index, step) in steps.enumerated() {
      if !overwriting, let place = taken(by: step, after: steps[..<index]) { throw .taken(place) }
      try apply(step, original)
    }
  }

  /// The places of members that have other values than those that steps put there without a test,
  /// up to the first step that can't be made.
  func taken(by steps: [PatchStep]) -> [JSONPointer] {
    var value = self
    var places: [JSONPointer] = []
    for (index, step) in steps.enumerated() {
      if let place = value.taken(by: step, after: steps[..<index]) { places.append(place) }
      guard (try? value.apply(step) { _, _ in nil }) != nil else { break }
    }
    return places
  }

  /// The place of a member that has another value than the one that a step puts there, without that
  /// the last of the steps before tests for it; nil if there is none.
  private func taken(by step: PatchStep, after before: ArraySlice<PatchStep>) -> JSONPointer? {
    let (place, new): (JSONPointer, JSONValue?)
    switch step {
    case .add(let at, let value, _): (place, new) = (at, value)
    case .move(let from, let to): (place, new) = (to, try? value(at: from))
    case .test, .replace, .remove: return nil
    }
    if before.last?.isTest(of: place) == true { return nil }
    guard memberIndex(place) != nil, let old = try? value(at: place), let new else { return nil }
    return old.isEquivalent(to: new) ? nil : place
  }

  private mutating func apply(
    _ step: PatchStep, _ original: (JSONPointer, ContentHash) -> OriginalValue?
  ) throws(PatchError) {
    switch step {
    case .test(let at, .value(let expected)):
      guard try found(at).isEquivalent(to: expected) else { throw .testFailed(at) }
    case .test(let at, .hash(let expected)):
      guard let original = original(at, expected), original.hash == expected,
        try found(at).isEquivalent(to: original.value)
      else { throw .testFailed(at) }
    case .replace(let at, let value):
      try update(at.tokens[...], of: at) { (place: inout JSONValue) in place = value }
    case .remove(let at):
      _ = try removeChild(at)
    case .add(let at, let value, let index):
      try addChild(at, value, index)
    case .move(let from, let to):
      try addChild(to, try removeChild(from), nil)
    }
  }

  private func found(_ at: JSONPointer) throws(PatchError) -> JSONValue {
    do { return try value(at: at) } catch { throw .pointer(error) }
  }

  private mutating func removeChild(_ at: JSONPointer) throws(PatchError) -> JSONValue {
    guard let parent = at.parent, let token = at.tokens.last else { throw .noPlace(at) }
    let removed = try found(at)
    try update(parent.tokens[...], of: at) { (container: inout JSONValue) throws(PatchError) in
      switch container {
      case .object(var members):
        container = .null  // so that the members aren't copied
        members.removeAll { $0.key == token }
        container = .object(members)
      case .array(var elements):
        guard let index = JSONPointer.index(token) else { throw .noPlace(at) }
        container = .null
        elements.remove(at: index)
        container = .array(elements)
      default: throw .noPlace(at)
      }
    }
    return removed
  }

  private mutating func addChild(
    _ at: JSONPointer, _ value: JSONValue, _ index: Int?
  ) throws(PatchError) {
    guard let parent = at.parent, let token = at.tokens.last else { throw .noPlace(at) }
    try update(parent.tokens[...], of: at) { (container: inout JSONValue) throws(PatchError) in
      switch container {
      case .object(var members):
        if container.hasDuplicateMembers { throw .pointer(.ambiguous(at)) }
        container = .null
        if let place = members.firstIndex(where: { $0.key == token }) {
          members[place].value = value
        } else {
          members.insert(Member(token, value), at: min(index ?? members.count, members.count))
        }
        container = .object(members)
      case .array(var elements):
        let place = token == "-" ? elements.count : JSONPointer.index(token)
        guard let place, place <= elements.count else { throw .noPlace(at) }
        container = .null
        elements.insert(value, at: place)
        container = .array(elements)
      default: throw .noPlace(at)
      }
    }
  }
}

extension [PatchStep] {
  /// Whether a test directly precedes each step that replaces or removes a value.
  var isTested: Bool {
    indices.allSatisfy { index in
      switch self[index] {
      case .replace(let at, _), .remove(let at): index > 0 && self[index - 1].isTest(of: at)
      case .test, .add, .move: true
      }
    }
  }

  /// The patch that reverses this one, given the value before it.
  ///
  /// - Throws: if this patch can't be applied to `before`.
  public func inverse(before: JSONValue) throws(PatchError) -> [PatchStep] {
    var value = before
    var mirrored: [[PatchStep]] = []
    for step in self {
      mirrored.append(try step.mirrored(at: value))
      // Tests were checked when the entry was written; here only the sequence of values matters.
      if case .test = step { continue }
      try value.apply([step]) { _, _ in nil }
    }
    return mirrored.reversed().flatMap { $0 }
  }
}

extension PatchStep {
  func isTest(of pointer: JSONPointer) -> Bool {
    if case .test(pointer, _) = self { true } else { false }
  }

  /// The steps that reverse this one, given the `value` before it.
  fileprivate func mirrored(at value: JSONValue) throws(PatchError) -> [PatchStep] {
    func standing(_ at: JSONPointer) throws(PatchError) -> JSONValue {
      do { return try value.value(at: at) } catch { throw .pointer(error) }
    }
    switch self {
    case .test: return []
    case .replace(let at, let new):
      return [.test(at, .value(new)), .replace(at, try standing(at))]
    case .remove(let at):
      return [.add(at, try standing(at), index: value.memberIndex(at))]
    case .move(let from, let to):
      let moved = try standing(from)
      var between = value
      try between.apply([.remove(from)]) { _, _ in nil }
      let place = between.settled(to)
      let index = value.memberIndex(from)
      let replaced = between.memberIndex(place).flatMap { _ in try? between.value(at: place) }
      if index == nil, replaced == nil { return [.move(from: place, to: from)] }
      // A move can't restore a member's position, nor a value that it replaced.
      let away = replaced.map { PatchStep.replace(place, $0) } ?? .remove(place)
      return [.test(place, .value(moved)), away, .add(from, moved, index: index)]
    case .add(let at, let new, _):
      if let old = try? value.value(at: at), value.memberIndex(at) != nil {
        return [.test(at, .value(new)), .replace(at, old)]  // an add over a member replaces it
      }
      let place = value.settled(at)
      return [.test(place, .value(new)), .remove(place)]
    }
  }
}

extension JSONValue {
  /// The position of the member at `pointer` in its object; nil for other values.
  fileprivate func memberIndex(_ pointer: JSONPointer) -> Int? {
    guard let parent = pointer.parent, let token = pointer.tokens.last,
      case .object(let members)? = try? value(at: parent)
    else { return nil }
    return members.firstIndex { $0.key == token }
  }

  /// `pointer` with a final `-` (RFC 6902: after the last element) replaced by the index it means.
  public func settled(_ pointer: JSONPointer) -> JSONPointer {
    guard pointer.tokens.last == "-", let parent = pointer.parent,
      case .array(let elements)? = try? value(at: parent)
    else { return pointer }
    return parent.appending(elements.count)
  }
}
