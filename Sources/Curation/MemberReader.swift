import JSONLines

/// Reads an object by removing its members one by one, and refuses those that remain.
struct MemberReader {
  private var members: [JSONValue.Member]

  /// - Parameter name: names the value in the error thrown if it isn't an object or repeats a key.
  init(_ value: JSONValue, _ name: String) throws(EntryError) {
    guard case .object(let list) = value, !value.hasDuplicateMembers else {
      throw .notAnObject(name)
    }
    members = list
  }

  /// Removes a member that may be null; nil only if it is missing.
  mutating func takeAny(_ name: JSONString) -> JSONValue? {
    members.firstIndex { $0.key == name }.map { members.remove(at: $0).value }
  }

  /// Removes a member; null counts as missing.
  mutating func take(_ name: JSONString) -> JSONValue? {
    let value = takeAny(name)
    return value == .null ? nil : value
  }

  func required<T>(_ name: String, _ value: T?) throws(EntryError) -> T {
    guard let value else { throw .missingMember(name) }
    return value
  }

  /// Throws if members are left, unless their names begin with `x-`.
  func finish() throws(EntryError) {
    for name in members.map(\.key.text).sorted() where !name.hasPrefix("x-") {
      throw .unknownMember(name)
    }
  }

  private mutating func take<T>(
    _ name: String, _ read: (JSONValue) -> T?
  ) throws(EntryError) -> T? {
    guard let value = take(JSONString(name)) else { return nil }
    guard let result = read(value) else { throw .invalidMember(name) }
    return result
  }

  mutating func text(_ name: String) throws(EntryError) -> String? {
    try take(name) { $0.string?.text }
  }

  mutating func integer(_ name: String) throws(EntryError) -> Int? {
    try take(name) { $0.integer }
  }

  mutating func boolean(_ name: String) throws(EntryError) -> Bool? {
    try take(name) { if case .bool(let value) = $0 { value } else { nil } }
  }

  mutating func hash(_ name: String) throws(EntryError) -> ContentHash? {
    try take(name) { $0.string.flatMap { ContentHash(hex: $0.text) } }
  }

  mutating func pointer(_ name: String) throws(EntryError) -> JSONPointer? {
    try take(name) { $0.string.flatMap { JSONPointer($0) } }
  }

  mutating func elements(_ name: String) throws(EntryError) -> [JSONValue]? {
    try take(name) { value in
      if case .array(let elements) = value { elements } else { nil }
    }
  }

  mutating func verdict(_ name: String) throws(EntryError) -> Verdict? {
    try take(name) { $0.string.flatMap { Verdict(rawValue: $0.text) } }
  }

  mutating func order(_ name: String) throws(EntryError) -> RankOrder? {
    try take(name) { value in
      guard let text = value.string?.text, let order = try? RankOrder(text) else { return nil }
      return order.text == text ? order : nil  // only the canonical spelling
    }
  }

  mutating func rating(_ name: String) throws(EntryError) -> RatingValue? {
    try take(name) { value in
      switch value {
      case .bool(let acceptable): return .acceptable(acceptable)
      case .number:
        return value.integer.flatMap { (1...5).contains($0) ? .score($0) : nil }
      default: return nil
      }
    }
  }

  /// A number of records or bytes: from 0 to 2^53.
  mutating func count(_ name: String) throws(EntryError) -> Int? {
    try take(name) { value in value.integer.flatMap { (0...Int.exactLimit).contains($0) ? $0 : nil }
    }
  }

  mutating func range(_ name: String) throws(EntryError) -> Range<Int>? {
    try take(name) { value in
      guard case .array(let ends) = value, ends.count == 2, let low = ends[0].integer,
        let high = ends[1].integer, low >= 0, low <= high, high <= Int.exactLimit
      else { return nil }
      return low..<high
    }
  }

  /// The bytes of the text under `name`, or of the base64 under `name` followed by `64`.
  mutating func bytes(_ name: String) throws(EntryError) -> [UInt8] {
    try required(name, try bytesIfAny(name))
  }

  mutating func bytesIfAny(_ name: String) throws(EntryError) -> [UInt8]? {
    if let string = try take(name, { $0.string }) {
      // A lone surrogate stands for no bytes.
      guard String(validating: string.wtf8, as: UTF8.self) != nil else {
        throw .invalidMember(name)
      }
      return string.wtf8
    }
    guard let encoded = try text(name + "64") else { return nil }
    guard let bytes = Base64.decode(encoded) else { throw .invalidMember(name + "64") }
    return bytes
  }
}
