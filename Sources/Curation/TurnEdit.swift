import JSONLines

/// A change to the structure of a conversation.
public enum TurnEdit: Hashable, Sendable {
  /// A new, empty turn after this one; of the system, before all.
  case insert(role: String)
  case delete, duplicate
  /// Moves the turn up (negative) or down by this many places.
  case move(Int)
  case role(String)
  /// Appends the next turn's text to this one's, with an empty line between, takes over what else
  /// it has, and deletes it.
  case merge
  /// Splits the turn: a second turn of the same role begins at the first occurrence of `before`.
  /// Reasoning stays with the first, calls go with the second.
  case split(before: String)

  /// The edit as it is typed after `turn`.
  var text: String {
    switch self {
    case .insert(let role): "insert \(role)"
    case .delete: "delete"
    case .duplicate: "duplicate"
    case .move(let step): step < 0 ? "up" : "down"
    case .role(let role): "role \(role)"
    case .merge: "merge"
    case .split: "split"
    }
  }

  /// The patch that makes the edit to the turn at `pointer`, or that contains it.
  func patch(at pointer: JSONPointer, in value: JSONValue) throws(EditError) -> [PatchStep] {
    guard let place = TurnPlace(pointer, in: value) else { throw .noTurn(pointer) }
    let turn = place.turns[place.index]
    let at = place.pointer(place.index)
    switch self {
    case .delete: return [.test(at, .value(turn)), .remove(at)]
    case .duplicate: return [.add(place.pointer(place.index + 1), turn, index: nil)]
    case .insert(let role):
      guard let new = turn.emptyTurn(role: place.spelling(of: role)) else {
        throw .noTurn(pointer)
      }
      // A system's turn is the first.
      let index = Part.Role(turnRole: role) == .system ? 0 : place.index + 1
      return [.add(place.pointer(index), new, index: nil)]
    case .move(let step):
      let target = min(max(0, place.index + step), place.turns.count - 1)
      // The test keeps it from moving another turn that stands there by then.
      return target == place.index
        ? [] : [.test(at, .value(turn)), .move(from: at, to: place.pointer(target))]
    case .role(let role):
      guard let key = turn.member(of: TurnPlace.roleNames) else { throw .noTurn(pointer) }
      return replacing(at.appending(key), turn[key], .text(place.spelling(of: role)))
    case .merge:
      guard place.turns.indices.contains(place.index + 1) else { throw .noNextTurn }
      let next = place.turns[place.index + 1]
      guard turn.role == next.role else { throw .otherRole(next.role ?? "") }
      let (key, text) = try turn.turnText(pointer)
      let joined = [text, try next.turnText(pointer).text].filter { !$0.isEmpty }
        .map(\.wtf8).joined(separator: "\n\n".utf8)
      let nextAt = place.pointer(place.index + 1)
      let taken = try turn.missingMembers(of: next, besides: key)
      return replacing(at.appending(key), turn[key], .string(JSONString(wtf8: Array(joined))))
        + taken.map { .add(at.appending($0.key), $0.value, index: nil) }
        + [.test(nextAt, .value(next)), .remove(nextAt)]
    case .split(let mark):
      let (key, text) = try turn.turnText(pointer)
      // In bytes: a Swift string can't hold a lone surrogate.
      guard let cut = text.wtf8.firstOffset(of: Array(mark.utf8)), cut > 0 else {
        throw .noSuchText(mark)
      }
      let reasoning = RecordReading.reasoningKeys.map { JSONString($0.text) }
      let rest = JSONString(wtf8: Array(text.wtf8[cut...]))
      let second = turn.replacing(key, .string(rest)).without(reasoning)
      let first = JSONString(wtf8: Array(text.wtf8[..<cut].trimmingEnd))
      let calls = RecordReading.callKeys.map { JSONString($0.text) }.filter { turn[$0] != nil }
      return replacing(at.appending(key), turn[key], .string(first))
        + calls.flatMap { call -> [PatchStep] in
          [.test(at.appending(call), .value(turn[call] ?? .null)), .remove(at.appending(call))]
        } + [.add(place.pointer(place.index + 1), second, index: nil)]
    }
  }

  private func replacing(
    _ at: JSONPointer, _ old: JSONValue?, _ new: JSONValue
  ) -> [PatchStep] {
    guard let old, old != new else { return [] }
    return [.test(at, .value(old)), .replace(at, new)]
  }
}

/// A turn and its place in a list.
struct TurnPlace {
  static let roleNames: [JSONString] = ["role", "from"]
  static let textNames: [JSONString] = ["content", "value", "text"]

  var list: JSONPointer
  var turns: [JSONValue]
  var index: Int

