import Curation
import JSONLines

/// What a trainer's loader decides by its first record, and what it can't read together with
/// others. Records are taken in order.
struct TrainerPass {
  private let trainer: Trainer
  private var first: (number: RecordNumber, form: String)?
  /// The type of each tool's argument in the first record that has it.
  private var arguments: [String: (kind: JSONNode.Kind, number: RecordNumber)] = [:]

  /// The number of records with each label.
  private var labels = (good: 0, bad: 0)
  /// The types of all columns, where these have to be the same.
  private var kinds = KindsLook()
  /// The members of the objects at each place, where all get those of the others.
  private var members: [String: Set<String>] = [:]
  /// As many are noted of each place: arguments may have any keys.
  private static let memberLimit = 1000

  /// What a record contributes to the comparison.
  struct Facts: Sendable {
    /// The record's form, such as `messages`, `alpaca` or a pair with a prompt; nil if it doesn't
    /// matter.
    var form: String?
    /// The arguments of tool calls, if they are objects: tool and argument, and its type.
    var arguments: [(name: String, kind: JSONNode.Kind)] = []
    /// Whether the answer is labelled good; nil without a label.
    var label: Bool?
    /// If all records have to have the same types: the record's layout and bytes.
    var layout: (hash: UInt64, bytes: Bytes)?
    /// The members of its objects that are given those of others.
    var objects = ObjectMembers()
  }

  init(_ trainer: Trainer) { self.trainer = trainer }

  /// The record's findings given the records before it: those for it alone, or worse.
  mutating func take(_ facts: Facts, _ found: [Finding]) -> [Finding] {
    if let isGood = facts.label {
      if isGood { labels.good += 1 } else { labels.bad += 1 }
    }
    guard var fate = found.first, fate.outcome != .crash else { return found }
    if let layout = facts.layout, let other = kinds.take(layout.hash, layout.bytes).first {
      fate = fate.replaced(.crash, "F11", other.message)
      fate.pointer = other.pointer
      return [fate]
    }
    guard [.kept, .changed, .truncated].contains(fate.outcome) else { return found }
    if let form = facts.form {
      let first = first ?? (fate.record ?? RecordNumber(1), form)
      self.first = first
      if first.form != form {
        fate = fate.replaced(
          trainer.outcome(of: form, after: first.form), trainer.formRule,
          "\(form), where \(first.number) is \(first.form)")
      }
    }
    for argument in facts.arguments where argument.kind != .null {
      guard let before = arguments[argument.name] else {
        arguments[argument.name] = (argument.kind, fate.record ?? RecordNumber(1))
        continue
      }
      guard before.kind != argument.kind, fate.outcome == .kept else { continue }
      fate = fate.replaced(
        .kept, "A2",
        "the argument \(argument.name) is of type \(argument.kind), in \(before.number) of \(before.kind): older datasets fail"
      )
      fate.severity = .warning
    }
    if let lacking = lacking(facts.objects), fate.outcome == .kept || fate.rule == "L9" {
      fate = fate.replaced(.changed, "L10", lacking)
    }
    return [fate] + found.dropFirst()
  }

  /// Says which member some objects of this record or those before lack.
  private mutating func lacking(_ objects: ObjectMembers) -> String? {
    var said: String?
    for (place, found) in objects.places.sorted(by: { $0.key < $1.key }) {
      let known = members[place] ?? found.all
      if let name = found.all.symmetricDifference(known).union(found.missing).min() {
        said =
          said
          ?? "not all objects in \(place) have \"\(name)\": the others are taught with null for it"
      }
      if known.count < Self.memberLimit { members[place] = known.union(found.all) }
    }
    return said
  }

  /// The findings that need all records.
  func end() -> [Finding] {
    let (good, bad) = labels
    guard good + bad > 0 else { return [] }
    if good == 0 || bad == 0 {
      return [notice(good == 0 ? "all labels are false" : "all labels are true")]
    }
    // TRL advises weights that bring good to bad to between 1:1 and 4:3.
    let ratio = Double(good) / Double(bad)
    guard trainer == .trlKTO, ratio < 1 || ratio > 4.0 / 3 else { return [] }
    return [notice("\(good) true, \(bad) false: weights should bring them to 1:1 to 4:3")]
  }

