public import JSONLines

/// The turns and texts of a record as one text to be edited freely, and the command that an edited
/// text amounts to.
///
///     === /messages/0 system
///     Be brief.
///
///     === /messages/1 user
///     What is chaff?
///
/// Deleting, moving or duplicating a block deletes, moves or duplicates its turn; `=== + user`
/// begins a new turn, and another role in a heading changes the role. A turn whose content isn't a
/// string is written as JSON. A line of a text that looks like a heading gets a backslash before
/// it.
public struct ConversationText: Hashable, Sendable {
  private struct Block: Hashable {
    /// Points to a turn in a list or to another text; nil for a new turn.
    var pointer: JSONPointer?
    var role: String?
    var isJSON = false
    var text: String
  }

  public enum Problem: Error, Hashable, Sendable {
    /// A heading that names nothing in the record, or isn't well-formed.
    case unknown(line: Int, String)
    /// A text that isn't a turn occurs twice.
    case twice(line: Int, JSONPointer)
    case notJSON(line: Int, JSONSyntaxError)
    /// A new turn where the record has no list of turns.
    case noList(line: Int)
    /// The text has no heading at all.
    case noHeading
  }

  private let value: JSONValue
  private let blocks: [Block]
  private let lists: [JSONPointer]

  /// Nil if the record has no texts, isn't JSON, or repeats a key at its top level, or if a text
  /// outside of turns isn't valid Unicode.
  public init?(_ reading: RecordReading, _ bytes: Bytes) {
    guard let value = try? JSONValue.parse(bytes), !value.hasDuplicateMembers else { return nil }
    var blocks: [Block] = []
    var lists: [JSONPointer] = []
    for part in reading.parts where part.role != .field {
      if let place = TurnPlace(part.pointer, in: value),
        lists.contains(place.list)
          || place.turns.allSatisfy({ $0.member(of: TurnPlace.roleNames) != nil })
      {
        guard !lists.contains(place.list) else { continue }
        lists.append(place.list)
        blocks += place.turns.indices.map { Self.block(place.turns[$0], at: place.pointer($0)) }
      } else if let text = (try? value.value(at: part.pointer))?.string {
        guard JSONString(text.text) == text, !part.pointer.description.contains(where: \.isNewline)
        else { return nil }
        blocks.append(Block(pointer: part.pointer, text: text.text))
      }
    }
    guard !blocks.isEmpty else { return nil }
    (self.value, self.blocks, self.lists) = (value, blocks, lists)
  }

  private static func block(_ turn: JSONValue, at pointer: JSONPointer) -> Block {
    let role = turn.member(of: TurnPlace.roleNames).flatMap { turn[$0]?.string?.text }
    if let role, !role.contains(where: \.isWhitespace),
      let key = turn.member(of: TurnPlace.textNames),
      let text = turn[key]?.string, JSONString(text.text) == text
    {
      return Block(pointer: pointer, role: role, text: text.text)
    }
    return Block(pointer: pointer, isJSON: true, text: turn.json)
  }

  // MARK: - Text

  public var text: String {
    let note =
      "Each \"=== \" begins a turn; \"=== + user\" begins a new one; lines above are ignored.\n\n"
    return note
      + blocks.map { Self.heading($0) + "\n" + Self.escaped($0.text) }
      .joined(separator: "\n\n") + "\n"
  }

  private static let mark = "=== "

  private static func heading(_ block: Block) -> String {
    let words = [block.pointer?.description ?? "+", block.role, block.isJSON ? "as JSON" : nil]
    return mark + words.compactMap(\.self).joined(separator: " ")
  }

  private static func isHeading(_ line: Substring) -> Bool {
    line.drop { $0 == "\\" }.hasPrefix(mark)
  }

  private static func escaped(_ text: String) -> String {
    text.lines.map { isHeading($0) ? "\\" + $0 : String($0) }.joined(separator: "\n")
  }

  // MARK: - Reading