  /// Finds the innermost list element that is an object and contains, or is, the value at
  /// `pointer`. The parts of a turn's content, such as texts and images, aren't turns.
  init?(_ pointer: JSONPointer, in value: JSONValue) {
    var at: JSONPointer? = pointer
    while let here = at, let parent = here.parent {
      at = parent
      guard case .array(let turns)? = try? value.value(at: parent),
        let index = here.tokens.last.flatMap({ JSONPointer.index($0) }),
        turns.indices.contains(index),
        case .object = turns[index],
        !Self.isContent(parent, turns[index])
      else { continue }
      (self.list, self.turns, self.index) = (parent, turns, index)
      return
    }
    return nil
  }

  /// Whether an element of the list at `pointer` is a part of a turn's content.
  private static func isContent(_ pointer: JSONPointer, _ element: JSONValue) -> Bool {
    pointer.tokens.last.map(textNames.contains) == true && element.member(of: roleNames) == nil
  }

  func pointer(_ index: Int) -> JSONPointer { list.appending(index) }

  /// Role names in lists whose turns have `from`, by the names used elsewhere.
  private static let shareGPTNames = ["user": "human", "assistant": "gpt", "tool": "observation"]

  /// A role as the turns of this list spell it: `user` becomes `human` if they use that.
  func spelling(of role: String) -> String {
    let names = turns.compactMap { turn in
      turn.member(of: Self.roleNames).flatMap { turn[$0]?.string?.text }
    }
    let kind = Part.Role(turnRole: role)
    // Roles of calls and of tools' results are more than their kinds, so such a role is kept.
    let isCall = Part.Role.calls.contains(role)
    if names.contains(role) || kind == .unknown || isCall || kind == .tool && role != "tool" {
      return role
    }
    let known = names.first {
      Part.Role(turnRole: $0) == kind
        && !Part.Role.nicknames.contains($0) && !Part.Role.calls.contains($0)
    }
    if kind != .tool, let known { return known }
    let isShareGPT = turns.contains { $0["from"] != nil && $0["role"] == nil }
    if isShareGPT { return Self.shareGPTNames[role] ?? role }
    return Self.shareGPTNames.first { $0.value == role }?.key ?? role
  }
}

extension JSONValue {
  func member(of names: [JSONString]) -> JSONString? {
    names.first { self[$0] != nil }
  }

  /// The text of a turn, and the key of the member that holds it.
  fileprivate func turnText(
    _ pointer: JSONPointer
  ) throws(EditError) -> (key: JSONString, text: JSONString) {
    guard let key = member(of: TurnPlace.textNames) else { throw .noTurn(pointer) }
    guard let text = self[key]?.string else { throw .notOneText(pointer) }
    return (key, text)
  }

  /// The role of a turn; nil if it has none.
  fileprivate var role: String? {
    member(of: TurnPlace.roleNames).flatMap { self[$0]?.string?.text }
  }

  /// The members that this turn lacks and another one has.
  ///
  /// - Throws: `bothHave` if one of them differs in the two turns.
  fileprivate func missingMembers(
    of other: JSONValue, besides text: JSONString
  ) throws(EditError) -> [Member] {
    guard case .object(let members) = other else { return [] }
    let rest = members.filter { $0.key != text && $0.value != self[$0.key] }
    if let twice = rest.first(where: { self[$0.key] != nil }) { throw .bothHave(twice.key.text) }
    return rest
  }

  fileprivate func without(_ keys: [JSONString]) -> JSONValue {
    guard case .object(let members) = self else { return self }
    return .object(members.filter { !keys.contains($0.key) })
  }

  /// A copy of the object in which the member `key` has another value.
  func replacing(_ key: JSONString, _ new: JSONValue) -> JSONValue {
    guard case .object(let members) = self else { return self }
    return .object(members.map { $0.key == key ? .init(key, new) : $0 })
  }

  /// A turn with the same keys for role and text, and an empty text; nil if this one has no role.
  func emptyTurn(role: String) -> JSONValue? {
    guard let roleKey = member(of: TurnPlace.roleNames) else { return nil }
    let textKey = member(of: TurnPlace.textNames) ?? (roleKey == "from" ? "value" : "content")
    return .object([.init(roleKey, .text(role)), .init(textKey, .text(""))])
  }
}

extension ArraySlice<UInt8> {
  /// The text without the blanks and line breaks at its end.
  fileprivate var trimmingEnd: ArraySlice<UInt8> {
    var text = self
    while let last = text.last, last == 0x20 || (0x0A...0x0D).contains(last) { text.removeLast() }
    return text
  }
}
