import Curation
import JSONLines

/// The hashes of all runs of `length` words of some texts, for measuring similarity. In scripts
/// without spaces each character is a word; ASCII case and symbols are ignored.
struct Shingles {
  /// Sorted, without repetition.
  let hashes: [UInt32]

  /// The number of words in a run, the same as in Data-Juicer's deduplicator.
  static let length = 5

  init(_ texts: some Sequence<JSONString>) {
    self.init(texts, length: Self.length)
  }

  init(_ texts: some Sequence<JSONString>, length: Int) {
    var words: [UInt64] = []
    for text in texts { Self.addWords(of: text, to: &words) }
    self.init(ofWords: words, length: length)
  }

  /// Of what a record says; the words of a rejected answer aren't those of a chosen one.
  init(said: [ComparedTexts.Said]) {
    var words: [UInt64] = []
    for part in said where !part.isLabel {
      let start = words.count
      Self.addWords(of: part.text, to: &words)
      if part.speaker == Part.Role.rejected.rawValue {
        for place in start..<words.count { words[place] = ~words[place] }
      }
    }
    self.init(ofWords: words, length: Self.length)
  }

  private init(ofWords words: [UInt64], length: Int) {
    var hashes = Self.runs(of: words, length)
    hashes.sort()
    var last: UInt32?
    self.hashes = hashes.filter { hash in
      defer { last = hash }
      return hash != last
    }
  }

  /// Of a record: the runs of three words in all its strings.
  init(of root: JSONNode?, in record: Bytes) {
    var texts: [JSONString] = []
    root?.forEachString(in: record) { node in
      if let text = node.string(in: record) { texts.append(text) }
    }
    self.init(texts, length: 3)
  }

  /// The hashes of all runs of a text's words, in order.
  static func runs(of text: JSONString, length: Int) -> [UInt32] {
    var words: [UInt64] = []
    addWords(of: text, to: &words)
    return runs(of: words, length)
  }

  /// The hashes of all runs of a text's words, in order, so long that those of different runs
  /// differ; empty if the text has fewer words than a run.
  static func wholeRuns(of text: JSONString, _ length: Int) -> [UInt64] {
    var words: [UInt64] = []
    addWords(of: text, to: &words)
    guard words.count >= length else { return [] }
    return (0...words.count - length).map { hash(words[$0..<$0 + length]) }
  }

  private static func runs(of words: [UInt64], _ length: Int) -> [UInt32] {
    guard !words.isEmpty else { return [] }
    let runs = max(1, words.count - length + 1)
    var hashes: [UInt32] = []
    hashes.reserveCapacity(runs)
    for start in 0..<runs {
      let run = words[start..<min(words.count, start + length)]
      hashes.append(UInt32(truncatingIfNeeded: hash(run)))
    }
    return hashes
  }

  private static func hash(_ run: ArraySlice<UInt64>) -> UInt64 {
    run.reduce(0x9E37_79B9_7F4A_7C15) { $0.mixed(with: $1) }
  }

  private static func addWords(of text: JSONString, to words: inout [UInt64]) {
    var word: UInt64 = 0
    text.withText { text in
      text.forEachCodePoint { point in
        let kind = WordKind(point)
        if kind != .letter, word != 0 {
          words.append(word)
          word = 0
        }
        switch kind {
        case .letter:
          let folded = point >= 0x41 && point <= 0x5A ? point + 0x20 : point
          word = ((word ^ UInt64(folded)) &* 0x0000_0100_0000_01B3) | 1
        case .single: words.append(UInt64(point) &* 0x9E37_79B9_7F4A_7C15 | 1)
        case .other: break
        }
      }
    }
    if word != 0 { words.append(word) }
  }

  private enum WordKind {
    case letter, single, other

    init(_ point: UInt32) {
      switch point {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: self = .letter
      case ..<0xAA: self = .other
      case 0x2000...0x2BFF, 0x3000...0x3040, 0xFE30...0xFF0F, 0xFF1A...0xFF20: self = .other
      default: self = Script(point)?.isUnspaced == true ? .single : .letter
      }
    }
  }

  /// The Jaccard index: the size of the intersection divided by that of the union.
  func similarity(to other: Shingles) -> Double {
    let shared = shared(with: other)
    let all = hashes.count + other.hashes.count - shared
    return all == 0 ? 0 : Double(shared) / Double(all)
  }

  /// The number of hashes that both have.
  func shared(with other: Shingles) -> Int {
    var (i, j, shared) = (0, 0, 0)
    while i < hashes.count, j < other.hashes.count {
      if hashes[i] == other.hashes[j] {
        shared += 1
        i += 1
        j += 1
      } else if hashes[i] < other.hashes[j] {
        i += 1
      } else {
        j += 1
      }
    }
    return shared
  }
}

/// The MinHash signature of a text (Broder, 1997): its least hash under each of 128 permutations.
/// The share of equal values in two signatures estimates the texts' Jaccard index.
struct MinHash {
  static let count = 128
  private static let lanes = 16

  let values: [UInt32]

  /// Each permutation has an odd factor and an offset, generated from a fixed seed.
  private static let permutations: [(SIMD16<UInt32>, SIMD16<UInt32>)] = {
    var state: UInt64 = 0x5EED
    func next() -> UInt32 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt32(truncatingIfNeeded: state >> 32)
    }
    return (0..<count / lanes).map { _ in
      var factor = SIMD16<UInt32>()
      var offset = SIMD16<UInt32>()
      for lane in 0..<lanes {
        factor[lane] = next() | 1
        offset[lane] = next()
      }
      return (factor, offset)
    }
  }()

  init(_ shingles: Shingles) {
    var values: [UInt32] = []
    values.reserveCapacity(Self.count)
    for (factor, offset) in Self.permutations {
      var least = SIMD16<UInt32>(repeating: .max)
      for hash in shingles.hashes {
        let permuted = factor &* SIMD16(repeating: hash) &+ offset
        least.replace(with: permuted, where: permuted .< least)
      }
      for lane in 0..<Self.lanes { values.append(least[lane]) }
    }
    self.values = values
  }

  /// The hash of a band of `rows` values. Similar texts are likely to have some band in common.
  func band(_ index: Int, rows: Int) -> UInt64 {
    values[index * rows..<(index + 1) * rows]
      .reduce(UInt64(index) &* 0x9E37_79B9_7F4A_7C15) { $0.mixed(with: UInt64($1)) }
  }
}

extension UInt64 {
  /// A hash of a hash and what follows.
  @inline(__always) fileprivate func mixed(with next: UInt64) -> UInt64 {
    let mixed = (self ^ next) &* 0xFF51_AFD7_ED55_8CCD
    return mixed ^ mixed >> 32
  }
}