  /// The patch that makes the record say what an edited text says.
  public func command(from text: String) throws(Problem) -> Command {
    var new = value
    var seen: Set<JSONPointer> = []
    var elements: [JSONPointer: [JSONValue]] = [:]
    var list = lists.first
    let read = try read(text)
    if read.isEmpty { throw .noHeading }
    for (line, block) in read {
      guard let pointer = block.pointer else {
        guard let here = list else { throw .noList(line: line) }
        elements[here, default: []].append(try turn(block, like: here, line))
        continue
      }
      if let parent = pointer.parent, lists.contains(parent) {
        list = parent
        elements[parent, default: []].append(try turn(block, at: pointer, line))
      } else {
        guard blocks.contains(where: { $0.pointer == pointer }) else {
          throw .unknown(line: line, pointer.description)
        }
        guard seen.insert(pointer).inserted else { throw .twice(line: line, pointer) }
        new = new.setting(.text(block.text), at: pointer)
      }
    }
    for list in lists { new = new.setting(.array(elements[list] ?? []), at: list) }
    return .patch(value.patch(to: new))
  }

  private func turn(
    _ block: Block, at pointer: JSONPointer, _ line: Int
  ) throws(Problem) -> JSONValue {
    guard let old = try? value.value(at: pointer) else {
      throw .unknown(line: line, pointer.description)
    }
    if block.isJSON {
      do { return try JSONValue.parse(block.text) } catch { throw .notJSON(line: line, error) }
    }
    guard let key = old.member(of: TurnPlace.textNames),
      let role = old.member(of: TurnPlace.roleNames)
    else { throw .unknown(line: line, pointer.description) }
    let said = old.replacing(key, .text(block.text))
    guard let new = block.role, new != old[role]?.string?.text else { return said }
    return said.replacing(role, .text(spelling(of: new, in: pointer)))
  }

  private func turn(
    _ block: Block, like list: JSONPointer, _ line: Int
  ) throws(Problem) -> JSONValue {
    guard let role = block.role, case .array(let turns)? = try? value.value(at: list),
      let empty = turns.first?.emptyTurn(role: spelling(of: role, in: list.appending(0))),
      let key = empty.member(of: TurnPlace.textNames)
    else { throw .noList(line: line) }
    return empty.replacing(key, .text(block.text))
  }

  /// A role as the list with the turn at `pointer` spells it.
  private func spelling(of role: String, in pointer: JSONPointer) -> String {
    TurnPlace(pointer, in: value)?.spelling(of: role) ?? role
  }

  /// The blocks of a text, each with the line of its heading, from 1.
  private func read(_ text: String) throws(Problem) -> [(Int, Block)] {
    let known = Set(blocks.compactMap { $0.pointer?.description })
    var found: [(Int, Block)] = []
    var body: [Substring] = []
    func close() {
      guard !found.isEmpty else { return }
      // Drops the empty line before the next heading, or the line break at the end of the text.
      if body.last == "" { body.removeLast() }
      found[found.count - 1].1.text = body.joined(separator: "\n")
    }
    for (index, line) in text.lines.enumerated() {
      guard line.hasPrefix(Self.mark) else {
        body.append(Self.isHeading(line) ? line.dropFirst() : line)
        continue
      }
      close()
      body = []
      found.append((index + 1, try Self.block(line.dropFirst(Self.mark.count), index + 1, known)))
    }
    close()
    return found
  }

  /// - Parameter known: the record's pointers, which may have spaces in them.
  private static func block(
    _ heading: Substring, _ line: Int, _ known: Set<String>
  ) throws(Problem) -> Block {
    var words = heading.split(separator: " ")
    let spaced = [
      heading, heading.dropLast(" as JSON".count),
      heading.lastIndex(of: " ").map { heading[..<$0] } ?? heading,
    ].first { known.contains(String($0)) }
    if let spaced { words = [spaced] + heading.dropFirst(spaced.count).split(separator: " ") }
    guard let first = words.first else { throw .unknown(line: line, "") }
    if first == "+" {
      guard words.count == 2 else { throw .unknown(line: line, String(heading)) }
      return Block(role: String(words[1]), text: "")
    }
    guard let pointer = JSONPointer(String(first)) else {
      throw .unknown(line: line, String(first))
    }
    let rest = words.dropFirst()
    if rest.elementsEqual(["as", "JSON"]) {
      return Block(pointer: pointer, isJSON: true, text: "")
    }
    guard rest.count < 2 else { throw .unknown(line: line, String(heading)) }
    return Block(pointer: pointer, role: rest.first.map(String.init), text: "")
  }
}

extension JSONValue {
  /// A copy with the value at `pointer`, which must exist, replaced.
  fileprivate func setting(_ new: JSONValue, at pointer: JSONPointer) -> JSONValue {
    var value = self
    do { try value.apply([.replace(pointer, new)]) { _, _ in nil } } catch { return self }
    return value
  }
}
