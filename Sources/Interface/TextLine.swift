import Console

/// A line of a text, laid out to a width.
struct TextLine: Hashable, Sendable {
  /// The line's byte range in the source; the next line begins at its end.
  var range: Range<Int>
  var glyphs: [Glyph] = []
  /// The byte offset of each glyph in the source.
  var offsets: [Int] = []
}

extension TextSource {
  private static let tabWidth = 4
  private static let blank = Glyph.glyphs(" ")

  /// Returns the line that begins at `start`, which must be an anchor or the end of another line.
  ///
  /// - Complexity: O(columns), or O(`stretch`) for a text of zero-width characters.
  func line(from start: Int, columns: Int) -> TextLine {
    var line = TextLine(range: start..<start)
    var builder = GlyphBuilder()
    var used = 0
    var pendingStart = start
    let end = anchor(after: start)
    var offset = start
    var isBroken = false

    func add(_ glyph: Glyph?, next: Int) {
      guard let glyph else { return }
      line.glyphs.append(glyph)
      line.offsets.append(pendingStart)
      used += glyph.columns
      pendingStart = next
    }
    // One glyph more than fits is read, to choose where to break.
    while offset < end, used <= columns {
      guard let (element, next) = element(at: offset) else { break }
      if case .codePoint(0x0A) = element {
        add(builder.finish(), next: offset)
        offset = next
        isBroken = true
        break
      }
      switch element {
      case .codePoint(0x09):
        add(builder.finish(), next: offset)
        for _ in 0..<Self.tabWidth - used % Self.tabWidth { add(Self.blank[0], next: offset) }
        pendingStart = next
      case .codePoint(let point):
        if let scalar = Unicode.Scalar(point) {
          add(builder.append(scalar), next: offset)
        } else {
          add(builder.append(loneSurrogate: point), next: offset)
        }
      case .invalid(let byte): add(builder.append(invalid: byte), next: offset)
      }
      offset = next
    }
    if !isBroken { add(builder.finish(), next: offset) }
    if isBroken || offset >= range.upperBound {
      for place in line.glyphs.indices.reversed() {
        guard line.glyphs[place] == Self.blank[0] else { break }
        line.glyphs[place] = Glyph.trailingBlank
      }
    }
    return cut(line, readTo: offset, columns: columns)
  }

  /// Cuts the glyphs that were read to one line of the width.
  private func cut(_ read: TextLine, readTo offset: Int, columns: Int) -> TextLine {
    var line = read
    line.range = read.range.lowerBound..<offset
    guard !read.glyphs.isEmpty else { return line }
    let fit = Wrapping.line(startingAt: 0, in: read.glyphs, columns: columns).upperBound
    guard fit < read.glyphs.count else { return line }
    line.glyphs = Array(read.glyphs.prefix(fit))
    line.offsets = Array(read.offsets.prefix(fit))
    // A tab is several glyphs at the same offset, and is never split.
    var end = read.offsets[fit]
    if end == read.offsets[fit - 1], let next = read.offsets[fit...].first(where: { $0 > end }) {
      end = next
    } else if end == read.offsets[fit - 1] {
      end = offset
    }
    line.range = read.range.lowerBound..<max(end, read.range.lowerBound + 1)
    return line
  }
}
