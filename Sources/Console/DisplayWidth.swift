/// The number of columns that text takes on a terminal.
///
/// The widths come from our own table, so they are the same on every machine and in every locale.
/// If the C library disagrees about a scalar, `Curses` draws a stand-in instead.
public enum DisplayWidth {
  /// Returns the width of one scalar: 0, 1 or 2 columns.
  ///
  /// A scalar of 0 columns shares the cell of the scalar before it, or is never drawn as itself
  /// (controls, invisible characters); a scalar of East Asian ambiguous width takes 1.
  ///
  /// - Complexity: O(1) for ASCII, else O(log n) in the size of the table.
  public static func columns(of scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x7F { return scalar.value < 0x20 ? 0 : 1 }
    let runs = WidthTable.runs
    // At or above every packed run that starts at or before the scalar, whatever its width.
    let key = scalar.value << 2 | 0b11
    var low = 0
    var high = runs.count
    while low < high {
      let middle = low + (high - low) / 2
      if runs[middle] <= key { low = middle + 1 } else { high = middle }
    }
    return Int(runs[low - 1] & 0b11)
  }

  /// Returns the width of `text` as it is drawn, with stand-ins in place of hidden scalars.
  public static func columns(of text: String) -> Int {
    if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text.utf8.count }
    var columns = 0
    var builder = GlyphBuilder()
    for scalar in text.unicodeScalars {
      if let glyph = builder.append(scalar) { columns += glyph.columns }
    }
    if let glyph = builder.finish() { columns += glyph.columns }
    return columns
  }
}
