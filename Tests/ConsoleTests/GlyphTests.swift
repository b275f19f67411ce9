import Testing

@testable import Console

@Suite struct GlyphTests {
  /// What is drawn, one glyph after the other with `|` between; stand-ins in braces.
  private func drawn(_ text: String) -> String {
    Glyph.glyphs(text).map { $0.isStandIn ? "{\($0.text)}" : $0.text }.joined(separator: "|")
  }

  @Test(arguments: [
    ("\u{1B}", "^["), ("\r", "^M"), ("\u{0}", "^@"), ("\u{7F}", "^?"), ("\t", "^I"), ("\n", "^J"),
    ("\u{9B}", "<9B>"), ("\u{85}", "<85>"), ("\u{AD}", "<AD>"),
    ("\u{61C}", "<061C>"), ("\u{200E}", "<200E>"), ("\u{202E}", "<202E>"), ("\u{2066}", "<2066>"),
    ("\u{200B}", "<200B>"), ("\u{200D}", "<200D>"), ("\u{2060}", "<2060>"), ("\u{FEFF}", "<FEFF>"),
    ("\u{180E}", "<180E>"), ("\u{34F}", "<034F>"), ("\u{2028}", "<2028>"), ("\u{FFF9}", "<FFF9>"),
    ("\u{3164}", "<3164>"), ("\u{FE00}", "<FE00>"), ("\u{FE0F}", "<FE0F>"),
    ("\u{E0100}", "<E0100>"), ("\u{E0041}", "<tag:A>"), ("\u{E0020}", "<tag: >"),
    ("\u{E0001}", "<E0001>"), ("\u{E007F}", "<E007F>"), ("\u{E000}", "<E000>"),
    ("\u{378}", "<0378>"), ("\u{FFFE}", "<FFFE>"), ("\u{10FFFF}", "<10FFFF>"),
  ])
  func `what is hidden is spelled out`(_ text: String, _ standIn: String) {
    #expect(drawn(text) == "{\(standIn)}")
    #expect(drawn("a" + text + "b") == "a|{\(standIn)}|b")
  }

  @Test(arguments: [
    ("cafe\u{301}s", "c|a|f|e\u{301}|s"),
    ("漢字，", "漢|字|，"),
    ("\u{1112}\u{1161}\u{11AB}", "\u{1112}\u{1161}\u{11AB}"),
    ("नमस्ते", "न|म|स\u{94D}|त\u{947}"),
    ("👩\u{200D}👩\u{200D}👧!", "👩|👩|👧|!"),
    ("👍🏽", "👍|🏽"),
    ("🇯🇵", "🇯|🇵"),
    ("❤\u{FE0F}\u{200D}🔥", "❤|🔥"),
    ("1\u{FE0F}\u{20E3}", "1\u{20E3}"),
    ("می\u{200C}خواهم", "م|ی|خ|و|ا|ه|م"),
    ("क्\u{200D}ष", "क\u{94D}|ष"),
  ])
  func `sequences in good order are drawn without their joiners`(_ text: String, _ glyphs: String) {
    #expect(drawn(text) == glyphs)
  }

  @Test(arguments: [
    ("👩\u{200D}a", "👩|{<200D>}|a"),
    ("👩\u{200D}", "👩|{<200D>}"),
    ("👩\u{200D}\u{200D}👧", "👩|{<200D>}|{<200D>}|👧"),
    ("1\u{200D}2", "1|{<200D>}|2"),
    ("👩\u{200C}👧", "👩|{<200C>}|👧"),
    ("م\u{200C}a", "م|{<200C>}|a"),
    ("a\u{200C}b", "a|{<200C>}|b"),
    ("❤\u{FE0F}\u{FE0F}", "❤|{<FE0F>}"),
    ("a\u{FE0F}", "a|{<FE0F>}"),
    ("漢\u{E0100}", "漢|{<E0100>}"),
  ])
  func `joiners and selectors elsewhere are shown`(_ text: String, _ glyphs: String) {
    #expect(drawn(text) == glyphs)
  }

  @Test func `marks beyond the fourth are counted`() {
    let marks = { String(repeating: "\u{301}", count: $0) }
    #expect(drawn("e" + marks(4) + "x") == "e" + marks(4) + "|x")
    #expect(drawn("e" + marks(5) + "x") == "e" + marks(4) + "|{<+1>}|x")
    #expect(drawn("e" + marks(40)) == "e" + marks(4) + "|{<+36>}")
  }

