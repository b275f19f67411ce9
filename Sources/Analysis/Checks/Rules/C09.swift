import Curation
import JSONLines

extension Rule {
  static let c09 = Rule(
    "C09", .warning, "an empty turn",
    "A turn with nothing but white space teaches to say nothing.",
    mistakes: "An answer that is silence on purpose, as after a farewell.", needs: .turns
  ) { record in
    record.turns.compactMap { turn in
      guard let content = turn.content, content.isBlank(in: record.bytes),
        !turn.isCall
      else { return nil }
      return Spot("\(turn.role ?? "turn") says nothing", at: turn.contentPointer)
    }
  }
}

extension JSONNode {
  /// Whether this is a string of white space only, or a list of such typed parts.
  fileprivate func isBlank(in bytes: Bytes) -> Bool {
    if kind == .array {
      return elements(in: bytes).allSatisfy {
        $0.member("text", in: bytes)?.isBlank(in: bytes) == true
      }
    }
    guard kind == .string else { return false }
    // The first byte rules out most texts.
    let first = bytes[range.lowerBound + 1]
    if range.count > 2, !first.mayBeginSpace, first != UInt8(ascii: "\\") { return false }
    return text(in: bytes)?.allSatisfy(\.isWhitespace) == true
  }
}