  private func notice(_ message: String) -> Finding {
    Finding(
      rule: trainer == .trlKTO ? "T7" : "L6", severity: .warning, record: nil, pointer: nil,
      range: nil, message: message)
  }
}

extension Trainer {
  /// What becomes of a record that has another form than the first.
  fileprivate func outcome(of form: String, after first: String) -> Outcome {
    // Its text is trained on, but without a token that ends it.
    if library == .trl {
      let isText =
        form == "text" && first == "messages"
        || form == first.replacing("of messages", with: "of texts")
      return isText ? .changed : .crash
    }
    if self == .msSwift { return .dropped }
    if self == .axolotl {
      // Columns that a strategy doesn't find are null: no example, or one of "None".
      if ["alpaca", "text"].contains(first) { return .dropped }
      return ["a preference", "an answer with a label"].contains(first) ? .changed : .crash
    }
    if first == "alpaca" { return .dropped }
    // LLaMA-Factory's loader knows one spelling of ShareGPT, and drops records in the other.
    let isSpelling = form.prefix { $0 != " " } == first.prefix { $0 != " " }
    return isSpelling ? .dropped : .crash
  }

  /// The rule that all records must have the same form.
  fileprivate var formRule: String {
    switch library {
    case .trl: "T2"
    case .llamaFactory: "L0"
    case .axolotl: "A0"
    case .msSwift: "M0"
    case .openai: "O0"
    case .torchtune: "V0"
    }
  }

  /// What a record contributes to the comparison with others.
  ///
  /// - Parameter columns: those of all records; nil if only this one is known.
  func facts(of record: CheckedRecord, among columns: Columns? = nil) -> TrainerPass.Facts {
    var facts = TrainerPass.Facts()
    switch library {
    case .trl:
      facts.form = record.trlForm(self)
      if self == .trlKTO { facts.label = record.fields["label"].flatMap(record.truth) }
    case .llamaFactory:
      if self == .llamaFactoryKTO {
        facts.label = record.fields[record.ktoTag].flatMap(record.truth)
      }
      if record.root != nil { facts.layout = (RecordFacts.layout(of: record), record.bytes) }
      facts.objects.add(record.fields["tools"], "tools", in: record.bytes)
      for call in record.calls { facts.objects.add(call.arguments, "arguments", in: record.bytes) }
      let isOpenAI = record.dialogue?.turns.contains { $0.role == "assistant" } == true
      facts.form = record.form.map { $0 + (isOpenAI ? " with user and assistant" : "") }
    case .axolotl:
      facts.form =
        record.reading.hasColumns
        ? "a preference"
        : record.isThere("label") && record.isThere("completion")
          ? "an answer with a label" : record.form
      for call in record.calls {
        guard let node = call.arguments, node.kind == .object else { continue }
        for member in node.members(in: record.bytes, limit: 100) {
          let name = JSONString(raw: record.bytes, member.key).text
          facts.arguments.append(("\(call.name ?? "?").\(name)", member.value.kind))
        }
      }
    case .openai:
      facts.form = record.fields["preferred_output"] != nil ? "a preference" : "messages"
    case .msSwift: facts.form = columns == nil ? record.swiftForm : nil
    case .torchtune:
      facts.form =
        record.isThere("chosen") && record.isThere("rejected")
        ? "a pair" : record.form ?? "a question"
    }
    return facts
  }
}

extension CheckedRecord {
  /// The form that a loader's columns are named after: the list of turns, Alpaca's instruction, or
  /// a text.
  fileprivate var form: String? {
    dialogue?.name ?? (fields["instruction"] != nil ? "alpaca" : isString("text") ? "text" : nil)
  }
}

extension Finding {
  fileprivate func replaced(_ outcome: Outcome, _ rule: String, _ message: String) -> Finding {
    var finding = self
    (finding.outcome, finding.rule, finding.message) = (outcome, rule, message)
    finding.severity = outcome == .changed ? .warning : .error
    return finding
  }
}
