import TestSupport
import Testing

@testable import JSONLines

@Suite struct JSONStringTests {
  private func decoded(_ raw: String) -> JSONString {
    let bytes = Bytes(raw)
    return JSONString(raw: bytes, 0..<bytes.count)
  }

  @Test(
    arguments: [
      (#""""#, []), (#""a""#, [0x61]),
      (#""\"\\\/\b\f\n\r\t""#, [0x22, 0x5C, 0x2F, 8, 12, 10, 13, 9]),
      (#""\u0000""#, [0]), (#""\u00E9é""#, [0xE9, 0xE9]), (#""\u4e2d中""#, [0x4E2D, 0x4E2D]),
      (#""\ud83d\ude00😀""#, [0x1F600, 0x1F600]), (#""\uDBFF\uDFFF""#, [0x10FFFF]),
      (#""\ud800""#, [0xD800]), (#""\udc00""#, [0xDC00]), (#""\ud800x""#, [0xD800, 0x78]),
      (#""\ud800\ud800\udc00""#, [0xD800, 0x10000]), (#""\udc00\ud800""#, [0xDC00, 0xD800]),
      (#""\ud800\u0041""#, [0xD800, 0x41]), (#""\ud800\n""#, [0xD800, 0x0A]),
    ] as [(String, [UInt32])])
  func `a raw string decodes to these code points`(raw: String, points: [UInt32]) {
    #expect(decoded(raw).codePoints == points)
  }

  @Test(arguments: [
    (#""a\u00e9é\ud83d\ude00😀\ud800""#, [1..<2, 2..<8, 8..<10, 10..<22, 22..<26, 26..<32])
  ]) func `the reader tells where each character stands`(raw: String, ranges: [Range<Int>]) {
    let bytes = Bytes(raw)
    var reader = RawStringReader(bytes, 0..<bytes.count)
    var found: [Range<Int>] = []
    while let character = reader.next() { found.append(character.range) }
    #expect(found == ranges)
    var later = RawStringReader(bytes, 0..<bytes.count, from: ranges[3].lowerBound)
    #expect(later.next()?.codePoint == 0x1F600)
    #expect(later.offset == ranges[3].upperBound)
  }

  @Test func `equality is by code units, never by canonical equivalence`() {
    #expect(JSONString("\u{E9}") != JSONString("e\u{301}"))
    #expect(decoded(#""\u00e9""#) == JSONString("\u{E9}"))
    #expect(decoded(#""\ud800""#) != decoded(#""\ud801""#))
    #expect(decoded(#""\ud800""#) != JSONString("\u{FFFD}"))
    #expect(decoded(#""\ud800""#).text.contains("\u{FFFD}"))
  }

  @Test(arguments: 0..<40) func `any spelling of any text decodes to it`(seed: Int) throws {
    var json = RandomJSON(seed: seed)
    for _ in 0..<50 {
      let text = json.string()
      let raw = Bytes(json.spelled(.string(text)))
      #expect(JSONString(raw: raw, 0..<raw.count) == text)
      #expect(text.matches(raw, 0..<raw.count))
      #expect(!JSONString("not this").matches(raw, 0..<raw.count))
    }
  }

  @Test(arguments: 0..<40) func `written in any style it reads back as it was`(seed: Int) throws {
    var json = RandomJSON(seed: seed)
    var escaped = JSONStyle()
    (escaped.nonASCII, escaped.hexIsUppercase, escaped.slashIsEscaped) = (.escaped, true, true)
    for _ in 0..<30 {
      let value = json.value()
      for style in [.compact, .journal, escaped] {
        let bytes = JSONWriter.bytes(value, style)
        #expect(try JSONValue.parse(Bytes(bytes)) == value)
        if style == escaped { #expect(bytes.allSatisfy { $0 < 0x80 }) }
      }
    }
  }

  @Test func `the journal's style escapes what a terminal could be misled by, and nothing else`() {
    let text = "中é\u{1F600}a/\u{0}\u{1B}\u{7F}\u{9B}\u{202E}\u{200B}\u{FEFF}\u{2028}\u{E000}\u{378}"
    let written = String(decoding: JSONWriter.bytes(.text(text), .journal), as: UTF8.self)
    #expect(
      written == #""中é😀a/\u0000\u001b\u007f\u009b\u202e\u200b\ufeff\u2028\ue000\u0378""#)
    for value in UInt32(0)..<0x110000 {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let isUnsafe = [
        .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned,
      ].contains(scalar.properties.generalCategory)
      let bytes = JSONWriter.bytes(.text(String(Character(scalar))), .journal)
      let isRaw = bytes.count == String(Character(scalar)).utf8.count + 2
      guard isRaw == (isUnsafe || value == 0x22 || value == 0x5C) else { continue }
      Issue.record("U+\(String(value, radix: 16)) is written \(isRaw ? "raw" : "escaped")")
    }
  }
}
