import JSONLines

/// Faults for which a record isn't converted.
extension JSONValue {
  /// Whether an object in this value has a key twice.
  var repeatsKey: Bool {
    switch self {
    case .object(let members): hasDuplicateMembers || members.contains { $0.value.repeatsKey }
    case .array(let items): items.contains(where: \.repeatsKey)
    default: false
    }
  }

  /// Whether a key or a string in this value has half of a surrogate pair.
  var hasLoneSurrogate: Bool {
    switch self {
    case .string(let text): text.hasLoneSurrogate
    case .array(let items): items.contains(where: \.hasLoneSurrogate)
    case .object(let members):
      members.contains { $0.key.hasLoneSurrogate || $0.value.hasLoneSurrogate }
    default: false
    }
  }
}
