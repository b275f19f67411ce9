import JSONLines

/// Edits of records that have other bytes than when they were made. They test what they replace or
/// remove; of what they add, and of where in a list it goes, the record has to tell that it fits.
extension WorkingSet {
  /// A record in which all values that the lane's edits replace are unchanged: the one at the
  /// lane's number, else the only one in the dataset; nil if there are none or several, or if the
  /// edits replace nothing.
  func rebasedRecord(_ lane: Lane, _ index: () -> RebaseIndex) -> RecordNumber? {
    let edits = lane.steps.flatMap(\.changes).filter(\.isEdit)
    guard edits.allSatisfy(\.isTested), edits.contains(where: \.testsAny) else { return nil }
    func fits(_ number: RecordNumber) -> Bool {
      var content = RecordContent(source.bytes(of: number))
      var before: RecordContent?
      do {
        for edit in edits { try rebase(edit.body, to: &content, from: &before) }
      } catch {
        return false
      }
      return true
    }
    if let number = lane.key.record, source.contains(number), fits(number) { return number }
    let candidates =
      index().candidates(for: lane)
      ?? (0..<source.recordCount).map { RecordNumber(position: $0) }
    let first = Array(candidates.lazy.filter(fits).prefix(2))
    return first.count == 1 ? first[0] : nil
  }

  /// Applies an edit to another version of the record that it was made to.
  ///
  /// - Parameter before: that record, if it is known, to which the edit is applied as well.
  /// - Throws: `taken` if the record has a value where the edit adds one; `untold` if it adds or
  ///   moves in a list that isn't what it was, or isn't known to be, or if it replaces a number or
  ///   the like in an element that is known to be another.
  func rebase(
    _ body: Change.Body, to content: inout RecordContent, from before: inout RecordContent?
  ) throws(ChangeError) {
    var replacesSame = false
    if case .patch(let steps) = body {
      let now = try content.decoded()
      let then = try before?.decoded()
      func isAsItWas(_ at: JSONPointer) -> Bool {
        guard let new = try? now.value(at: at), let old = try? then?.value(at: at) else {
          return false
        }
        return new.isEquivalent(to: old)
      }
      var anchors = steps.flatMap(\.additions).compactMap(now.anchor)
      if then != nil { anchors += steps.compactMap(\.weakTest).compactMap(now.element) }
      for anchor in anchors where !isAsItWas(anchor) { throw .patch(.untold(anchor)) }
      // What is written by hand may add in the place of a value.
      let taken = now.taken(by: steps)
      replacesSame = !taken.isEmpty && taken.allSatisfy(isAsItWas)
    }
    try apply(body, to: &content, overwriting: replacesSame)
    advance(&before, by: body)
  }

  /// Applies an edit to the record that it was made to, as far as it is known.
  func advance(_ before: inout RecordContent?, by body: Change.Body) {
    guard var old = before, (try? apply(body, to: &old)) != nil else { return }
    before = old
  }
}

extension Change {
  /// Whether the record has to have certain values, or a certain text.
  fileprivate var testsAny: Bool {
    guard case .patch(let steps) = body else { return true }
    return steps.contains { if case .test = $0 { true } else { false } }
  }
}

extension PatchStep {
  /// The places to which something comes, and from which it is taken without a test.
  fileprivate var additions: [JSONPointer] {
    switch self {
    case .test, .replace, .remove: []
    case .add(let at, _, _): [at]
    case .move(let from, let to): [from, to]
    }
  }

  /// The place of a tested value that others may have as well: a number, a boolean, null.
  fileprivate var weakTest: JSONPointer? {
    guard case .test(let at, .value(let value)) = self else { return nil }
    switch value {
    case .number, .bool, .null: return at
    case .string, .array, .object: return nil
    }
  }
}

extension JSONValue {
  /// The element of a list that a place is inside of; nil if it is in none.
  fileprivate func element(around place: JSONPointer) -> JSONPointer? {
    guard let anchor = anchor(of: place) else { return nil }
    if anchor == place.parent, case .array? = try? value(at: anchor) { return nil }
    return anchor
  }

  /// What has to be as it was for a place to be the same: of an element of a list the list, of what
  /// is inside of an element that element. Nil if a place is in no list, or behind its end.
  fileprivate func anchor(of place: JSONPointer) -> JSONPointer? {
    var (value, at) = (self, JSONPointer.root)
    var anchor: JSONPointer?
    for (depth, token) in place.tokens.enumerated() {
      let next = at.appending(token)
      if case .array = value, token != "-" {
        anchor = depth == place.depth - 1 ? at : next
      }
      guard let child = try? value.value(at: JSONPointer([token])) else { break }
      (value, at) = (child, next)
    }
    return anchor
  }
}
