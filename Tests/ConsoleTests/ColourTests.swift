import Testing

@testable import Console

@Suite struct ColourTests {
  @Test func `hexadecimal colours are read with and without a hash`() {
    #expect(RGB(hexadecimal: "#1d2021") == RGB(red: 0x1D, green: 0x20, blue: 0x21))
    #expect(RGB(hexadecimal: "FFaa00")?.value == 0xFFAA00)
    for text in ["", "#", "#fff", "12345g", "+12345", "##12345", "1234567"] {
      #expect(RGB(hexadecimal: text) == nil, "\(text)")
    }
  }

  @Test func `the nearest of 256 colours is found`() {
    var random = SeededRandom(seed: 5)
    let palette = (UInt8(16)...255).compactMap { Colour.palette($0).rgb }
    for _ in 0..<500 {
      let wanted = RGB(UInt32.random(in: 0...0xFFFFFF, using: &random))
      let found = Colour.rgb(wanted).quantised(to: .twoHundredFiftySix)
      let least = palette.map { $0.squaredDistance(to: wanted) }.min()
      #expect(found.rgb?.squaredDistance(to: wanted) == least, "\(wanted)")
    }
  }

  @Test func `a colour that the terminal has stays as it is`() {
    for index in UInt8.min...UInt8.max {
      let colour = Colour.palette(index)
      #expect(colour.quantised(to: .trueColour) == colour)
      #expect(colour.quantised(to: .twoHundredFiftySix) == colour)
      #expect(index >= 16 || colour.quantised(to: .sixteen) == colour)
      #expect(index >= 8 || colour.quantised(to: .eight) == colour)
    }
    for depth in ColourDepth.allCases {
      #expect(Colour.standard.quantised(to: depth) == .standard)
    }
    #expect(Colour.rgb(RGB(0x123456)).quantised(to: .trueColour) == .rgb(RGB(0x123456)))
  }

  @Test func `few colours stand for many`() {
    #expect(Colour.rgb(RGB(0xFF0000)).quantised(to: .sixteen) == .palette(9))
    #expect(Colour.rgb(RGB(0xFF0000)).quantised(to: .eight) == .palette(1))
    #expect(Colour.palette(12).quantised(to: .eight) == .palette(4))
    #expect(Colour.palette(196).quantised(to: .sixteen) == .palette(9))
    #expect(Colour.rgb(RGB(0xFF0000)).quantised(to: .none) == .standard)
    #expect(Colour.palette(3).quantised(to: .none) == .standard)
  }

  @Test func `depth follows from the number of colours`() {
    let counts = [0, 1, 8, 15, 16, 88, 256, 0x1000000]
    #expect(
      counts.map(ColourDepth.init(count:)) == [
        .none, .none, .eight, .eight, .sixteen, .sixteen, .twoHundredFiftySix, .trueColour,
      ])
  }

  @Test(
    arguments: [
      (0x000000, 0xFFFFFF, 21.0), (0xFFFFFF, 0x767676, 4.54), (0x777777, 0xFFFFFF, 4.48),
      (0xFF0000, 0xFFFFFF, 4.0), (0x0000FF, 0xFFFFFF, 8.59), (0x808080, 0x808080, 1.0),
      (0xEBDBB2, 0x282828, 10.75),
    ] as [(UInt32, UInt32, Double)])
  func `contrast is that of WCAG`(_ one: UInt32, _ other: UInt32, _ ratio: Double) {
    #expect(abs(contrast(RGB(one), RGB(other)) - ratio) < 0.01)
  }
}
