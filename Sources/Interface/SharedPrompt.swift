import Curation
import JSONLines

/// The prompt that two dialogues in single strings begin with. It is shown once, and so an edit of it
/// is made on both sides.
struct SharedPrompt: Hashable, Sendable {
  /// The other side.
  let twin: JSONPointer
  private let prompt: String
  /// What follows the prompt on this side, and on the other.
  private let answer: String
  private let other: String

  /// Nil if the part isn't a side of such a pair.
  init?(_ part: Part, in reading: RecordReading, _ bytes: Bytes) {
    guard reading.shape == .transcripts, part.response != nil,
      let twin = reading.parts.first(where: {
        $0.response != nil && $0.response != part.response
      }),
      let own = part.node.text(in: bytes), let other = twin.node.text(in: bytes)
    else { return nil }
    let shared = Array(zip(own.utf8, other.utf8).prefix { $0 == $1 }.map(\.0))
    let marker = Array("\n\nAssistant:".utf8)
    var end = shared.count
    while end >= marker.count, !shared[..<end].ends(with: marker) { end -= 1 }
    guard end >= marker.count else { return nil }
    self.twin = twin.pointer
    prompt = String(decoding: shared[..<end], as: UTF8.self)
    answer = String(decoding: own.utf8.dropFirst(end), as: UTF8.self)
    self.other = String(decoding: other.utf8.dropFirst(end), as: UTF8.self)
    if answer.allSatisfy(\.isWhitespace) { return nil }
  }

  /// The other side's text once this side's is `text`; nil if only the answer was edited, or prompt
  /// and answer both.
  func twinText(after text: String) -> String? {
    guard !text.utf8.starts(with: prompt.utf8),
      text.utf8.suffix(answer.utf8.count).elementsEqual(answer.utf8)
    else { return nil }
    return String(decoding: text.utf8.dropLast(answer.utf8.count), as: UTF8.self) + other
  }
}

extension ArraySlice<UInt8> {
  fileprivate func ends(with bytes: [UInt8]) -> Bool {
    suffix(bytes.count).elementsEqual(bytes)
  }
}
