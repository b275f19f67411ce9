/// The differences of two texts by words; in scripts without spaces, by characters.
public struct WordDiff: Hashable, Sendable {
  /// A range of the left text, and the range of the right one that replaces it; either may be
  /// empty.
  public struct Hunk: Hashable, Sendable {
    /// Ranges in UTF-8 bytes.
    public var left: Range<Int>
    public var right: Range<Int>

    var size: Int { max(left.count, right.count) }
  }

  public private(set) var hunks: [Hunk] = []
  /// Twice the common bytes divided by the bytes of both texts, from 0 to 1.
  public private(set) var similarity: Double
  /// The kind of the difference, if it is invisible; else nil.
  public private(set) var invisible: Invisible?

  /// Kinds of differences that can't be seen.
  public enum Invisible: Hashable, Sendable {
    case whiteSpace, normalForm, zeroWidth
  }

  /// From this similarity on, differences are worth showing unasked.
  public static let alike = 0.5

  /// Texts with more words aren't compared.
  private static let wordLimit = 20_000
  /// The maximum number of differing words.
  private static let editLimit = 1_000
  /// The same if only similar texts are asked for, as happens at each step of the cursor.
  private static let alikeEditLimit = 300

  /// Nil if the texts are too long or too different.
  ///
  /// - Parameter least: the least similarity; if the words alone show that it isn't reached, the
  ///   texts aren't compared.
  /// - Complexity: O((words + differences) · differences), by Myers, "An O(ND) Difference Algorithm
  ///   and Its Variations", 1986.
  public init?(_ left: String, _ right: String, atLeast least: Double = 0) {
    // The shorter text bounds the similarity.
    let (less, more) = (
      min(left.utf8.count, right.utf8.count), max(left.utf8.count, right.utf8.count)
    )
    if Double(2 * less) < least * Double(less + more) { return nil }
    let a = WordCutter.words(in: left)
    let b = WordCutter.words(in: right)
    guard a.count <= Self.wordLimit, b.count <= Self.wordLimit,
      least == 0 || Self.mostSimilarity(a, b) >= least,
      let kept = Self.common(a, b, edits: least == 0 ? Self.editLimit : Self.alikeEditLimit)
    else { return nil }
    var (i, j) = (0, 0)
    var (leftOffset, rightOffset) = (0, 0)
    var common = 0
    for pair in kept + [(a.count, b.count)] {
      let hunkStart = (leftOffset, rightOffset)
      while i < pair.0 {
        leftOffset += a[i].utf8.count
        i += 1
      }
      while j < pair.1 {
        rightOffset += b[j].utf8.count
        j += 1
      }
      if hunkStart != (leftOffset, rightOffset) {
        hunks.append(
          Hunk(left: hunkStart.0..<leftOffset, right: hunkStart.1..<rightOffset))
      }
      guard i < a.count, j < b.count else { break }
      common += a[i].utf8.count
      leftOffset += a[i].utf8.count
      rightOffset += b[j].utf8.count
      (i, j) = (i + 1, j + 1)
    }
    hunks = Self.joined(hunks)
    let total = left.utf8.count + right.utf8.count
    similarity = total == 0 ? 1 : Double(2 * common) / Double(total)
    if !hunks.isEmpty { invisible = Self.invisible(left, right) }
  }

  /// Joins hunks where the text between them is no longer than either: in what was written anew, a
  /// word or a character that both texts happen to have.
  private static func joined(_ hunks: [Hunk]) -> [Hunk] {
    var joined: [Hunk] = []
    for next in hunks {
      var hunk = next
      while let last = joined.last,
        hunk.left.lowerBound - last.left.upperBound <= min(last.size, hunk.size)
      {
        hunk.left = last.left.lowerBound..<hunk.left.upperBound
        hunk.right = last.right.lowerBound..<hunk.right.upperBound
        joined.removeLast()
      }
      joined.append(hunk)
    }
    return joined
  }

  /// An upper bound of the similarity, which ignores the order of words.
  private static func mostSimilarity(_ a: [Substring], _ b: [Substring]) -> Double {
    var counts: [Substring: Int] = [:]
    for word in a { counts[word, default: 0] += 1 }
    var common = 0
    var total = a.reduce(0) { $0 + $1.utf8.count }
    for word in b {
      total += word.utf8.count
      guard let count = counts[word], count > 0 else { continue }
      counts[word] = count - 1
      common += word.utf8.count
    }
    return total == 0 ? 1 : Double(2 * common) / Double(total)
  }

