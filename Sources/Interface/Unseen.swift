import Console
import Curation
import JSONLines

/// The content of a record's texts that a reader can't see.
struct Unseen: Hashable, Sendable {
  /// The number of hidden characters: controls, zero-width and direction marks, tags, and
  /// replacement characters.
  private(set) var hidden = 0
  /// The number of blanks before the end of a line or text.
  private(set) var trailing = 0
  /// Whether accented letters occur both composed and decomposed.
  var isMixed: Bool { hasComposed && hasDecomposed }

  private var hasComposed = false
  private var hasDecomposed = false

  init(_ reading: RecordReading, _ bytes: Bytes) {
    guard bytes.count <= PageDiff.byteLimit else { return }
    for part in reading.parts where part.node.kind == .string {
      part.node.withText(in: bytes) { add($0) }
    }
  }

  private mutating func add(_ text: EncodedText) {
    var blanks = 0
    text.forEachCodePoint { point in
      switch point {
      case 0x20: blanks += 1
      case 0x0A:
        trailing += blanks
        blanks = 0
      default:
        blanks = 0
        if point >= 0x7F || point < 0x20 { look(at: point) }
      }
    }
    trailing += blanks
  }

  private mutating func look(at point: UInt32) {
    switch point {
    case 0x09, 0x0D: return
    case 0xC0...0x24F, 0x1E00...0x1EFF: hasComposed = true
    case 0x300...0x36F: hasDecomposed = true
    default: if Glyph.isHidden(point) { hidden += 1 }
    }
  }

  /// The descriptions shown beside the record.
  var phrases: [Phrase] {
    var phrases: [Phrase] = []
    if hidden > 0 {
      phrases.append(hidden == 1 ? "1 hidden character" : "\(hidden) hidden characters")
    }
    if trailing > 0 {
      phrases.append(trailing == 1 ? "1 trailing space" : "\(trailing) trailing spaces")
    }
    if isMixed { phrases.append("mixed Unicode forms") }
    return phrases
  }
}
