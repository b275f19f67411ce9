/// Breaks a line of glyphs into lines that fit a width.
///
/// A line breaks after blanks, after a hyphen inside a word, and on either side of a wide glyph
/// (Chinese, Japanese, Korean, emoji), but never before closing or after opening punctuation
/// (kinsoku). A word wider than the line breaks anywhere. One blank may hang past the edge; any
/// others start the next line, so that no run of blanks is hidden.
///
/// Breaking a line needs no glyphs beyond it, so a caller that shows a window of a long text wraps
/// only that window.
public enum Wrapping {
  /// Returns the range of the line that starts at `start`.
  ///
  /// - Parameters:
  ///   - start: A valid index of `glyphs`.
  ///   - columns: The width; values below 1 count as 1.
  /// - Returns: At least one glyph; wider than `columns` only if a blank hangs or the first glyph
  ///   is wider.
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

  /// Returns the ranges of all lines, in order and without gaps; empty if there are no glyphs.
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

  /// Glyphs that may not start a line at a break beside a wide glyph.
  private static let closers = Set(
    "。，、．！？：；）》」』】〕〉〗〙〛｝］”’…‥—～ー々ゝゞヽヾっゃゅょッャュョ％·・.,!?:;)]}>%".map(String.init))

  /// Glyphs that may not end a line at a break beside a wide glyph.
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
