/// Random numbers that are the same in every run (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Scalars of every kind that the boundary to the terminal tells apart.
let trickyScalars: [Unicode.Scalar] = Array(
  ("ab -1#é漢한字，。（」か\u{3000}\u{301}\u{308}\u{20E3}\u{1100}\u{1161}\u{11A8}नि्स्"
    + "😀👩👧👍🏽❤🇯🇵🏴\u{E0067}\u{E007F}\u{200D}\u{200C}\u{200B}\u{FE0E}\u{FE0F}\u{FE00}\u{AD}"
    + "می\u{64B}\u{202E}\u{2066}\u{FEFF}\u{2028}\u{E000}\u{3164}\u{34F}\u{0}\u{7}\u{1B}\u{7F}\u{9B}"
    + "\u{E0100}\u{FFFE}\u{10FFFF}\u{378}\t\n\r").unicodeScalars)
