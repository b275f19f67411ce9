/// Turns decoded text into glyphs, one scalar at a time. This is the only boundary between data and
/// terminal: every glyph that it returns is safe to draw, and data is drawn in no other way.
///
/// A glyph is complete only when the next one starts, so each append returns the preceding glyph,
/// if there is one to return. A caller that tracks the position of each appended scalar gets the
/// range of every glyph for free: a returned glyph ends where the scalar just appended starts.
///
/// Terminals disagree about emoji sequences, so each spacing scalar is a glyph of its own: a family
/// of emoji held together by joiners is drawn as its members, a flag as its two letters, a skin
/// tone beside its hand. Joiners and presentation selectors in their proper places belong to the
/// glyph next to them and are left out of its text; anywhere else they are shown.
///
/// The caller handles tabs and line feeds; one that arrives here is shown as `^I` or `^J`.
public struct GlyphBuilder: Sendable {
  /// The maximum number of combining marks in one cell. With the base that makes 5 scalars, the
  /// most that ncurses keeps in a cell.
  public static let marksPerGlyph = 4

  private enum Pending {
    case nothing
    /// A base and its marks so far.
    case cluster(Cluster)
    /// The number of marks beyond ``marksPerGlyph``.
    case excessMarks(Int)
    /// A joiner that is valid only if the next scalar is of the same kind as the one before it.
    case joiner(Unicode.Scalar, between: JoinerUse)
    case standIn(Glyph)
  }

  private struct Cluster {
    var text: String
    var columns: Int
    let base: Unicode.Scalar
    /// The base, or the last mark added to it.
    var last: Unicode.Scalar
    var marks = 0
    var hasSelector = false
    var isStandIn = false

    init(base: Unicode.Scalar, columns: Int) {
      text = String(base)
      self.columns = columns
      self.base = base
      last = base
    }

    var glyph: Glyph { Glyph(text: text, columns: columns, isStandIn: isStandIn) }
  }

  private enum JoinerUse {
    case emoji
    case letters

    func allows(_ scalar: Unicode.Scalar) -> Bool {
      switch self {
      case .emoji: scalar.joinsAsEmoji
      case .letters: scalar.belongsToJoiningScript
      }
    }
  }

  private var pending = Pending.nothing

  public init() {}

  /// Takes the next scalar of the text.
  ///
  /// - Returns: The preceding glyph, if this scalar is not part of it.
  public mutating func append(_ scalar: Unicode.Scalar) -> Glyph? {
    switch ScalarRole(scalar) {
    case .spacing(let columns): return appendBase(scalar, columns: columns)
    case .combining: return appendMark(scalar)
    case .joiner: return appendJoiner(scalar)
    case .presentationSelector: return appendSelector(scalar)
    case .hidden: return start(.standIn(.standIn(StandIn.spelling(of: scalar))))
    }
  }

  /// Takes a byte that is not part of valid UTF-8; it is shown as `\xFF`.
  ///
  /// - Returns: The preceding glyph, if there is one.
  public mutating func append(invalid byte: UInt8) -> Glyph? {
    start(.standIn(.standIn(StandIn.spelling(ofInvalid: byte))))
  }

  /// Takes half of a surrogate pair without its other half, as a JSON escape can spell it; it is
  /// shown as `<D800>`.
  ///
  /// - Returns: The preceding glyph, if there is one.
  public mutating func append(loneSurrogate code: UInt32) -> Glyph? {
    start(.standIn(.standIn(StandIn.spelling(ofCode: code))))
  }

  /// Ends the text or the line, and resets the builder for another.
  ///
  /// - Returns: The last glyph, if there is one.
  public mutating func finish() -> Glyph? { start(.nothing) }

  private mutating func appendBase(_ scalar: Unicode.Scalar, columns: Int) -> Glyph? {
    let cluster = Pending.cluster(Cluster(base: scalar, columns: columns))
    if case .joiner(_, let use) = pending, use.allows(scalar) {
      pending = cluster
      return nil
    }
    return start(cluster)
  }

  private mutating func appendMark(_ scalar: Unicode.Scalar) -> Glyph? {
    switch pending {
    case .cluster(var cluster) where cluster.marks < Self.marksPerGlyph:
      cluster.text.unicodeScalars.append(scalar)
      cluster.last = scalar
      cluster.marks += 1
      pending = .cluster(cluster)
      return nil
    case .cluster:
      return start(.excessMarks(1))
    case .excessMarks(let count):
      pending = .excessMarks(count + 1)
      return nil
    case .nothing, .joiner, .standIn:
      return start(Self.markWithoutBase(scalar))
    }
  }

  /// Returns the glyph for a mark without a base, at the start of a line or after a stand-in: a
  /// dotted circle with the mark, as in the Unicode charts. A Hangul vowel or final is not a mark
  /// and is spelled out.
  private static func markWithoutBase(_ scalar: Unicode.Scalar) -> Pending {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark:
      var cluster = Cluster(base: "\u{25CC}", columns: 1)
      cluster.text.unicodeScalars.append(scalar)
      cluster.last = scalar
      cluster.marks = 1
      cluster.isStandIn = true
      return .cluster(cluster)
    default:
      return .standIn(.standIn(StandIn.spelling(of: scalar)))
    }
  }

  private mutating func appendJoiner(_ scalar: Unicode.Scalar) -> Glyph? {
    if case .cluster(let cluster) = pending {
      if scalar == "\u{200D}", cluster.base.joinsAsEmoji {
        return start(.joiner(scalar, between: .emoji))
      }
      if cluster.last.belongsToJoiningScript {
        return start(.joiner(scalar, between: .letters))
      }
    }
    return start(.standIn(.standIn(StandIn.spelling(of: scalar))))
  }

  private mutating func appendSelector(_ scalar: Unicode.Scalar) -> Glyph? {
    if case .cluster(var cluster) = pending, !cluster.hasSelector, cluster.marks == 0,
      cluster.base.properties.isEmoji
    {
      cluster.hasSelector = true
      pending = .cluster(cluster)
      return nil
    }
    return start(.standIn(.standIn(StandIn.spelling(of: scalar))))
  }

  /// Replaces the pending state and returns the previous one as a glyph.
  private mutating func start(_ next: Pending) -> Glyph? {
    defer { pending = next }
    switch pending {
    case .nothing: return nil
    case .cluster(let cluster): return cluster.glyph
    case .excessMarks(let count): return .standIn(StandIn.spelling(ofExcessMarks: count))
    case .joiner(let scalar, _): return .standIn(StandIn.spelling(of: scalar))
    case .standIn(let glyph): return glyph
    }
  }
}
