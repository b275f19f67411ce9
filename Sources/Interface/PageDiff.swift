import Analysis
import Curation

/// The differences between the first of some columns and each of the others, as places in them: the
/// responses of a record, two versions of a record, or partners in two datasets.
struct PageDiff: Hashable, Sendable {
  /// By column and block: the ranges of the source that differ from the first column. The first
  /// column has ranges only if there is just one other.
  private(set) var ranges: [[Int: [Range<Int>]]]
  /// The start of each difference, by column: in the first and in the one compared with it.
  private(set) var places: [[Int: Flow.Place]] = []
  /// The summary of each compared column.
  private var summaries: [Int: Summary] = [:]
  /// Of two versions of a record, or partners, whose other values are compared like texts: whether
  /// they are equal; else nil.
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
      let most = min(size, Self.workLimit)  // the square fits
      work += most * most
      // The cursor waits for this. In automatic mode, of many long responses only the first ones
      // are compared.
      if mode == .automatic, columns.count > 2, work > Self.workLimit { break }
      compare(columns, other, mode)
    }
    if summaries.isEmpty { return nil }
    if columns.count > 2 { ranges[0] = [:] }
  }

  /// Compares a column with the first; its texts only if they are similar enough for the mode.
  private mutating func compare(_ columns: [Flow], _ other: Int, _ mode: Mode) {
    let flows = [columns[0], columns[other]]
    let pairs = BlockPair.pairs(flows, withFields: areVersionsEqual != nil)
    if pairs.isEmpty { return }
    var found: [(pair: BlockPair, hunks: [[Range<Int>]])] = []
    var summary = Summary()
    var (bytes, textBytes) = (0, 0)
    let textPairs = pairs.count { !$0.isField }
    var areTextsAlike = true
    for pair in pairs {
      let isValue = isValue(pair, mode)
      let count = pair.byteCount
      bytes += count
      if !isValue { textBytes += count }
      if pair.isSingle {
        found.append((pair, [pair.ranges]))
        continue
      }
      guard bytes <= Self.byteLimit else { return }
      // Short texts are always compared, since they may differ in invisible characters only.
      let least =
        mode == .automatic && textPairs == 1 && !isValue && count > 400 ? WordDiff.alike : 0
      guard let (diff, hunks) = Self.words(of: pair, in: flows, atLeast: least) else {
        guard mode == .automatic else { return }
        if !isValue { areTextsAlike = false }
        found.append((pair, [pair.ranges]))
        continue
      }
      if !isValue {
        summary.similarity += diff.similarity * Double(count)
        summary.invisible = summary.invisible ?? diff.invisible
      }
      // A number and a text may look the same.
      let tones = zip(flows, pair.blocks).map { $0.blocks[$1].tone }
      let isRetyped = pair.isField && hunks.isEmpty && tones[0] != tones[1]
      found.append((pair, isRetyped ? [pair.ranges] : hunks))
    }
    summary.similarity = textBytes == 0 ? 1 : summary.similarity / Double(textBytes)
    if mode == .automatic, summary.similarity < WordDiff.alike, summary.invisible == nil {
      areTextsAlike = false
    }
    if !areTextsAlike {
      // Responses that have little in common show it; between partners `]d` goes to each text.
      if areVersionsEqual == nil { return }
      for place in found.indices
      where !isValue(found[place].pair, mode) && !found[place].hunks.isEmpty {
        found[place].hunks = [found[place].pair.starts]
      }
    }
    summary.count = found.reduce(0) { $0 + $1.hunks.count }
    summaries[other] = summary
    for (pair, hunks) in found {
      for hunk in hunks { add(hunk, of: pair, in: [0, other]) }
    }
  }

  private mutating func add(_ hunk: [Range<Int>], of pair: BlockPair, in columns: [Int]) {
    var places: [Int: Flow.Place] = [:]
    for (side, column) in columns.enumerated() {
      if !hunk[side].isEmpty { ranges[column][pair.blocks[side], default: []].append(hunk[side]) }
      places[column] = Flow.Place(block: pair.blocks[side], offset: hunk[side].lowerBound)
    }
    self.places.append(places)
  }

  /// Whether a pair is marked however much it differs: values with a name, and, where such are
  /// compared unasked, labels and other short texts.
  private func isValue(_ pair: BlockPair, _ mode: Mode) -> Bool {
    pair.isField
      || mode == .automatic && areVersionsEqual != nil && pair.byteCount <= Self.shortBytes
  }

  /// The maximum size in bytes of both texts of a pair of short ones.
  private static let shortBytes = 40

  /// The differences of two blocks by words, with the ranges in either source; nil if they are too
  /// long or too different.
  private static func words(
    of pair: BlockPair, in flows: [Flow], atLeast similarity: Double
  ) -> (diff: WordDiff, hunks: [[Range<Int>]])? {
    let texts = zip(flows, pair.blocks).map { $0.blocks[$1].source }.map { $0.decoded($0.range) }
    guard
      let diff = WordDiff(
        String(decoding: texts[0].text, as: UTF8.self),
        String(decoding: texts[1].text, as: UTF8.self), atLeast: similarity)
    else { return nil }
    let hunks = diff.hunks.map { hunk in
      zip([hunk.left, hunk.right], texts).map { range, text in
        text.offsets[range.lowerBound]..<text.offsets[range.upperBound]
      }
    }
    return (diff, hunks)
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
    let next = ((modes.firstIndex(of: pane.look.diffMode) ?? 0) + 1) % modes.count
    pane.look.diffMode = modes[next]
    switch pane.look.diffMode {
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
      return complain(whyNoDifferences)
    }
    guard count > 0 else {
      return complain(
        pane.page?.diff?.hidesDifference == true
          ? "the texts are the same; other values differ" : "the two texts are the same")
    }
    let visited =
      isOfPartners ? pane.place.difference?.fromPartner : pane.place.difference?.ofResponses
    let from = visited.flatMap { $0 < count ? $0 : nil } ?? (step > 0 ? -1 : count)
    let next = from + step
    guard (0..<count).contains(next) else {
      return complain(step > 0 ? "that was the last difference" : "that was the first difference")
    }
    for index in isOfPartners ? Array(panes.indices) : [active] {
      panes[index].place.difference = isOfPartners ? .fromPartner(next) : .ofResponses(next)
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
        if let part = blocks?[place.block].part { panes[index].place.focusedPart = part }
      }
    }
    say("difference \(next + 1) of \(count)")
  }

  /// Why no differences of the record, or from its partner, are shown.
  private var whyNoDifferences: Phrase {
    guard link != nil else { return "no differences are shown here; = compares two responses" }
    let other = panes[1 - active]
    if other.partnership.numbers?.isEmpty == true { return "no partner in \(other.name)" }
    if let here = pane.page, let there = other.page, Counterpart.isEqual(here.bytes, there.bytes) {
      return "no differences here; & differs-there lists the records that have some"
    }
    let shapes = panes.compactMap { $0.page?.reading.shape.rawValue }
    return Set(shapes).count > 1
      ? "\(shapes[0]) beside \(shapes[1]): only records of one shape are compared word by word"
      : "the records differ, but not in words that can be compared"
  }
}
