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

  /// Removes a member that must be there, but may be null.
  mutating func requiredAny(_ name: String) throws(EntryError) -> JSONValue {
    guard let value = takeAny(JSONString(name)) else { throw .missingMember(name) }
    return value
  }

  mutating func required<T>(_ name: String, _ kind: MemberKind<T>) throws(EntryError) -> T {
    guard let value = try take(name, kind) else { throw .missingMember(name) }
    return value
  }

  mutating func take<T>(_ name: String, _ kind: MemberKind<T>) throws(EntryError) -> T? {
    guard let value = take(JSONString(name)) else { return nil }
    guard let result = kind.read(value) else { throw .invalidMember(name) }
    return result
  }

  /// Throws if members are left, unless their names begin with `x-`.
  func finish() throws(EntryError) {
    for name in members.map(\.key.text).sorted() where !name.hasPrefix("x-") {
      throw .unknownMember(name)
    }
  }

  /// The bytes of the text under `name`, or of the base64 under `name` followed by `64`.
  mutating func bytes(_ name: String) throws(EntryError) -> [UInt8] {
    guard let bytes = try bytesIfAny(name) else { throw .missingMember(name) }
    return bytes
  }

  mutating func bytesIfAny(_ name: String) throws(EntryError) -> [UInt8]? {
    if let string = try take(name, .string) {
      // A lone surrogate stands for no bytes.
      guard String(validating: string.wtf8, as: UTF8.self) != nil else {
        throw .invalidMember(name)
      }
      return string.wtf8
    }
    guard let encoded = try take(name + "64", .text) else { return nil }
    guard let bytes = Base64.decode(encoded) else { throw .invalidMember(name + "64") }
    return bytes
  }
}

/// What a member has to be, and how it is read.
struct MemberKind<T> {
  /// Nil for any other value.
  let read: (JSONValue) -> T?
}

extension MemberKind<JSONString> {
  static var string: Self { Self { $0.string } }
}

extension MemberKind<String> {
  static var text: Self { Self { $0.string?.text } }
}

extension MemberKind<Int> {
  static var integer: Self { Self { $0.integer } }
  /// A number of records or bytes: from 0 to 2^53.
  static var count: Self {
    Self { value in value.integer.flatMap { (0...Int.exactLimit).contains($0) ? $0 : nil } }
  }
}

extension MemberKind<Bool> {
  static var boolean: Self { Self { if case .bool(let value) = $0 { value } else { nil } } }
}

extension MemberKind<Range<Int>> {
  /// A list of two offsets.
  static var range: Self {
    Self { value in
      guard case .array(let ends) = value, ends.count == 2, let low = ends[0].integer,
        let high = ends[1].integer, low >= 0, low <= high, high <= Int.exactLimit
      else { return nil }
      return low..<high
    }
  }
}

extension MemberKind<[JSONValue]> {
  static var elements: Self {
    Self { if case .array(let elements) = $0 { elements } else { nil } }
  }
}

extension MemberKind<JSONPointer> {
  static var pointer: Self { Self { $0.string.flatMap { JSONPointer($0) } } }
}

extension MemberKind<ContentHash> {
  static var hash: Self { Self { $0.string.flatMap { ContentHash(hex: $0.text) } } }
}

extension MemberKind<RecordNumber> {
  static var record: Self { Self { $0.integer.flatMap { $0 > 0 ? RecordNumber($0) : nil } } }
}

extension MemberKind<InsertedName> {
  static var inserted: Self { Self { $0.string.flatMap { InsertedName($0.text) } } }
}

extension MemberKind<Container> {
  static var container: Self { Self { $0.string.flatMap { Container(rawValue: $0.text) } } }
}

extension MemberKind<Verdict> {
  static var verdict: Self { Self { $0.string.flatMap { Verdict(rawValue: $0.text) } } }
}

extension MemberKind<RankOrder> {
  /// Only the canonical spelling.
  static var order: Self {
    Self { value in
      guard let text = value.string?.text, let order = try? RankOrder(text) else { return nil }
      return order.text == text ? order : nil
    }
  }
}

extension MemberKind<RatingValue> {
  static var rating: Self {
    Self { value in
      switch value {
      case .bool(let acceptable): return .acceptable(acceptable)
      case .number: return value.integer.flatMap { (1...5).contains($0) ? .score($0) : nil }
      default: return nil
      }
    }
  }
}
