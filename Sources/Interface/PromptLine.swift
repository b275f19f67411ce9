import Console

/// A line typed at the bottom of the screen.
struct PromptLine: Hashable, Sendable {
  enum Kind: String, Hashable, Sendable {
    case search
    case command
    case note
    case filter, sort, field
  }

  var kind: Kind
  var text: [Character]
  /// The caret stands before this character.
  var caret: Int
  /// How far back in the history it is; 0 is what is being typed.
  private var historyIndex = 0
  private var typed: [Character] = []
  /// What Tab and S-Tab go through, once it can complete no further.
  private(set) var candidates: [String] = []
  private(set) var candidate: Int?

  init(_ kind: Kind, _ text: String = "") {
    self.kind = kind
    self.text = Array(text)
    caret = self.text.count
  }

  /// What stands before the text.
  func label(in language: Language) -> String {
    func named(_ name: Phrase) -> String {
      let name = name.text(in: language)
      return name.hasSuffix(":") ? name + " " : name  // a full-width colon has its blank in it
    }
    return switch kind {
    case .search: "/"
    case .command: ":"
    case .note: named("note:")
    case .filter: "&"
    case .sort: named("sort by:")
    case .field: named("values of:")
    }
  }

  mutating func insert(_ string: String) {
    let flat = string.filter { !$0.isNewline }
    text.insert(contentsOf: flat, at: caret)
    caret += flat.count
  }

  mutating func deleteBackward() {
    guard caret > 0 else { return }
    caret -= 1
    text.remove(at: caret)
  }

  mutating func deleteForward() {
    if caret < text.count { text.remove(at: caret) }
  }

  mutating func deleteWordBackward() {
    while caret > 0, text[caret - 1] == " " { deleteBackward() }
    while caret > 0, text[caret - 1] != " " { deleteBackward() }
  }

  mutating func clear() {
    text = []
    caret = 0
  }

  mutating func move(by step: Int) { caret = min(max(0, caret + step), text.count) }
  mutating func moveToStart() { caret = 0 }
  mutating func moveToEnd() { caret = text.count }

  /// Completes the line as far as all candidates agree; then takes one after another.
  ///
  /// - Parameter step: 1, or -1 for the one before.
  mutating func complete(by step: Int, among find: (String) -> [String]) {
    if candidate == nil {
      candidates = find(String(text))
      guard !candidates.isEmpty else { return }
      let common = commonStart
      if common.count > text.count || candidates.count == 1 {
        // Behind a colon or a bracket what it stands for follows.
        let isWhole = candidates.count == 1 && common.last != ":" && common.last != "("
        text = Array(common) + (isWhole ? [" "] : [])
        caret = text.count
        return
      }
    }
    let count = candidates.count
    let next = candidate.map { ($0 + step + count) % count } ?? (step > 0 ? 0 : count - 1)
    candidate = next
    text = Array(candidates[next])
    caret = text.count
  }

  /// Takes the line as it stands for typed: Tab completes it anew.
  mutating func stopCompleting() {
    candidate = nil
    candidates = []
  }

  /// What all candidates begin with.
  private var commonStart: Substring {
    candidates.dropFirst().reduce(candidates.first?[...] ?? "") { start, other in
      start.prefix(start.commonCount(with: other))
    }
  }

  /// The candidates without the words before that all of them have.
  var candidateNames: [String] {
    let words = commonStart.lastIndex { " :(".contains($0) }.map { commonStart[...$0].count } ?? 0
    return candidates.map { String($0.dropFirst(words)) }
  }

  /// Which of the candidates' names fit in `columns` with two blanks between and dots at the ends, the
  /// one that was taken among them.
  func page(of names: [String], columns: Int) -> Range<Int> {
    let widths = names.map { DisplayWidth.columns(of: $0) + 2 }
    // Pages begin where the one before ends, so that they stand still while Tab goes through them.
    var first = 0
    while true {
      var (end, room) = (first + 1, columns - 8 - widths[first])
      while end < widths.count, widths[end] <= room {
        room -= widths[end]
        end += 1
      }
      if end > candidate ?? 0 { return first..<end }
      first = end
    }
  }

  /// Takes an earlier line (1) or a later one (-1) out of the history.
  mutating func recall(_ step: Int, from history: [String]) {
    let index = historyIndex + step
    guard index >= 0, index <= history.count else { return }
    if historyIndex == 0 { typed = text }
    historyIndex = index
    text = index == 0 ? typed : Array(history[history.count - index])
    caret = text.count
  }
}

extension Substring {
  /// Characters that both begin with.
  fileprivate func commonCount(with other: String) -> Int {
    zip(self, other).prefix { $0 == $1 }.count
  }
}
