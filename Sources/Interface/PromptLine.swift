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
  /// What Tab goes through, once it can complete no further.
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
  mutating func complete(among find: (String) -> [String]) {
    if candidate == nil {
      candidates = find(String(text))
      guard let first = candidates.first else { return }
      var common = first[...]
      for other in candidates { common = common.prefix(common.commonCount(with: other)) }
      if common.count > text.count || candidates.count == 1 {
        text = Array(common) + (candidates.count == 1 ? [" "] : [])
        caret = text.count
        return
      }
    }
    let next = candidate.map { ($0 + 1) % candidates.count } ?? 0
    candidate = next
    text = Array(candidates[next])
    caret = text.count
  }

  /// Takes the line as it stands for typed: Tab completes it anew.
  mutating func stopCompleting() {
    candidate = nil
    candidates = []
  }

  /// The candidates that fit in `columns`, the one that was taken among them.
  func candidateText(columns: Int) -> String {
    guard candidates.count > 1 else { return "" }
    let here = candidate ?? 0
    func text(_ first: Int, _ last: Int) -> String {
      (first > 0 ? "... " : "") + candidates[first...last].joined(separator: "  ")
        + (last + 1 < candidates.count ? " ..." : "")
    }
    // Pages begin where the one before ends, so that they stand still while Tab goes through them.
    var first = 0
    while true {
      var last = first
      while last + 1 < candidates.count, text(first, last + 1).count <= columns { last += 1 }
      if last >= here { return text(first, last) }
      first = last + 1
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
