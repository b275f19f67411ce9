public import JSONLines

/// Random JSON values, and random spellings of one value.
public struct RandomJSON {
  public var random: SeededRandom

  public init(seed: Int) { random = SeededRandom(seed: seed) }

  // MARK: - Values

  /// Keys that pointers have to escape, that differ only in normal form, that are empty.
  private static let keys: [String] = [
    "a", "b", "c", "text", "role", "", "a/b", "m~n", "0", "-", "\u{E9}", "e\u{301}", "键", "\"",
  ]

  private static let numbers = [
    "0", "-0", "1", "-1", "1.0", "1.10", "1E5", "1e+5", "0e1", "-0.0e-0", "12345678901234567890",
    "3.141592653589793238462643383279", "1e400", "10", "100e-2",
  ]

  private static let texts: [String] = [
    "", "a", "ab", "/", "a/b", "\"", "\\", "\n", "\t\r\u{8}\u{C}", "\u{0}\u{1F}\u{7F}", "é", "中文",
    "\u{1F600}", "\u{202E}x", "\u{FEFF}", "\u{2028}", "\u{E000}", "https://example.org/a/b",
    "The quick brown fox", "line one\nline two", "\u{10FFFF}",
  ]

  /// A value; objects hold no key twice.
  public mutating func value(depth: Int = 3) -> JSONValue {
    switch random.below(depth > 0 ? 8 : 5) {
    case 0: .null
    case 1: .bool(random.oneIn(2))
    case 2: number()
    case 3, 4: .string(string())
    case 5, 6: object(depth: depth)
    default: array(depth: depth)
    }
  }

  public mutating func number() -> JSONValue { parsed(random.pick(Self.numbers)) }

  public mutating func array(depth: Int = 3) -> JSONValue {
    .array((0..<random.below(5)).map { _ in value(depth: depth - 1) })
  }

  public mutating func object(depth: Int = 3) -> JSONValue {
    let keys = Self.keys.shuffled(using: &random).prefix(random.below(5))
    return .object(keys.map { .init(JSONString($0), value(depth: depth - 1)) })
  }

  public mutating func key() -> JSONString { JSONString(random.pick(Self.keys)) }

  /// A text, sometimes with a lone surrogate in it.
  public mutating func string() -> JSONString {
    var text = random.pick(Self.texts)
    if random.oneIn(2) { text += random.pick(Self.texts) }
    guard random.oneIn(8) else { return JSONString(text) }
    return parsed(#""x\ud800y""#).string ?? JSONString(text)
  }

  private func parsed(_ text: String) -> JSONValue {
    guard let value = try? JSONValue.parse(text) else { preconditionFailure("not JSON: \(text)") }
    return value
  }

  // MARK: - Changes

  /// `value` with one thing in it changed.
  public mutating func changed(_ value: JSONValue, depth: Int = 3) -> JSONValue {
    switch value {
    case .array(var elements) where !elements.isEmpty && !random.oneIn(5):
      let place = random.below(elements.count)
      switch random.below(5) {
      case 0: elements.remove(at: place)
      case 1: elements.insert(self.value(depth: depth - 1), at: random.below(elements.count + 1))
      case 2: elements.swapAt(place, random.below(elements.count))
      default: elements[place] = changed(elements[place], depth: depth - 1)
      }
      return .array(elements)
    case .object(var members) where !members.isEmpty && !random.oneIn(5):
      let place = random.below(members.count)
      switch random.below(5) {
      case 0: members.remove(at: place)
      case 1:
        let key = key()
        guard !members.contains(where: { $0.key == key }) else { break }
        members.insert(.init(key, self.value(depth: depth - 1)), at: random.below(members.count))
      case 2: members.swapAt(place, random.below(members.count))
      default: members[place].value = changed(members[place].value, depth: depth - 1)
      }
      return .object(members)
    case .string(let text) where !random.oneIn(4): return .string(changed(text))
    default: return self.value(depth: depth)
    }
  }

  /// `text` with a stretch of it replaced.
  private mutating func changed(_ text: JSONString) -> JSONString {
    let points = text.codePoints
    let low = random.below(points.count + 1)
    let high = low + random.below(points.count - low + 1)
    let middle = random.oneIn(3) ? [] : string().codePoints
    let all = points[..<low] + middle + points[high...]
    var raw = "\""
    for point in all {
      for unit in Self.units(point) { raw += "\\u" + Self.hex(unit) }
    }
    return parsed(raw + "\"").string ?? text
  }

  // MARK: - Spellings

  /// `value` as JSON with random white space, escapes and hex case.
  public mutating func spelled(_ value: JSONValue) -> [UInt8] {
    var bytes: [UInt8] = []
    append(value, to: &bytes)
    return bytes
  }

  private mutating func space() -> [UInt8] {
    switch random.below(6) {
    case 0: [0x20]
    case 1: Array(random.pick(["\n  ", "\t", "  ", "\r\n", " \n\t"]).utf8)
    default: []
    }
  }

  private mutating func append(_ value: JSONValue, to bytes: inout [UInt8]) {
    switch value {
    case .null: bytes += Array("null".utf8)
    case .bool(let bool): bytes += Array("\(bool)".utf8)
    case .number(let number): bytes += Array(number.spelling.utf8)
    case .string(let text): append(text, to: &bytes)
    case .array(let elements):
      bytes += Array("[".utf8) + space()
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes += space() + Array(",".utf8) + space() }
        append(element, to: &bytes)
      }
      bytes += space() + Array("]".utf8)
    case .object(let members):
      bytes += Array("{".utf8) + space()
      for (index, member) in members.enumerated() {
        if index > 0 { bytes += space() + Array(",".utf8) + space() }
        append(member.key, to: &bytes)
        bytes += space() + Array(":".utf8) + space()
        append(member.value, to: &bytes)
      }
      bytes += space() + Array("}".utf8)
    }
  }

  private mutating func append(_ text: JSONString, to bytes: inout [UInt8]) {
    bytes += Array("\"".utf8)
    for point in text.codePoints {
      if point >= 0x20, point != 0x22, point != 0x5C, !random.oneIn(6),
        let scalar = Unicode.Scalar(point)
      {
        bytes += Array(String(Character(scalar)).utf8)
      } else if point == 0x2F, random.oneIn(2) {
        bytes += Array("\\/".utf8)
      } else {
        let isUpper = random.oneIn(2)
        for unit in Self.units(point) {
          let digits = Self.hex(unit)
          bytes += Array("\\u".utf8) + Array((isUpper ? digits.uppercased() : digits).utf8)
        }
      }
    }
    bytes += Array("\"".utf8)
  }

  /// The UTF-16 code units of a code point.
  public static func units(_ point: UInt32) -> [UInt32] {
    guard point >= 0x10000 else { return [point] }
    return [0xD800 + (point - 0x10000) >> 10, 0xDC00 + (point - 0x10000) & 0x3FF]
  }

  public static func hex(_ unit: UInt32) -> String {
    let digits = String(unit, radix: 16)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }
}
