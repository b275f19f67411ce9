public import JSONLines

extension RecordReading {
  /// Reads a record.
  ///
  /// - Parameter shape: nil finds out; a shape that the record doesn't have gives its tree.
  /// - Complexity: O(bytes): the record is checked once, and only what is a part is looked into.
  public init(_ bytes: Bytes, as shape: Shape? = nil) {
    let parsed = JSONNode.parsed(bytes)
    self.init(parsed, JSONMembers(of: try? parsed.get(), in: bytes), in: bytes, as: shape)
  }

  /// Reads a record that was parsed before, and whose own members are known.
  public init(
    _ parsed: Result<JSONNode, JSONSyntaxError>, _ fields: JSONMembers, in bytes: Bytes,
    as shape: Shape? = nil
  ) {
    let root: JSONNode
    switch parsed {
    case .success(let node): root = node
    case .failure(let error):
      self.init(.opaque)
      problem = error
      return
    }
    var reader = ShapeReader(bytes, root, fields)
    if let found = reader.read(as: shape) {
      self = found
    } else {
      self = reader.tree()
    }
  }

  /// The text before the answer, for finding the same prompt in another dataset: user and
  /// assistant turns, without system; white space is not folded yet. Nil where there is none.
  public func promptText(in bytes: Bytes) -> String? {
    var texts: [String] = []
    var beforeAnswer: [Part] = parts.filter { $0.response == nil && $0.role != .field }
    if responses.isEmpty, let answer = beforeAnswer.lastIndex(where: { $0.role == .assistant }) {
      beforeAnswer.removeSubrange(answer...)
    }
    if shape == .transcripts { return transcriptPrompt(in: bytes) }
    for part in beforeAnswer {
      switch part.role {
      case .user, .assistant, .prompt:
        if let text = part.node.string(in: bytes), !text.isEmpty { texts.append(text.text) }
      default: continue
      }
    }
    return texts.isEmpty ? nil : texts.joined(separator: "\n")
  }

  /// What stands before the last "\n\nAssistant:" of the chosen side, without role words.
  private func transcriptPrompt(in bytes: Bytes) -> String? {
    guard let text = parts.first?.node.string(in: bytes)?.text else { return nil }
    let turns = Transcript.turns(text)
    guard turns.count > 1 else { return nil }
    return turns.dropLast().map(\.text).joined(separator: "\n")
  }
}

/// A dialogue in one string, as in HH-RLHF: "\n\nHuman: ...\n\nAssistant: ...".
public enum Transcript {
  public struct Turn: Hashable, Sendable {
    public var isHuman: Bool
    public var text: String
  }

  public static func turns(_ text: String) -> [Turn] {
    var turns: [Turn] = []
    var lines: [Substring] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let isHuman = line.hasPrefix("Human:")
      guard isHuman || line.hasPrefix("Assistant:") else {
        lines.append(line)
        continue
      }
      close(&turns, &lines)
      turns.append(Turn(isHuman: isHuman, text: ""))
      lines = [line.drop { $0 != ":" }.dropFirst()]
    }
    close(&turns, &lines)
    return turns
  }

  private static func close(_ turns: inout [Turn], _ lines: inout [Substring]) {
    guard !turns.isEmpty else { return lines = [] }
    turns[turns.count - 1].text = trimmed(lines.joined(separator: "\n"))
    lines = []
  }

  private static func trimmed(_ text: String) -> String {
    let isSpace: (Character) -> Bool = { $0 == " " || $0.isNewline }
    let start = text.drop(while: isSpace)
    return String(start.reversed().drop(while: isSpace).reversed())
  }
}
