import Console
import Curation
import JSONLines

/// A structured value in readable form: a line per member, indented by depth. JSON inside a string,
/// as in tool calls, is expanded too; if it is invalid, the error is shown.
struct ValueTree {
  private(set) var blocks: [Flow.Block] = []
  private let part: Int
  private let language: Language

  /// The size in bytes above which a value is shown as JSON.
  private static let byteLimit = 64 << 10
  /// The size in bytes up to which a value is shown on one line.
  private static let lineBytes = 60
  private static let lineLimit = 2_000

  /// Names of members that hold JSON in a string by convention.
  private static let embedded: Set<String> = [
    "arguments", "tools", "functions", "parameters", "function_call", "tool_call", "tool_calls",
  ]

  /// Returns nil if the part is better shown unexpanded: a text, a scalar, or a very short or long
  /// value.
  init?(_ part: Part, at index: Int, in bytes: Bytes, _ language: Language) {
    guard part.node.range.count <= Self.byteLimit else { return nil }
    self.part = index
    self.language = language
    switch part.node.kind {
    case .object, .array:
      let isCall = Part.Role.calls.contains(part.name)
      guard part.node.range.count > Self.lineBytes || part.role == .tool || isCall else {
        return nil
      }
      addChildren(of: part.node, in: bytes, depth: 0)
    case .string:
      // A typed part is named by its turn and its type: `assistant tool_call`.
      let isCall = Self.embedded.contains(
        part.name.split(separator: " ").last.map(String.init) ?? "")
      guard isCall || part.role == .tool else { return nil }
      guard addEmbedded(part.node, in: bytes, depth: 0, isRequired: isCall) else { return nil }
    default: return nil
    }
    if blocks.isEmpty || blocks.count > Self.lineLimit { return nil }
  }

  /// Expands JSON inside a string. If `isRequired` and it isn't valid, adds the text and the error
  /// instead. Returns whether anything was added.
  private mutating func addEmbedded(
    _ node: JSONNode, in bytes: Bytes, depth: Int, isRequired: Bool
  ) -> Bool {
    guard let text = node.string(in: bytes), !text.isEmpty else { return false }
    var inner = Bytes(text.wtf8)
    if isRequired, let (reasoning, rest) = Self.reasoning(before: inner) {
      add(nil, TextSource(plain: reasoning), .dim, depth)
      inner = rest
    }
    do {
      let root = try JSONNode.parse(inner)
      guard root.kind == .object || root.kind == .array else { return false }
      addChildren(of: root, in: inner, depth: depth)
    } catch {
      guard isRequired else { return false }
      add(nil, TextSource(node, in: bytes), .string, depth)
      add(nil, TextSource(error.phrase.text(in: language)), .warning, depth)
    }
    return true
  }

  /// Splits off the `<think>` section that LLaMA-Factory accepts before the JSON of a call; nil if
  /// there is none.
  private static func reasoning(before call: Bytes) -> (reasoning: Bytes, rest: Bytes)? {
    let (open, close) = (Array("<think>".utf8), Array("</think>".utf8))
    guard call.starts(with: open), let end = call.firstOffset(of: close) else { return nil }
    let thought = call.trimmed(open.count..<end)
    return (call.slice(thought), call.slice(end + close.count..<call.count))
  }

  private mutating func addChildren(of node: JSONNode, in bytes: Bytes, depth: Int) {
    switch node.kind {
    case .object:
      for member in node.members(in: bytes, limit: Self.lineLimit) {
        let name = JSONString(raw: bytes, member.key).text
        add(name, member.value, in: bytes, depth)
      }
    case .array:
      for (index, element) in node.elements(in: bytes, limit: Self.lineLimit).enumerated() {
        add("[\(index)]", element, in: bytes, depth)
      }
    default: break
    }
  }

  private mutating func add(_ name: String, _ node: JSONNode, in bytes: Bytes, _ depth: Int) {
    guard blocks.count <= Self.lineLimit else { return }
    switch node.kind {
    case .object, .array:
      if fitsLine(node, in: bytes) {
        add(name, TextSource(node, in: bytes), .plain, depth)
      } else {
        add(name, TextSource(""), .plain, depth)
        addChildren(of: node, in: bytes, depth: depth + 1)
      }
    case .string:
      let place = blocks.count
      if Self.embedded.contains(name),
        addEmbedded(node, in: bytes, depth: depth + 1, isRequired: true)
      {
        blocks.insert(block(name, TextSource(""), .plain, depth), at: place)
      } else {
        add(name, placeholder(node, in: bytes) ?? TextSource(node, in: bytes), .string, depth)
      }
    default: add(name, TextSource(node, in: bytes), node.tone, depth)
    }
  }

  /// Whether a list or object is short, and has no escapes, which may mean JSON in a string.
  private func fitsLine(_ node: JSONNode, in bytes: Bytes) -> Bool {
    node.range.count <= Self.lineBytes
      && bytes.firstOffset(of: UInt8(ascii: "\\"), in: node.range) == nil
  }

  /// Returns a note in place of a data URI, `data:image/png;base64,...`, with its type and length;
  /// nil for any other string.
  private func placeholder(_ node: JSONNode, in bytes: Bytes) -> TextSource? {
    let text = bytes.slice(node.range).dropFirst()
    guard node.range.count > 100, text.starts(with: Array("data:".utf8)),
      let comma = text.prefix(80).firstIndex(of: UInt8(ascii: ","))
    else { return nil }
    let kind = String(decoding: text.prefix { $0 != UInt8(ascii: ",") }, as: UTF8.self)
    let note: Phrase = "(\(kind), \(grouped(node.range.count - comma - 2)) characters)"
    return TextSource(note.text(in: language))
  }

  private mutating func add(_ name: String?, _ source: TextSource, _ tone: Tone, _ depth: Int) {
    blocks.append(block(name, source, tone, depth))
  }

  private func block(
    _ name: String?, _ source: TextSource, _ tone: Tone, _ depth: Int
  ) -> Flow.Block {
    let indent = String(repeating: " ", count: 2 * min(depth, 20))
    return .init(
      kind: name.map { .field(indent + $0) } ?? .text, tone: tone, source: source, part: part)
  }
}
