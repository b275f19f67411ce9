public import JSONLines

/// Why a change can't be made to a record.
public enum ChangeError: Error, Hashable, Sendable {
  // Every record's state has room for one, and few have one.
  indirect case patch(PatchError)
  /// A patch needs a record that is JSON.
  indirect case notJSON(JSONSyntaxError)
  /// The record's text isn't the one that a raw edit expects.
  case textDiffers
  /// A record can't be empty.
  case empty
  /// A record of JSONL can't contain a line break.
  case lineBreak
  /// In an array or a map, a record has to be one value.
  indirect case notAnElement(JSONSyntaxError)
}

/// A record's bytes with edits applied to them, one after another.
///
/// The result depends only on the dataset's bytes and the final value, never on the steps between.
struct RecordContent {
  let original: Bytes
  /// Parsed when it is first needed.
  private var originalRoot: JSONNode?
  /// The dataset's bytes, or the result of the last raw edit.
  private var text: Bytes
  /// The value after the patches made to `text`; nil until there is one.
  private var value: JSONValue?
  /// Whether an edit was applied, even one without an effect.
  private(set) var isEdited = false

  init(_ original: Bytes) {
    self.original = original
    text = original
  }

  /// The current value.
  func decoded() throws(ChangeError) -> JSONValue {
    if let value { return value }
    do { return try JSONValue.parse(text) } catch { throw .notJSON(error) }
  }

  /// The current bytes.
  var bytes: Bytes {
    guard let value else { return text }
    // `value` was parsed from `text`, so parsing it again succeeds.
    guard let written = try? rewrite(text, as: value) else { return text }
    return Bytes(written)
  }

  /// Applies a patch or a raw edit; other changes have no effect on the bytes.
  ///
  /// - Throws: why the change can't be made; the content is then unchanged.
  mutating func apply(
    _ body: Change.Body, overwriting: Bool, hash: (Bytes) -> ContentHash
  ) throws(ChangeError) {
    switch body {
    case .patch(let steps):
      var changed = try decoded()
      do {
        try changed.apply(steps, overwriting: overwriting) { at, wanted in
          originalValue(at: at, hash: hash) { $0.hash == wanted }
        }
      } catch {
        throw .patch(error)
      }
      value = changed
      isEdited = true
    case .raw(let was, let now):
      guard bytes.elementsEqual(was) else { throw .textDiffers }
      text = Bytes(now)
      value = nil
      isEdited = true
    default: break
    }
  }

  /// The value of the dataset's record that satisfies `isIt`: the one at a pointer, or, as an edit
  /// may have moved it, a text anywhere. Nil, which makes a test fail, if there is none.
  mutating func originalValue(
    at pointer: JSONPointer, hash: (Bytes) -> ContentHash, where isIt: (OriginalValue) -> Bool
  ) -> OriginalValue? {
    guard let root = originalRoot ?? (try? JSONNode.parse(original)) else { return nil }
    originalRoot = root
    func read(_ node: JSONNode) -> OriginalValue? {
      let bytes = original.slice(node.range)
      let value = (try? JSONValue.parse(bytes)).map { OriginalValue(hash: hash(bytes), value: $0) }
      return value.flatMap { isIt($0) ? $0 : nil }
    }
    if let node = try? root.resolve(pointer, in: original), let value = read(node) { return value }
    var found: OriginalValue?
    root.forEachString(in: original) { node in if found == nil { found = read(node) } }
    return found
  }

  /// Whether the record already has the result of `body`.
  func holdsResult(of body: Change.Body) -> Bool {
    switch body {
    case .raw(_, let now): return bytes.elementsEqual(now)
    case .patch(let steps):
      guard let value = try? decoded() else { return false }
      return value.holdsResult(of: steps[...])
    default: return true
    }
  }
}

extension Change.Body {
  /// Whether the values that it leaves don't tell that it was made: it adds an element to a list,
  /// which may have had the like of it there, or it tests a value beside that isn't so.
  func isUntold(by content: RecordContent) -> Bool {
    guard case .patch(let steps) = self, let value = try? content.decoded() else { return false }
    let written = steps.flatMap { step -> [JSONPointer] in
      if case .test = step { [] } else { step.pointers }
    }
    return steps.contains { step in
      switch step {
      case .add(let at, _, _):
        guard let list = at.parent, case .array? = try? value.value(at: list) else { return false }
        return true
      case .test(let at, .value(let wanted)):
        return !written.contains { $0.contains(at) || at.contains($0) }
          && (try? value.value(at: at))?.isEquivalent(to: wanted) != true
      default: return false
      }
    }
  }

  /// Whether it takes an element out of a list that still has one like it: that nothing stands in
  /// its place any more may come from another one's removal.
  func isYetToRemove(from content: RecordContent) -> Bool {
    guard case .patch(let steps) = self, let value = try? content.decoded() else { return false }
    return zip(steps, steps.dropFirst()).contains { test, step in
      guard case .remove(let at) = step, let list = at.parent,
        case .array(let elements)? = try? value.value(at: list)
      else { return false }
      guard case .test(at, .value(let old)) = test else { return true }
      return elements.contains { $0.isEquivalent(to: old) }
    }
  }
}

extension WorkingSet {
  /// Applies a patch or a raw edit to a record's content. What the dataset itself has can stand
  /// there.
  ///
  /// - Parameter overwriting: whether what a patch adds may take the place of another value.
  func apply(
    _ body: Change.Body, to content: inout RecordContent, overwriting: Bool = true
  ) throws(ChangeError) {
    if case .raw(_, let now) = body, !content.original.elementsEqual(now) {
      try check(raw: Bytes(now))
    }
    try content.apply(body, overwriting: overwriting, hash: source.hash)
  }

  /// Throws unless the text can stand in the dataset as one record.
  func check(raw text: Bytes) throws(ChangeError) {
    if text.trimmed.isEmpty { throw .empty }
    switch source.container {
    case .jsonl: if text.contains(0x0A) { throw .lineBreak }
    case .array, .wrapped, .map:
      do { _ = try JSONNode.parse(text) } catch { throw .notAnElement(error) }
    case .single: break
    }
  }
}

extension JSONValue {
  /// Whether this value shows the result of `steps`, as far as that can be told. Of several steps
  /// to one place, the last counts; a move can't be told, so the result is false.
  func holdsResult(of steps: ArraySlice<PatchStep>) -> Bool {
    var checked: [JSONPointer] = []
    var removed: [JSONPointer] = []
    for step in steps.reversed() {
      guard let pointer = step.pointers.last, !step.isTest(of: pointer) else { continue }
      if checked.contains(where: { $0.contains(pointer) || pointer.contains($0) }) {
        // What a later step took something out of has to be there, if it was put there whole.
        let isThere = removed.filter { pointer.contains($0) && pointer != $0 }.allSatisfy {
          $0.parent.map { (try? value(at: $0)) != nil } ?? false
        }
        guard isThere else { return false }
        continue
      }
      switch step {
      case .test: break
      case .move: return false
      case .replace(_, let wanted), .add(_, let wanted, _):
        guard let found = try? value(at: pointer), found.isEquivalent(to: wanted) else {
          return false
        }
      case .remove:
        if (try? value(at: pointer)) != nil { return false }
        removed.append(pointer)
      }
      checked.append(pointer)
    }
    return !checked.isEmpty
  }
}
