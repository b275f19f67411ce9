public import JSONLines

/// Why a change can't be made to a record as it is now.
public enum ChangeError: Error, Hashable, Sendable {
  case patch(PatchError)
  /// A patch needs a record that is JSON.
  case notJSON(JSONSyntaxError)
  /// The record's text isn't the one that a raw edit replaces.
  case textDiffers
}

/// A record's text with its edits laid over it, one after another.
///
/// What comes out depends on the dataset's bytes and the value in the end, never on the way there.
struct RecordContent {
  let original: Bytes
  /// The dataset's bytes, or the text that the last raw edit gave.
  private var text: Bytes
  /// The value with all patches since; nil until one is made.
  private var value: JSONValue?
  /// Whether anything was applied, with whatever result.
  private(set) var isEdited = false

  init(_ original: Bytes) {
    self.original = original
    text = original
  }

  /// The value now.
  func decoded() throws(ChangeError) -> JSONValue {
    if let value { return value }
    do { return try JSONValue.parse(text) } catch { throw .notJSON(error) }
  }

  /// The bytes now.
  var bytes: Bytes {
    guard let value else { return text }
    // A value exists only where `text` was parsed before, so it parses again.
    guard let written = try? rewrite(text, as: value) else { return text }
    return Bytes(written)
  }

  /// Makes the change of a patch or a raw edit; other changes don't touch the text.
  ///
  /// - Throws: why it can't be made; the content is then as before.
  mutating func apply(
    _ body: Change.Body, hash: (Bytes) -> ContentHash
  ) throws(ChangeError) {
    switch body {
    case .patch(let steps):
      var changed = try decoded()
      do {
        try changed.apply(steps) { originalValue(at: $0, hash: hash) }
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

  /// The dataset's value at a pointer; nil, which fails a test, where there is none.
  func originalValue(
    at pointer: JSONPointer, hash: (Bytes) -> ContentHash
  ) -> OriginalValue? {
    guard let root = try? JSONNode.parse(original),
      let node = try? root.resolve(pointer, in: original)
    else { return nil }
    let bytes = original.slice(node.range)
    return (try? JSONValue.parse(bytes)).map { OriginalValue(hash: hash(bytes), value: $0) }
  }

  /// Whether the record already is what `body` makes of it.
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

extension JSONValue {
  /// Whether this is what `steps` make of a value, as far as it can be seen: of several steps to
  /// one place the last counts.
  func holdsResult(of steps: ArraySlice<PatchStep>) -> Bool {
    var checked: [JSONPointer] = []
    for step in steps.reversed() {
      guard let pointer = step.pointers.last,
        !checked.contains(where: { $0.contains(pointer) || pointer.contains($0) })
      else { continue }
      switch step {
      case .test: continue
      case .move: return false
      case .replace(_, let wanted), .add(_, let wanted, _):
        guard let found = try? value(at: pointer), found.isEquivalent(to: wanted) else {
          return false
        }
      case .remove:
        if (try? value(at: pointer)) != nil { return false }
      }
      checked.append(pointer)
    }
    return !checked.isEmpty
  }
}
