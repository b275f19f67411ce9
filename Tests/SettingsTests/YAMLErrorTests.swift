import Settings
import Testing

@Suite("Bad and hostile YAML")
struct YAMLErrorTests {
  struct Fault: Sendable {
    let yaml: String
    let line: Int
    let column: Int
    let reason: SettingsError.Reason

    init(_ yaml: String, _ line: Int, _ column: Int, _ reason: SettingsError.Reason) {
      (self.yaml, self.line, self.column, self.reason) = (yaml, line, column, reason)
    }
  }

  static let faults = [
    Fault("a: 1\nb: 2\na: 3\n", 3, 1, .duplicateKey("a")),
    Fault("{x: {y: 1, y: 2}}", 1, 12, .duplicateKey("y")),
    Fault("é: 1\ne\u{301}: 2\n", 2, 1, .duplicateKey("é")),
    Fault("a: 1\n---\nb: 2\n", 2, 1, .unsupported(.severalDocuments)),
    Fault("a: &x 1\nb: *x\n", 2, 4, .unsupported(.alias)),
    Fault("a: !!str 1\n", 1, 4, .unsupported(.tag)),
    Fault("!!python/object:os.system [x]\n", 1, 1, .unsupported(.tag)),
    Fault("? [a, b]\n: c\n", 1, 3, .unsupported(.complexKey)),
    Fault("a:\n\tb: 1\n", 2, 1, .syntax("found character that cannot start any token")),
    Fault("a: [1, 2\nb: 3\n", 2, 2, .syntax("did not find expected ',' or ']'")),
    Fault("a: \"open\n", 2, 1, .syntax("found unexpected end of stream")),
    Fault("a: b: c\n", 1, 5, .syntax("mapping values are not allowed in this context")),
    Fault("a: @x\n", 1, 4, .syntax("found character that cannot start any token")),
    Fault("%YAML 9.9\n---\na\n", 1, 1, .syntax("found incompatible YAML document")),
    Fault(#"a: "\ud800""#, 1, 7, .syntax("found invalid Unicode character escape code")),
    Fault("名: 值\n二: \u{1}\n", 2, 4, .syntax("control characters are not allowed")),
  ]

  @Test("An error names file, line, column and reason", arguments: faults)
  func fault(_ fault: Fault) {
    let position = FilePosition(file: "my.yaml", line: fault.line, column: fault.column)
    #expect(throws: SettingsError(at: position, fault.reason)) {
      try YAMLNode.parse(fault.yaml, file: "my.yaml")
    }
  }

  @Test("Bytes that aren't UTF-8 are refused where they stand")
  func invalidUTF8() {
    let bytes = Array("a: 1\nb: 中".utf8) + [0xFF] + Array("\n".utf8)
    let position = FilePosition(file: "f", line: 2, column: 5)
    #expect(throws: SettingsError(at: position, .syntax("invalid leading UTF-8 octet"))) {
      try YAMLNode.parse(bytes, file: "f")
    }
  }

  @Test("UTF-16 isn't guessed at")
  func otherEncoding() {
    #expect(throws: SettingsError.self) {
      try YAMLNode.parse([0xFF, 0xFE] + "a: 1".utf8.flatMap { [$0, 0] }, file: "f")
    }
  }

  @Test("65 levels are too deep, in flow and in block form")
  func nesting() {
    let flow = FilePosition(file: "f", line: 1, column: 65)
    #expect(throws: SettingsError(at: flow, .nestedTooDeep(limit: 64))) {
      try YAMLNode.parse(String(repeating: "[", count: 65), file: "f")
    }
    let block = FilePosition(file: "f", line: 1, column: 129)
    #expect(throws: SettingsError(at: block, .nestedTooDeep(limit: 64))) {
      try YAMLNode.parse(String(repeating: "- ", count: 65) + "x", file: "f")
    }
  }

  @Test("A file over 1 MiB isn't begun")
  func length() {
    let limit = YAMLNode.Limit.byteCount
    #expect(
      throws: SettingsError(at: .start(of: "f"), .tooLong(byteCount: limit + 1, limit: limit))
    ) {
      try YAMLNode.parse([UInt8](repeating: UInt8(ascii: "x"), count: limit + 1), file: "f")
    }
  }

  @Test(
    "A megabyte of one character, or of a pattern that multiplies, ends soon and without a crash",
    .timeLimit(.minutes(1)),
    arguments: [
      "[", "{", "- ", "? ", ": ", "&a ", "*a ", "!t ", "\"", "'", "|", "#", "\t", "\0", "%", "a: ",
      "[a,", "{a: ", "{[", "a\n", "- - ", "\u{FEFF}", "\u{2028}", "💥",
    ])
  func megabyte(_ unit: String) {
    let count = YAMLNode.Limit.byteCount / unit.utf8.count
    _ = try? YAMLNode.parse(String(repeating: unit, count: count), file: "f")
  }

  @Test("A billion laughs stop at the first alias")
  func aliasBomb() {
    var bomb = "a0: &a0 [ha, ha]\n"
    for level in 1...9 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      bomb += "a\(level): &a\(level) [\(aliases)]\n"
    }
    let position = FilePosition(file: "f", line: 2, column: 10)
    #expect(throws: SettingsError(at: position, .unsupported(.alias))) {
      try YAMLNode.parse(bomb, file: "f")
    }
  }

  @Test("No cut and no flipped bit of a good file crashes a reader")
  func damage() {
    let good = Array("k: [1, 'b', \"c\\n\"] # é\nm: {x: |\n    y\n  }\nn:\n- a: b\n".utf8)
    for length in good.indices {
      read(Array(good[..<length]))
      for bit in 0..<8 {
        var flipped = good
        flipped[length] ^= 1 << bit
        read(flipped)
      }
    }
  }

  /// Every reader of settings gets the bytes; an error is as good as a value here.
  private func read(_ bytes: [UInt8]) {
    _ = try? YAMLNode.parse(bytes, file: "f")
    _ = try? Configuration.parse(bytes, file: "f")
    _ = try? ThemeFile.parse(bytes, file: "f", name: "f")
    _ = try? Taxonomy.parse(bytes, file: "f")
  }
}
