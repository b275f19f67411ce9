public import JSONLines

/// The differences of two texts by lines, with the lines around them.
public struct LineDiff: Hashable, Sendable {
  /// Lines that stand in the place of others.
  public struct Hunk: Hashable, Sendable {
    /// Whether lines before those of `before` are left out.
    public internal(set) var isApart = false
    /// Lines that both texts have, directly before and after.
    public internal(set) var before: [Substring] = []
    public internal(set) var removed: [Substring]
    public internal(set) var added: [Substring]
    public internal(set) var after: [Substring] = []
  }

  /// Empty if the texts are equal.
  public private(set) var hunks: [Hunk] = []

  /// Texts of which more lines differ are taken as wholly different.
  private static let limit = 1_000

  /// - Parameters:
  ///   - old, new: nil has no lines.
  ///   - context: the number of lines to have around what differs.
  public init(_ old: String?, _ new: String?, context: Int = 2) {
    let (a, b) = (old?.lines ?? [], new?.lines ?? [])
    let start = zip(a, b).prefix { $0.isIdentical(to: $1) }.count
    let most = min(a.count, b.count) - start
    let end = zip(a.reversed(), b.reversed()).prefix { $0.isIdentical(to: $1) }.count
    let (left, right) = (a.dropLast(min(end, most))[start...], b.dropLast(min(end, most))[start...])
    let (removals, insertions) = Self.differences(left, right)
    var (i, j) = (start, start)
    /// The place in the old text after the last hunk.
    var last = 0
    while i < left.endIndex || j < right.endIndex {
      let (from, to) = (i, j)
      while removals.contains(i) || insertions.contains(j) {
        if removals.contains(i) { i += 1 } else { j += 1 }
      }
      if (from, to) == (i, j) {
        (i, j) = (i + 1, j + 1)
        continue
      }
      var hunk = Hunk(removed: Array(a[from..<i]), added: Array(b[to..<j]))
      let kept = a[last..<from]
      let shown = hunks.isEmpty ? 0 : min(context, kept.count)
      if shown > 0 { hunks[hunks.count - 1].after = Array(kept.prefix(shown)) }
      hunk.before = Array(kept.dropFirst(shown).suffix(context))
      hunk.isApart = kept.count > shown + context
      hunks.append(hunk)
      last = i
    }
    if !hunks.isEmpty { hunks[hunks.count - 1].after = Array(a[last...].prefix(context)) }
  }

  /// The lines as text: `- ` and `+ ` before what is removed and added, `...` where some are left
  /// out.
  public var marked: [String] {
    var lines: [String] = []
    for hunk in hunks {
      if hunk.isApart { lines.append("  ...") }
      lines += hunk.before.map { "  " + $0 }
      lines += hunk.removed.map { "- " + $0 }
      lines += hunk.added.map { "+ " + $0 }
      lines += hunk.after.map { "  " + $0 }
    }
    return lines
  }

  /// The places of the lines of `left` that `right` lacks, and the other way round.
  private static func differences(
    _ left: ArraySlice<Substring>, _ right: ArraySlice<Substring>
  ) -> (removals: Set<Int>, insertions: Set<Int>) {
    guard left.count + right.count <= limit else {
      return (Set(left.indices), Set(right.indices))
    }
    var (removals, insertions): (Set<Int>, Set<Int>) = ([], [])
    for change in right.difference(from: left, by: { $0.isIdentical(to: $1) }) {
      switch change {
      case .remove(let offset, _, _): removals.insert(left.startIndex + offset)
      case .insert(let offset, _, _): insertions.insert(right.startIndex + offset)
      }
    }
    return (removals, insertions)
  }
}

extension ValueDifference {
  /// The lines that differ, of values as they are shown or, where those are equal, of their JSON.
  public func lines(context: Int = 2) -> LineDiff {
    let diff = LineDiff(before?.shown, after?.shown, context: context)
    return diff.hunks.isEmpty
      ? LineDiff(before?.json, after?.json, context: context) : diff
  }
}

extension JSONValue {
  /// The content of a string, or the JSON of any other value.
  public var shown: String { string?.text ?? json }
}
