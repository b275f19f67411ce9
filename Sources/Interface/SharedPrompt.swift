import Curation
import JSONLines

/// The prompt that two dialogues in single strings begin with. It is shown once, and so an edit of
/// it is made on both sides.
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
    guard let end = Self.ends(in: shared).last else { return nil }
    self.twin = twin.pointer
    prompt = String(decoding: shared[..<end], as: UTF8.self)
    answer = String(decoding: own.utf8.dropFirst(end), as: UTF8.self)
    self.other = String(decoding: other.utf8.dropFirst(end), as: UTF8.self)
    if answer.allSatisfy(\.isWhitespace) { return nil }
  }

  /// The other side's text once this side's is `text`; nil if the prompt is as it was, or can't be
  /// told from the answer.
  func twinText(after text: String) -> String? {
    guard let new = newPrompt(in: text), !new.isIdentical(to: prompt) else { return nil }
    return new + other
  }

  /// The prompt in an edited text: what precedes the answer as it was, or goes to as many markers
  /// as before.
  private func newPrompt(in text: String) -> String? {
    let bytes = Array(text.utf8)
    if bytes.count >= answer.utf8.count, bytes.suffix(answer.utf8.count).elementsEqual(answer.utf8)
    {
      let before = bytes.dropLast(answer.utf8.count)
      if before.ends(with: Self.marker) { return String(decoding: before, as: UTF8.self) }
    }
    let ends = Self.ends(in: bytes)
    guard ends.count == Self.ends(in: Array((prompt + answer).utf8)).count else { return nil }
    let place = Self.ends(in: Array(prompt.utf8)).count - 1
    return String(decoding: bytes[..<ends[place]], as: UTF8.self)
  }

  private static let marker = Array("\n\nAssistant:".utf8)

  /// The ends of all markers.
  private static func ends(in text: [UInt8]) -> [Int] {
    var ends: [Int] = []
    var start = 0
    while let place = text.firstOffset(of: marker, from: start) {
      start = place + marker.count
      ends.append(start)
    }
    return ends
  }
}

extension ArraySlice<UInt8> {
  fileprivate func ends(with bytes: [UInt8]) -> Bool {
    suffix(bytes.count).elementsEqual(bytes)
  }
}
