import Analysis
import Console
import Curation
import JSONLines
import TestSupport
import Testing

@testable import Interface

/// The program without a terminal and without files: keys go in, what the model asks for is carried
/// out at once as the real program would, and noted.
struct Desk {
  var model: Model
  private(set) var effects: [Effect] = []
  private(set) var appended: [Entry] = []
  /// Whether the journal refuses to be written.
  var isDiskFull = false
  private var journalists: [Journalist]

  static let hazards = [
    ("S1", "Violent Crimes"), ("S2", "Non-Violent Crimes"), ("S7", "Privacy"), ("S10", "Hate"),
    ("S14", "Code Interpreter Abuse"),
  ].map { Model.Hazard(taxonomy: "mlcommons", code: $0.0, name: $0.1) }

  init(
    _ files: [(name: String, records: [String])], rows: Int = 24, columns: Int = 80,
    readOnly: Phrase? = nil, hazards: [Model.Hazard] = Self.hazards, link: LinkKey? = nil,
    blind: Int? = nil, keys: KeyTable = .standard, language: Language = .english
  ) {
    let panes = files.map { file in
      Pane(
        name: file.name, actor: "alice", readOnlyReason: readOnly,
        blind: blind, set: WorkingSet(ArraySource(file.records)))
    }
    journalists = files.indices.map { Journalist(journal: "j-\($0)") }
    model = Model(
      panes, rows: rows, columns: columns, hazards: hazards, themes: ["winnow-dark", "plain"],
      keys: keys, link: link, language: language)
  }

  init(_ records: String..., rows: Int = 24, columns: Int = 80) {
    self.init([("data.jsonl", records)], rows: rows, columns: columns)
  }

  /// Presses keys by name; what is no key's name is typed.
  mutating func press(_ names: String...) {
    for name in names {
      let keys = Key(name: name).map { [$0] } ?? name.unicodeScalars.map { .character($0) }
      for key in keys { take(.input(.key(key))) }
    }
  }

  /// Carries out what a program begins with.
  mutating func start() {
    for effect in model.start() { carryOut(effect) }
  }

  mutating func take(_ message: Message) {
    for effect in model.update(message) { carryOut(effect) }
  }

  private mutating func carryOut(_ effect: Effect) {
    effects.append(effect)
    if case .reopen(let pane, _, let entry) = effect {
      let set = model.panes[pane].set
      take(.reopened(pane: pane, set, drafts: [], "writing again", retrying: entry))
    }
    if case .findPartners(let number, let pane) = effect, let link = model.link {
      let found = Self.partners(
        of: number, in: model.panes[pane].set, model.panes[1 - pane].set, link)
      take(.partners(of: number, in: pane, found, isComplete: true))
    }
    if case .relate(let request, let numbers, let edition) = effect,
      let other = counterpart(of: request)
    {
      let found = numbers.map {
        ($0, other.relation(of: $0, request.set.bytes(of: $0), as: request.shape))
      }
      take(
        .related(
          pane: request.pane, edition: edition, Dictionary(uniqueKeysWithValues: found)))
    }
    if case .nextLine = effect { take(.nextLine) }
    if case .list(let request) = effect { list(request) }
    if case .survey(let request) = effect,
      let statistics = Statistics(found(request), in: request.set, as: nil)
    {
      take(.surveyed(serial: request.serial, statistics))
    }
    if case .countValues(let request, let field) = effect {
      let values = ValueCount.values(of: field, among: found(request), in: request.set, as: nil)
      take(.counted(serial: request.serial, values ?? []))
    }
    guard case .append(let pane, let draft) = effect else { return }
    if isDiskFull {
      take(
        .appendFailed(
          pane: pane, draft, "not saved: no space left", remedies: [.again, .elsewhere]))
    } else {
      appended.append(draft)
      take(.committed(pane: pane, journalists[pane].seal(draft)))
    }
  }

  /// What the background job would do, at once.
  private mutating func list(_ request: ListRequest) {
    let found = found(request)
    let sorted = request.order?.sorted(found, in: request.set, as: nil)
    take(
      .listed(
        .init(
          pane: request.pane, serial: request.serial, numbers: sorted?.numbers ?? found,
          .whole(isArbitrary: sorted?.isArbitrary ?? false))))
  }

