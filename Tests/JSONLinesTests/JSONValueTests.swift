import TestSupport
import Testing

@testable import JSONLines

@Suite struct JSONValueTests {
  private func number(_ text: String) throws -> JSONNumber {
    guard case .number(let number) = try JSONValue.parse(text) else {
      throw JSONSyntaxError(.invalidNumber, byteOffset: 0)
    }
    return number
  }

  @Test(arguments: [
    ("1", "1.0"), ("1", "10e-1"), ("0", "-0"), ("0", "0e99999999999999999999"), ("-0.0", "0E-7"),
    ("100", "1e2"), ("1e+05", "100000"), ("0.1", "1e-1"), ("-1.50", "-15e-1"),
    ("1e400", "10e399"), ("12345678901234567890.0", "12345678901234567890"),
    ("1e99999999999999999999", "1e99999999999999999999"),
  ]) func `these spell the same number`(a: String, b: String) throws {
    #expect(try number(a).hasSameValue(as: try number(b)))
    #expect(try number(b).hasSameValue(as: try number(a)))
  }

  @Test(arguments: [
    ("1", "-1"), ("1", "2"), ("1e1", "1"), ("9007199254740993", "9007199254740992"),
    ("0.1", "0.10000000000000000001"), ("1e400", "1e401"), ("1e-400", "0"),
    ("1e99999999999999999999", "1e99999999999999999998"), ("10", "1"),
    ("1e9223372036854775807", "1"),
    ("1e-9223372036854775808", "1"), ("1e-9223372036854775807", "1e-9223372036854775808"),
  ]) func `these spell different numbers`(a: String, b: String) throws {
    #expect(try !number(a).hasSameValue(as: try number(b)))
    #expect(try !number(b).hasSameValue(as: try number(a)))
  }

  @Test(arguments: -30..<30)
  func `moving the point and the exponent together keeps the number`(power: Int) throws {
    #expect(try number("1.23e\(power)").hasSameValue(as: try number("12.3e\(power - 1)")))
    #expect(try number("1.23e\(power)").hasSameValue(as: try number("0.0123E\(power + 2)")))
    #expect(try !number("1.23e\(power)").hasSameValue(as: try number("12.3e\(power)")))
    let zeros = String(repeating: "0", count: abs(power))
    let plain = power < 0 ? "0.\(zeros)123" : "123\(zeros)"
    let exponent = power < 0 ? power - 3 : power
    #expect(try number(plain).hasSameValue(as: try number("123e\(exponent)")))
  }

  @Test func `identity is by spelling and order, equivalence by value`() throws {
    let a = try JSONValue.parse(#"{"x":1.0,"y":["a"]}"#)
    let b = try JSONValue.parse(#"{"y":["\u0061"],"x":1}"#)
    #expect(a != b)
    #expect(a.isEquivalent(to: b))
    #expect(a.hashOfEquivalents == b.hashOfEquivalents)
    #expect(try !a.isEquivalent(to: .parse(#"{"x":1,"y":["a"],"z":null}"#)))
    #expect(try !a.isEquivalent(to: .parse(#"{"x":1,"y":"a"}"#)))
    #expect(try !JSONValue.parse("[1,2]").isEquivalent(to: .parse("[2,1]")))
    #expect(try !JSONValue.parse("\"\u{E9}\"").isEquivalent(to: .parse("\"e\u{301}\"")))
    let twice = try JSONValue.parse(#"{"a":1,"a":2}"#)
    #expect(try !twice.isEquivalent(to: .parse(#"{"a":2,"a":1}"#)))
    let respelled = try JSONValue.parse(#"{"a":1.0,"a":20e-1}"#)
    #expect(twice.isEquivalent(to: respelled))
    #expect(twice.hashOfEquivalents == respelled.hashOfEquivalents)
    #expect(try !twice.isEquivalent(to: .parse(#"{"a":1}"#)))
  }

  @Test(arguments: 0..<40) func `any spelling of a value parses to it`(seed: Int) throws {
    var json = RandomJSON(seed: seed)
    for _ in 0..<20 {
      let value = json.value(depth: 4)
      #expect(try JSONValue.parse(Bytes(json.spelled(value))) == value)
    }
  }

  @Test func `members keep order and duplicates`() throws {
    let bytes = Bytes(#"{"b":1,"a":2,"b":3}"#)
    let node = try JSONNode.parse(bytes)
    #expect(node.members(in: bytes).map { JSONString(raw: bytes, $0.key).text } == ["b", "a", "b"])
    #expect(node.members(in: bytes, limit: 2).count == 2)
    #expect(node.hasDuplicateMembers(in: bytes))
    #expect(node.member("b", in: bytes).map { bytes.slice($0.range) } == Bytes("1"))
    #expect(JSONValue(node, in: bytes)["b"]?.integer == 1)
    let array = Bytes("[1,[2],3]")
    let elements = try JSONNode.parse(array).elements(in: array, limit: 2)
    #expect(elements.map { array.slice($0.range) } == [Bytes("1"), Bytes("[2]")])
  }
}
