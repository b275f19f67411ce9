import Analysis
import Curation

/// The differences between a record's first response and each of the others, as places in their
/// columns.
struct PageDiff: Hashable, Sendable {
  /// By column and block: the ranges of the source that differ from the first column. The first
  /// column has ranges only if there is just one other.
  private(set) var ranges: [[Int: [Range<Int>]]]
  /// The start of each difference, by column: in the first and in the one compared with it.
  private(set) var places: [[Int: Flow.Place]] = []
  /// The summary of each compared column.
  private var summaries: [Int: Summary] = [:]
  /// Of two versions of a record, whose other values are compared like texts: whether they are
  /// equal; else nil.
  private let areVersionsEqual: Bool?

  private struct Summary: Hashable {
    var count = 0
    var similarity = 0.0
    var invisible: WordDiff.Invisible?
  }

  /// When to show differences.
  enum Mode: Hashable, Sendable, CaseIterable {
    /// If the responses are similar.
    case automatic
    case always, never
  }

  /// The maximum size in bytes of the texts to compare.
  static let byteLimit = 64 << 10
  /// The maximum work in automatic mode. Comparing is quadratic in the bytes; this is a few
  /// milliseconds.
  private static let workLimit = 12 << 20

  /// Returns nil if there are fewer than two columns, or if none is comparable with the first.
  init?(_ columns: [Flow], _ mode: Mode, areVersionsEqual: Bool? = nil) {
    self.areVersionsEqual = areVersionsEqual
    guard mode != .never, columns.count > 1 else { return nil }
    ranges = columns.map { _ in [:] }
    var work = 0
    for other in columns.indices.dropFirst() {
      let size = [0, other].reduce(0) { sum, column in
        columns[column].blocks.reduce(sum) { $0 + ($1.kind == .text ? $1.source.range.count : 0) }
      }
      work += size * size
      // The cursor waits for this. In automatic mode, of many long responses only the first ones
      // are compared.
      if mode == .automatic, columns.count > 2, work > Self.workLimit { break }
      compare(columns, other, mode)
    }
    if summaries.isEmpty { return nil }
    if columns.count > 2 { ranges[0] = [:] }
  }

  /// Compares a column with the first, if they are similar enough for the mode.
  private mutating func compare(_ columns: [Flow], _ other: Int, _ mode: Mode) {
    let flows = [columns[0], columns[other]]
    let pairs = BlockPair.pairs(flows, withFields: areVersionsEqual != nil)
    if pairs.isEmpty { return }
    var found: [(hunk: [Range<Int>], blocks: [Int])] = []
    var summary = Summary()
    var bytes = 0
    for pair in pairs {
      if pair.isSingle {
        bytes += pair.ranges.reduce(0) { $0 + $1.count }
        found.append((pair.ranges, pair.blocks))
        continue
      }
      let sources = zip(flows, pair.blocks).map { $0.blocks[$1].source }
      let count = sources.reduce(0) { $0 + $1.range.count }
      bytes += count
      guard bytes <= Self.byteLimit else { return }
      let texts = sources.map { $0.decoded($0.range) }
      guard
        let diff = WordDiff(
          String(decoding: texts[0].text, as: UTF8.self),
          String(decoding: texts[1].text, as: UTF8.self),
          // Short texts are always compared, since they may differ in invisible characters only.
          atLeast: mode == .automatic && pairs.count == 1 && count > 400 ? WordDiff.alike : 0)
      else { return }
      summary.similarity += diff.similarity * Double(count)
      summary.invisible = summary.invisible ?? diff.invisible
      for hunk in diff.hunks {
        let sides = zip([hunk.left, hunk.right], texts).map { range, text in
          text.offsets[range.lowerBound]..<text.offsets[range.upperBound]
        }
        found.append((sides, pair.blocks))
      }
    }
    summary.similarity = bytes == 0 ? 1 : summary.similarity / Double(bytes)
    if mode == .automatic, summary.similarity < WordDiff.alike, summary.invisible == nil { return }
    summary.count = found.count
    summaries[other] = summary
    for (hunk, blocks) in found {
      var places: [Int: Flow.Place] = [:]
      for (side, column) in [0, other].enumerated() {
        if !hunk[side].isEmpty { ranges[column][blocks[side], default: []].append(hunk[side]) }
        places[column] = Flow.Place(block: blocks[side], offset: hunk[side].lowerBound)
      }
      self.places.append(places)
    }
  }

