import Testing

@testable import Console

@Suite struct WrappingTests {
  private func wrapped(_ text: String, _ columns: Int) -> [String] {
    let glyphs = Glyph.glyphs(text)
    return Wrapping.lines(glyphs, columns: columns).map { range in
      glyphs[range].map(\.text).joined()
    }
  }

  @Test func `lines break after blanks and one blank hangs`() {
    #expect(wrapped("the quick brown fox", 9) == ["the quick ", "brown fox"])
    #expect(wrapped("the quick brown fox", 10) == ["the quick ", "brown fox"])
    #expect(wrapped("ab    cd", 3) == ["ab  ", "  ", "cd"])
    #expect(wrapped("", 5) == [])
    #expect(wrapped("word", 5) == ["word"])
  }

  @Test func `a word that is too wide breaks anywhere`() {
    #expect(wrapped("a incomprehensible", 6) == ["a ", "incomp", "rehens", "ible"])
    #expect(wrapped("漢字", 1) == ["漢", "字"])
    #expect(wrapped("ab", 0) == ["a", "b"])
  }

  @Test func `words break after hyphens and options do not`() {
    #expect(wrapped("a well-known fact", 8) == ["a well-", "known ", "fact"])
    #expect(wrapped("use --force", 7) == ["use ", "--force"])
  }

  @Test func `Chinese breaks between characters, never before closing punctuation`() {
    #expect(wrapped("今天天气很好", 6) == ["今天天", "气很好"])
    #expect(wrapped("今天天气。很好", 8) == ["今天天", "气。很好"])
    #expect(wrapped("他说：「好」吧", 8) == ["他说：", "「好」吧"])
    #expect(wrapped("今天open天", 7) == ["今天", "open天"])
  }

  @Test func `a stand-in is not cut`() {
    #expect(wrapped("abcd\u{200B}ef", 7) == ["abcd", "<200B>e", "f"])
  }

  @Test func `lines hold every glyph once and fit`() {
    var random = SeededRandom(seed: 4)
    for _ in 0..<5_000 {
      let scalars = (0..<24).map { _ in trickyScalars.randomElement(using: &random) ?? "a" }
      let glyphs = Glyph.glyphs(String(String.UnicodeScalarView(scalars)))
      let columns = Int.random(in: 1...12, using: &random)
      var next = 0
      for line in Wrapping.lines(glyphs, columns: columns) {
        #expect(line.lowerBound == next && !line.isEmpty)
        next = line.upperBound
        let width = glyphs[line].map(\.columns).reduce(0, +)
        let hangs = [" ", "\u{3000}"].contains(glyphs[line.upperBound - 1].text)
        let visible = hangs ? width - glyphs[line.upperBound - 1].columns : width
        #expect(visible <= columns || line.count == 1 || (hangs && line.count == 2))
      }
      #expect(next == glyphs.count)
    }
  }
}
