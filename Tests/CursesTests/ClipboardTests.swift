import Testing

@testable import Curses

@Suite struct ClipboardTests {
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"), ("漢\u{7F}?>", "5ryifz8+"),
  ])
  func `base64 is that of RFC 4648`(_ text: String, _ encoded: String) {
    #expect(Clipboard.base64(text.utf8) == encoded)
  }

  @Test func `text that terminals would cut is not sent`() {
    let most = Clipboard.capacity / 4 * 3
    #expect(Clipboard.sequence(for: String(repeating: "x", count: most)) != nil)
    #expect(Clipboard.sequence(for: String(repeating: "x", count: most + 1)) == nil)
  }

  @Test func `pasted lines end with LF`() {
    #expect(PasteReader.text(Array("a\rb\r\nc\nd\r\r\n\n".utf8)) == "a\nb\nc\nd\n\n\n")
  }

  @Test(arguments: [
    ("", 0), ("x", 0), ("x\u{1B}", 1), ("\u{1B}[20", 4), ("\u{1B}[201~", 6), ("\u{1B}[\u{1B}[", 2),
    ("\u{1B}[200~", 0), ("\u{1B}[201", 5),
  ])
  func `the end mark is seen as it comes`(_ text: String, _ count: Int) {
    #expect(PasteReader.matchedMark(atEndOf: Array(text.utf8)) == count)
  }
}