  @Test(arguments: [
    ("\u{301}a", "{\u{25CC}\u{301}}|a"),
    ("\u{1B}\u{301}", "{^[}|{\u{25CC}\u{301}}"),
    ("\u{1161}", "{<1161>}"),
  ])
  func `a mark without a base is shown as a stand-in`(_ text: String, _ glyphs: String) {
    #expect(drawn(text) == glyphs)
  }

  @Test func `bytes and surrogates that are no text are spelled out`() {
    var builder = GlyphBuilder()
    #expect(builder.append("a") == nil)
    #expect(builder.append(invalid: 0xFF)?.text == "a")
    #expect(builder.append(invalid: 0x0A)?.text == "\\xFF")
    #expect(builder.append(loneSurrogate: 0xD83D)?.text == "\\x0A")
    #expect(builder.finish() == .standIn("<D83D>"))
    #expect(builder.finish() == nil)
  }

  @Test func `no scalar reaches the terminal unless it shows something`() {
    for scalar in (0...0x10FFFF as ClosedRange<UInt32>).lazy.compactMap(Unicode.Scalar.init) {
      var builder = GlyphBuilder()
      guard builder.append(scalar) == nil, let glyph = builder.finish() else {
        Issue.record("U+\(String(scalar.value, radix: 16)) is not one glyph")
        continue
      }
      if let problem = Self.problem(with: glyph) {
        Issue.record("U+\(String(scalar.value, radix: 16)): \(problem)")
      }
    }
  }

  @Test func `no sequence makes a glyph that a terminal could misread`() {
    var random = SeededRandom(seed: 1)
    for _ in 0..<20_000 {
      let scalars = (0..<8).map { _ in trickyScalars.randomElement(using: &random) ?? "a" }
      let text = String(String.UnicodeScalarView(scalars))
      for glyph in Glyph.glyphs(text) {
        if let problem = Self.problem(with: glyph) {
          Issue.record("\(scalars.map(\.value)): \(problem)")
        }
      }
    }
  }

  @Test func `every scalar belongs to one glyph and glyphs come in order`() {
    var random = SeededRandom(seed: 2)
    for _ in 0..<5_000 {
      let scalars = (0..<12).map { _ in trickyScalars.randomElement(using: &random) ?? "a" }
      var builder = GlyphBuilder()
      var ends: [Int] = []
      for (index, scalar) in scalars.enumerated() where builder.append(scalar) != nil {
        ends.append(index)
      }
      if builder.finish() != nil { ends.append(scalars.count) }
      #expect(ends.first.map { $0 > 0 } ?? false)
      #expect(zip(ends, ends.dropFirst()).allSatisfy { $0 < $1 })
      #expect(ends.last == scalars.count)
    }
  }

  /// Says what is wrong with a glyph, by rules of its own.
  private static func problem(with glyph: Glyph) -> String? {
    let scalars = Array(glyph.text.unicodeScalars)
    let columns = scalars.map { DisplayWidth.columns(of: $0) }
    if glyph.columns != columns.reduce(0, +) { return "wrong width" }
    if glyph.columns < 1 { return "no width" }
    if glyph.isStandIn {
      let isSpelled = scalars.allSatisfy { (0x20..<0x7F).contains($0.value) }
      if !isSpelled && scalars.first != "\u{25CC}" { return "stand-in that is not plain" }
    } else if scalars.count > 5 || columns.dropFirst().contains(where: { $0 > 0 }) {
      return "does not fit a cell"
    }
    for scalar in scalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
        .paragraphSeparator:
        return "draws what must not be drawn"
      default:
        if scalar.properties.isDefaultIgnorableCodePoint { return "draws what can't be seen" }
      }
    }
    return nil
  }

  @Test func `letters that aren't looked up are what their properties say`() {
    for value in Array(0x4E00...0x9FFF) + Array(0xAC00...0xD7A3) {
      guard let scalar = Unicode.Scalar(UInt32(value)) else { continue }
      guard case .spacing(2) = ScalarRole(scalar), case .spacing(2) = ScalarRole.role(of: scalar)
      else {
        Issue.record("U+\(String(value, radix: 16))")
        continue
      }
    }
  }
}
