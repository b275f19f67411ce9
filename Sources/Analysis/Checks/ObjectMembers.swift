import JSONLines

/// The members of the objects in some values, by the places where these stand.
struct ObjectMembers: Sendable {
  struct Members: Sendable {
    var all: Set<String>
    /// Those that not all objects have.
    var missing: Set<String> = []
  }

  /// By dotted paths: `tools.function.parameters`.
  private(set) var places: [String: Members] = [:]

  private static let depthLimit = 8

  /// Adds an object, or those of a list, and what is in them; nothing else counts.
  mutating func add(_ node: JSONNode?, _ place: String, in bytes: Bytes, depth: Int = 0) {
    guard let node, depth < Self.depthLimit else { return }
    if node.kind == .array {
      node.forEachElement(in: bytes) { element in
        add(element, place, in: bytes, depth: depth + 1)
        return true
      }
    }
    guard node.kind == .object else { return }
    let members = node.members(in: bytes).map { (bytes.text(raw: $0.key), $0.value) }
    let names = Set(members.map(\.0))
    if let known = places[place] {
      places[place]?.all.formUnion(names)
      places[place]?.missing.formUnion(known.all.symmetricDifference(names))
    } else {
      places[place] = Members(all: names)
    }
    for (name, value) in members { add(value, "\(place).\(name)", in: bytes, depth: depth + 1) }
  }
}
