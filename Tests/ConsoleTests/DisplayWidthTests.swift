import Testing

@testable import Console

@Suite struct DisplayWidthTests {
  @Test(
    arguments: [
      ("a", 1), ("~", 1), ("é", 1), ("\u{A0}", 1), ("漢", 2), ("か", 2), ("한", 2), ("，", 2),
      ("Ａ", 2), ("\u{3000}", 2), ("ｱ", 1), ("─", 1), ("±", 1), ("…", 1), ("α", 1), ("न", 1),
      ("\u{301}", 0), ("\u{20E3}", 0), ("\u{3099}", 0), ("\u{94D}", 0), ("\u{93F}", 1),
      ("\u{1100}", 2), ("\u{1161}", 0), ("\u{11A8}", 0), ("\u{D7B0}", 0),
      ("😀", 2), ("🏽", 2), ("⌚", 2), ("❤", 1), ("🇯", 1), ("\u{1FAE8}", 2), ("\u{1FACD}", 2),
      ("\u{200B}", 0), ("\u{200D}", 0), ("\u{AD}", 0), ("\u{FEFF}", 0), ("\u{FE0F}", 0),
      ("\u{0}", 0), ("\u{1B}", 0), ("\u{7F}", 0), ("\u{9B}", 0), ("𠀀", 2), ("\u{10FFFF}", 1),
    ] as [(Unicode.Scalar, Int)])
  func `scalars have the width of the Unicode tables`(_ scalar: Unicode.Scalar, _ columns: Int) {
    #expect(DisplayWidth.columns(of: scalar) == columns)
  }

  @Test func `runs ascend and neighbours differ`() {
    let runs = WidthTable.runs
    #expect(runs.first == 0)
    for (one, next) in zip(runs, runs.dropFirst()) {
      #expect(one >> 2 < next >> 2 && one & 3 != next & 3)
    }
  }

  @Test func `marks share a cell and spacing marks have one of their own`() {
    for scalar in (0...0x10FFFF as ClosedRange<UInt32>).lazy.compactMap(Unicode.Scalar.init) {
      let columns = DisplayWidth.columns(of: scalar)
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .enclosingMark, .control: #expect(columns == 0, "\(scalar.value)")
      case .spacingMark: #expect(columns == 1, "\(scalar.value)")
      default: continue
      }
    }
  }

  @Test(arguments: [
    ("", 0), ("plain", 5), ("漢字", 4), ("e\u{301}", 1), ("a\u{1B}[0m", 6), ("👩\u{200D}👧", 4),
    ("\t", 2), ("a\u{200B}b", 8), ("🇯🇵", 2),
  ])
  func `a text is as wide as it is drawn`(_ text: String, _ columns: Int) {
    #expect(DisplayWidth.columns(of: text) == columns)
  }
}