  private static func invisible(_ left: String, _ right: String) -> Invisible? {
    // Swift compares strings by canonical equivalence, so equal ones differ only in normal form.
    if left == right { return .normalForm }
    func without(_ text: String, _ isLeftOut: (Unicode.Scalar) -> Bool) -> String {
      String(String.UnicodeScalarView(text.unicodeScalars.filter { !isLeftOut($0) }))
    }
    let isSpace: (Unicode.Scalar) -> Bool = { $0.properties.isWhitespace }
    if without(left, isSpace) == without(right, isSpace) { return .whiteSpace }
    let isFormat: (Unicode.Scalar) -> Bool = {
      $0.properties.generalCategory == .format || isSpace($0)
    }
    return without(left, isFormat) == without(right, isFormat) ? .zeroWidth : nil
  }

  /// The pairs of positions of common words, ascending; nil if there are more than `most`
  /// differences.
  private static func common(
    _ a: [Substring], _ b: [Substring], edits most: Int
  ) -> [(Int, Int)]? {
    func isSame(_ i: Int, _ j: Int) -> Bool {
      a[i].unicodeScalars.elementsEqual(b[j].unicodeScalars)
    }
    var start = 0
    while start < min(a.count, b.count), isSame(start, start) { start += 1 }
    var end = 0
    while end < min(a.count, b.count) - start, isSame(a.count - 1 - end, b.count - 1 - end) {
      end += 1
    }
    let middle = shortestEdit(a.count - start - end, b.count - start - end, most) {
      isSame(start + $0, start + $1)
    }
    guard let middle else { return nil }
    return (0..<start).map { ($0, $0) } + middle.map { ($0.0 + start, $0.1 + start) }
      + (0..<end).map { (a.count - end + $0, b.count - end + $0) }
  }

  /// Myers' greedy algorithm: finds the furthest reach on each diagonal for each number of edits,
  /// then walks back from the end.
  private static func shortestEdit(
    _ n: Int, _ m: Int, _ limit: Int, _ isSame: (Int, Int) -> Bool
  ) -> [(Int, Int)]? {
    let most = min(n + m, limit)
    var reach = [Int](repeating: 0, count: 2 * most + 3)
    let centre = most + 1
    var trace: [[Int]] = []
    for edits in 0...most {
      trace.append(Array(reach[(centre - edits - 1)...(centre + edits + 1)]))
      for diagonal in stride(from: -edits, through: edits, by: 2) {
        let goesDown =
          diagonal == -edits
          || (diagonal != edits && reach[centre + diagonal - 1] < reach[centre + diagonal + 1])
        var x = goesDown ? reach[centre + diagonal + 1] : reach[centre + diagonal - 1] + 1
        var y = x - diagonal
        while x < n, y < m, isSame(x, y) { (x, y) = (x + 1, y + 1) }
        reach[centre + diagonal] = x
        if x >= n, y >= m { return walkBack(trace, n, m) }
      }
    }
    return nil
  }

  private static func walkBack(_ trace: [[Int]], _ n: Int, _ m: Int) -> [(Int, Int)] {
    var kept: [(Int, Int)] = []
    var (x, y) = (n, m)
    for edits in stride(from: trace.count - 1, through: 0, by: -1) {
      let reach = trace[edits]
      func at(_ diagonal: Int) -> Int { reach[diagonal + edits + 1] }
      let diagonal = x - y
      let goesDown =
        diagonal == -edits || (diagonal != edits && at(diagonal - 1) < at(diagonal + 1))
      let previous = goesDown ? diagonal + 1 : diagonal - 1
      let startX = edits == 0 ? 0 : at(previous)
      let startY = edits == 0 ? 0 : startX - previous
      let (low, lowY) =
        edits == 0 ? (0, 0) : goesDown ? (startX, startY + 1) : (startX + 1, startY)
      while x > low, y > lowY {
        (x, y) = (x - 1, y - 1)
        kept.append((x, y))
      }
      (x, y) = (startX, startY)
    }
    return kept.reversed()
  }
}