  private func found(_ request: ListRequest) -> [RecordNumber] {
    let all = (0..<request.set.source.recordCount).map { RecordNumber(position: $0) }
    return request.query.flatMap {
      QueryMatcher($0, in: request.set, as: nil, comparedWith: counterpart(of: request))
        .matches(among: all)
    } ?? all
  }

  private func counterpart(of request: ListRequest) -> Counterpart? {
    let link = model.link ?? .prompt
    return request.other.map { other in
      Counterpart(other.set, as: other.shape) {
        Self.partners(of: $0, in: request.set, other.set, link)
      }
    }
  }

  private static func partners(
    of number: RecordNumber, in set: WorkingSet, _ other: WorkingSet, _ link: LinkKey
  ) -> [RecordNumber] {
    var (there, here) = (LinkIndex(other, by: link), LinkIndex(set, by: link))
    LinkIndex.linkVersions(&there, &here, of: (other, set))
    return there.partners(of: number, in: set)
  }

  mutating func resize(_ rows: Int, _ columns: Int) {
    take(.input(.resized(rows: rows, columns: columns)))
  }

  /// The record as it is now.
  func record(_ number: Int, pane: Int = 0) -> String {
    String(decoding: model.panes[pane].set.bytes(of: RecordNumber(number)), as: UTF8.self)
  }

  func state(_ number: Int) -> RecordState {
    model.panes[0].set.state(of: RecordNumber(number)) ?? RecordState()
  }

  func marks(_ number: Int) -> Marks { state(number).marks["alice"] ?? Marks() }

  /// The text of the last event, as the screen shows it.
  var event: String { model.event?.text.english ?? "" }
  var cursor: Int { model.panes[model.active].cursor.value }
  var screen: [String] { model.view().text }
  var text: String { screen.joined(separator: "\n") }

  /// The text in the editor; nil where it isn't open.
  var editor: TextEditor? {
    if case .editor(let state) = model.mode { state.editor } else { nil }
  }

  var typed: String? { editor?.text }

  var isBrowsing: Bool { if case .browse = model.mode { true } else { false } }
  var quits: Bool {
    effects.contains { if case .quit = $0 { true } else { false } }
  }

  var searches: [SearchRequest] {
    effects.compactMap { if case .search(let request) = $0 { request } else { nil } }
  }
}

/// Records of most shapes.
enum Sample {
  static let alpaca = #"{"instruction": "Say hello", "input": "", "output": "Hello there"}"#
  static let pair = #"{"prompt": "Which?", "chosen": "This one", "rejected": "That one"}"#
  static let ranked =
    #"{"prompt": "Best?", "responses": [{"text": "A", "rank": 1}, {"text": "B", "rank": 2}, {"text": "C", "rank": 3}, {"text": "D", "rank": 4}]}"#
  static let chat =
    #"{"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "杭州明天要带伞吗？"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "get_forecast", "arguments": "{\"city\": \"杭州\"}"}}]}, {"role": "tool", "tool_call_id": "c1", "content": "{\"rain\": 0.8}"}, {"role": "assistant", "content": "要带：有八成可能下雨。"}]}"#
  static let tree =
    #"{"task": "glossary", "entry": {"term": "chaff", "senses": [{"gloss": "husks", "zh": "糠"}, {}]}, "score": 2.50, "ok": true, "note": null}"#
  static let opaque = #"{"prompt": "cut off", "chosen": "#
  static let hostile =
    "{\"instruction\": \"a\\u001b[31mred\\u001b]0;title\\u0007 \\u202Egpj.exe\\u202c pay\\u200bpal \\u009b31m\", \"input\": \"\", \"output\": \"tag \u{E0041}\u{E0042} \u{7F}null\\u0000 \\ud800 lone\", \"\\u001b]0;key\\u0007\": 1}"
  static let chinese =
    #"{"instruction": "把下面的句子翻译成自然的英文。", "input": "塞翁失马，焉知非福。", "output": "直译是“When the old man at the frontier lost his horse, who could have known it was not good fortune?”，日常语境里更自然的说法是 A setback may turn out to be a blessing in disguise。这一句来自《淮南子》，讲的是祸福相依的道理。"}"#
}