  /// Whether two versions of a record differ, though no text or value does as it is shown: in a
  /// type, or in a role.
  var hidesDifference: Bool { areVersionsEqual == false && places.isEmpty }

  /// Returns the summary shown above a column; nil above the first, and if it wasn't compared.
  ///
  /// - Parameter isShort: whether to leave out the similarity.
  func text(ofColumn column: Int, isShort: Bool = false) -> Phrase? {
    guard let summary = summaries[column] else { return nil }
    if summary.count == 0 { return hidesDifference ? "other values differ" : "same text" }
    let count: Phrase = summary.count == 1 ? "1 diff" : "\(summary.count) diffs"
    return switch summary.invisible {
    case .whiteSpace: "\(count): white space"
    case .normalForm: "\(count): Unicode form"
    case .zeroWidth: "\(count): unseen characters"
    case nil:
      isShort ? count : "\(count), \(min(99, Int((summary.similarity * 100).rounded())))% alike"
    }
  }
}

extension Model {
  /// Switches between showing differences always, never, and only between similar responses.
  mutating func switchDiff() {
    let modes = PageDiff.Mode.allCases
    let next = ((modes.firstIndex(of: pane.diffMode) ?? 0) + 1) % modes.count
    pane.diffMode = modes[next]
    pane.loadPage()
    switch pane.diffMode {
    case .automatic: say("differences where responses are alike")
    case .always where pane.page?.hasColumns != true:
      say("this record has no two responses to compare")
    case .always:
      say(pane.page?.diff == nil ? "these can't be compared word by word" : "differences always")
    case .never: say("no differences shown")
    }
  }

  /// Scrolls to the next or previous difference: in both columns, or, between partners in two
  /// datasets, in both panes.
  mutating func goToDifference(_ step: Int) {
    comparePartners()
    let isOfPartners = pane.showsPartnerDiff
    let ofResponses = pane.page?.diff?.places
    guard let count = isOfPartners ? pane.partnership.diff?.places.count : ofResponses?.count else {
      let shapes = panes.compactMap { $0.page?.reading.shape.rawValue }
      let other = panes[panes.count - 1 - active]
      return complain(
        link == nil
          ? "no differences are shown here; = compares two responses"
          : other.partnership.numbers?.isEmpty == true
            ? "no partner in \(other.name)"
            : Set(shapes).count > 1
              ? "\(shapes[0]) beside \(shapes[1]): only records of one shape are compared word by word"
              : "no differences here; & differs-there lists the records that have some")
    }
    guard count > 0 else {
      let isEqual =
        isOfPartners
        ? Set(panes.compactMap(\.page?.bytes)).count == 1 : pane.page?.diff?.hidesDifference != true
      return complain(
        isEqual ? "the two texts are the same" : "the texts are the same; other values differ")
    }
    let visited = isOfPartners ? pane.difference?.fromPartner : pane.difference?.ofResponses
    let from = visited.flatMap { $0 < count ? $0 : nil } ?? (step > 0 ? -1 : count)
    let next = from + step
    guard (0..<count).contains(next) else {
      return complain(step > 0 ? "that was the last difference" : "that was the first difference")
    }
    for index in isOfPartners ? Array(panes.indices) : [active] {
      panes[index].difference = isOfPartners ? .fromPartner(next) : .ofResponses(next)
      guard isOfPartners else {
        for (column, place) in ofResponses?[next] ?? [:] { reveal(place, column, pane: index) }
        continue
      }
      let places = panes[index].partnership.diff?.places ?? []
      if places.indices.contains(next) {
        let (column, place) = places[next]
        reveal(place, column, pane: index)
        // The next key acts on the part that differs.
        let blocks = panes[index].page?.flow(ofColumn: column).blocks
        if let part = blocks?[place.block].part { panes[index].focusedPart = part }
      }
    }
    say("difference \(next + 1) of \(count)")
  }
}
