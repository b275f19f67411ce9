import Console
import Testing

@testable import Interface

@Suite struct PhraseTests {
  private func phrase(_ phrase: Phrase) -> Phrase { phrase }

  @Test func `what is interpolated stands in numbered places`() {
    let count = 3
    let phrase: Phrase = "\(count) of \("five") are 100% \(phrase("done"))"
    #expect(phrase.format == "%1 of %2 are 100%% %3")
    #expect(phrase.english == "3 of five are 100% done")
    #expect("\(phrase)" == phrase.english)
  }

  @Test func `Chinese has its own order, and the phrases inside are Chinese too`() {
    let records: Phrase = "\(12) records"
    let phrase: Phrase = "undid \("verdict accepted") on \(records); Ctrl-R redoes"
    #expect(phrase.english == "undid verdict accepted on 12 records; Ctrl-R redoes")
    #expect(phrase.text(in: .chinese) == "已撤销 verdict accepted（12 条记录）；Ctrl-R 重做")
    let found: Phrase = "\("/a/b/"): \("3") in \(records)?"
    #expect(found.english == "/a/b/: 3 in 12 records?")
    #expect(found.text(in: .chinese) == "/a/b/：12 条记录中有 3，替换吗？")
  }

  @Test func `what is not in the catalogue is said in English`() {
    let phrase: Phrase = "nobody \("ever") translates this"
    #expect(phrase.text(in: .chinese) == "nobody ever translates this")
  }

  @Test func `data is never taken for a format`() {
    #expect(Phrase("\("%1 help %%")").text(in: .chinese) == "%1 help %%")
    #expect(Phrase(word: "50% off %1").english == "50% off %1")
  }

  @Test func `a list is separated as the language does it`() {
    #expect(Phrase.names(["a", "b", "c"]).english == "a, b, c")
    #expect(Phrase.names(["a", "b", "c"]).text(in: .chinese) == "a、b、c")
    #expect(Phrase.list([]).english.isEmpty)
  }

  @Test(
    arguments: [
      ("zh_CN.UTF-8", Language.chinese), ("zh", .chinese), ("ZH-hans", .chinese),
      ("en_US.UTF-8", .english), ("C", .english), ("de_DE", .english), ("", .english),
      (nil, .english),
    ] as [(String?, Language)])
  func `a locale has a language`(_ locale: String?, _ language: Language) {
    #expect(Language(locale: locale) == language)
  }
}
