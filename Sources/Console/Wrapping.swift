/// Cuts a line of glyphs into lines that fit a width.
///
/// A line breaks after blanks, after a hyphen inside a word, and on either side of a wide glyph
/// (Chinese, Japanese, Korean, emoji), but never before closing or after opening punctuation
/// (kinsoku). A word that is wider than the line breaks anywhere. One blank may hang past the edge;
/// more start the next line, so that no run of blanks is hidden.
///
/// Breaking needs only the glyphs of one line, so a caller that shows a window of a long text wraps
/// no more than that window.
public enum Wrapping {
  /// Returns the range of glyphs that make up the line which starts at `start`.
  ///
  /// - Parameters:
  ///   - start: An index of `glyphs`, less than its end.
  ///   - columns: The width, which counts as 1 if it is less.
  /// - Returns: At least one glyph, and more than `columns` only if a blank hangs or the first
  ///   glyph is wider.
  /// - Complexity: O(length of the line).
  public static func line(
    startingAt start: Int, in glyphs: [Glyph], columns: Int
  ) -> Range<Int> {
    var used = 0
    for index in start..<glyphs.endIndex {
      used += glyphs[index].columns
      guard used > max(1, columns) else { continue }
      if glyphs[index].isBlank, index > start { return start..<index + 1 }
      let lastBreak = (start..<index + 1).last { place in
        place > start && mayBreak(before: place, in: glyphs, lineStart: start)
      }
      return start..<(lastBreak ?? max(index, start + 1))
    }
    return start..<glyphs.endIndex
  }

  /// Returns the ranges of all lines, in order and without gaps; none if there are no glyphs.
  public static func lines(_ glyphs: [Glyph], columns: Int) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = 0
    while start < glyphs.count {
      let line = line(startingAt: start, in: glyphs, columns: columns)
      lines.append(line)
      start = line.upperBound
    }
    return lines
  }

  private static func mayBreak(
    before index: Int, in glyphs: [Glyph], lineStart: Int
  ) -> Bool {
    let (previous, next) = (glyphs[index - 1], glyphs[index])
    if previous.isBlank { return true }
    if next.isBlank { return false }
    if previous.isWide || next.isWide {
      return !closers.contains(next.text) && !openers.contains(previous.text)
    }
    return previous.isHyphen && next.isWordPart
      && index - 2 >= lineStart && glyphs[index - 2].isWordPart
  }

  /// What may not start a line where it could otherwise break.
  private static let closers = Set(
    "。，、．！？：；）》」』】〕〉〗〙〛｝］”’…‥—～ー々ゝゞヽヾっゃゅょッャュョ％·・.,!?:;)]}>%".map(String.init))

  /// What may not end a line.
  private static let openers = Set("（《「『【〔〈〖〘〚｛［“‘([{<$¥￥".map(String.init))
}

extension Glyph {
  fileprivate var isBlank: Bool { text == " " || text == "\u{3000}" }
  fileprivate var isWide: Bool { columns == 2 && !isStandIn }
  fileprivate var isHyphen: Bool { text == "-" || text == "\u{2010}" }
  fileprivate var isWordPart: Bool {
    guard !isStandIn, let scalar = text.unicodeScalars.first else { return false }
    return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }
}
