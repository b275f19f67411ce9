import Curation
import JSONLines

extension Rule {
  static let c15 = Rule(
    "C15", .error, "placeholders and media differ in number",
    """
    Each <image>, <video> or <audio> in the text stands for one of the images, videos or audios. A
    record without such a list isn't looked at; `--for` says what its trainer does with a tag alone.
    """,
    mistakes: "A text that speaks of the tag itself."
  ) { $0.unbalancedMedia }
}

extension CheckedRecord {
  /// The kinds of media that placeholders stand for, and the keys of their lists.
  private static let media: [(kind: String, list: JSONKey)] = [
    ("image", "images"), ("video", "videos"), ("audio", "audios"),
  ]

  /// Spots for lists of media whose count differs from that of the placeholders, which are
  /// `<image>` in a text, or typed parts.
  var unbalancedMedia: [Spot] {
    Self.media.compactMap { kind, key -> Spot? in
      guard let list = fields[key], list.kind == .array else { return nil }
      let media = list.elements(in: bytes).count
      let marker = Array("<\(kind)>".utf8)
      let marks =
        texts.reduce(0) { $0 + $1.utf8.occurrences(of: marker) } + placeholders(of: kind)
      return marks == media
        ? nil
        : Spot(
          "\(marks) <\(kind)> for \(media) \(kind)s", at: JSONPointer(key: key))
    }
  }

  /// A placeholder in a record without a list of media of its kind.
  var placeholderAlone: Spot? {
    for (kind, key) in Self.media where fields[key] == nil {
      let marker = Array("<\(kind)>".utf8)
      guard let text = texts.first(where: { $0.utf8.firstOffset(of: marker) != nil }) else {
        continue
      }
      return Spot("<\(kind)> and no \(key.text)", at: text.pointer)
    }
    return nil
  }

  /// All turns, those that both sides of a pair begin with only once.
  private var turnsOnce: [Turn] {
    let sides = conversations.filter(\.isContinuation)
    guard sides.count == 2 else { return turns }
    let shared = zip(sides[0].turns, sides[1].turns).prefix { a, b in
      a.node.isSame(as: b.node, in: bytes)
    }
    let again = Set(shared.map { $0.1.node.range.lowerBound })
    return turns.filter { !again.contains($0.node.range.lowerBound) }
  }

  /// The number of typed parts that stand for a medium: `{"type": "image"}`.
  private func placeholders(of kind: String) -> Int {
    turnsOnce.reduce(0) { sum, turn in
      sum + contentParts(of: turn).count { $0.type == kind || $0.type == kind + "_url" }
    }
  }
}
