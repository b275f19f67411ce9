import Analysis
import ArgumentParser
import Curation
import Glibc
import Interface
import JSONLines
import Storage

struct Judge: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Let a language model suggest flags, verdicts, orders and ratings.",
    discussion: """
      The model is asked through an OpenAI-compatible server: vLLM, Ollama, llama.cpp and others. \
      What it suggests is kept beside the dataset's journals, and shown on the screen until a person \
      agrees (+) or refuses (-); nothing is applied by itself. Without --send it prints the first \
      prompt and sends nothing. The same command goes on where it was interrupted. A key for the \
      server is taken from the variable WINNOW_API_KEY. This needs the program curl.
      """)

  @OptionGroup var records: RecordOptions
  @Option(help: "The server, up to the version: http://localhost:8000/v1") var url: String?
  @Option(help: "The model's name on that server.") var model: String?
  @Flag(help: "Send the records to the server.") var send = false
  @Option(
    help: "A file with the prompt: {{text}} or {{record}} is the record, {{categories}} the harms.",
    completion: .file())
  var template: String?
  @Flag(name: .customLong("print-template"), help: "Print the prompt's own template.")
  var printTemplate = false
  @Option(name: .shortAndLong, help: "Where the suggestions go, in place of beside the journals.")
  var output: String?
  @Option(name: .customLong("per-minute"), help: "At most so many records a minute.")
  var perMinute: Int?
  @Option(help: "How many records are with the server at a time.") var parallel = 1
  @Option(help: "Seconds to wait for an answer.") var timeout = 120
  @Flag(
    help: .json(
      "With --send, one JSON object at the end.",
      [
        "judged": "how many records were", "suggested": "how many suggestions there are of them",
        "misunderstood": "how many answers weren't what was asked for",
        "before": "how many records were judged earlier",
        "output": "the path of the file with the suggestions",
      ])) var json = false

  func run() throws {
    if printTemplate {
      return Output.write(PackageResources.template_txt)
    }
    if output == "-" {
      throw Failure(.usage, "-o is a file: what is judged before is read from it")
    }
    if let output, PackedEnding(of: output) != nil {
      throw Failure(
        .usage, "what is judged is added line by line, not packed: name -o without .gz or .zst")
    }
    guard (1...64).contains(parallel), perMinute ?? 1 > 0, timeout > 0 else {
      throw Failure(.usage, "--parallel is 1 to 64, --per-minute and --timeout at least 1")
    }
    let prompt = try prompt()
    let (workspace, numbers) = try records.open(isWriting: false, orAll: true)
    guard send else { return try showFirst(prompt, numbers, workspace) }
    guard let url, let model, url.hasPrefix("http://") || url.hasPrefix("https://") else {
      throw Failure(.usage, "say --url http://... and --model NAME")
    }
    if output == nil { try Suggestions.refuseInput(records.dataset.file) }
    let judging = try Judging(
      prompt: prompt, workspace: workspace, url: Self.endpoint(url), model: model,
      timeout: timeout, log: try output ?? Suggestions.path("judge-\(model)", for: workspace))
    try judging.judge(numbers, parallel: parallel, perMinute: perMinute)
    judging.say(json: json)
    if judging.understoodNothing { throw Status.findings.exitCode }
  }

  private func prompt() throws -> JudgePrompt {
    let text = try template.map { String(decoding: try WholeFile.read($0), as: UTF8.self) }
    let categories = Taxonomies.hazards().filter { $0.taxonomy == HazardFlag.Key.standardTaxonomy }
      .map { "\($0.code) \($0.name)" }.joined(separator: "\n")
    let own = String(decoding: PackageResources.template_txt, as: UTF8.self)
    guard let prompt = JudgePrompt(template: text ?? own, categories: categories) else {
      throw Failure(
        .usage, "the template needs {{text}} or {{record}}, where the record is to stand")
    }
    return prompt
  }

  private func showFirst(
    _ prompt: JudgePrompt, _ numbers: [RecordNumber], _ workspace: Workspace
  ) throws {
    guard let first = numbers.first(where: workspace.set.source.contains) else {
      return Output.complain("no record matches")
    }
    Output.line(prompt.text(for: workspace.reading(of: first), workspace.set.bytes(of: first)))
    Output.complain(
      "this is what would be asked about \(first); --send asks about "
        + counted(numbers.count, "record"))
  }

  private static func endpoint(_ url: String) -> String {
    let base = url.hasSuffix("/") ? String(url.dropLast()) : url
    return base.hasSuffix("/chat/completions") ? base : base + "/chat/completions"
  }
}

/// Sends records to a model and collects its suggestions.
private final class Judging {
  private let prompt: JudgePrompt
  private let workspace: Workspace
  private let url: String
  private let model: String
  private let timeout: Int
  private let path: String
  private let log: LineLog
  private let known = Taxonomies.lookup()
  /// The records judged before this session.
  private var done: Set<RecordNumber> = []
  /// The hashes of records that were judged.
  private var doneBases: Set<ContentHash> = []
  /// Whether the server has answered at all.
  private var hasAnswered = false
  /// Whether the server has taken a record.
  private var isTaken = false
  /// The statuses that tell of a fault in the record itself, such as its length.
  private static let recordsFaults: Set<Int> = [400, 413, 422]
  private var judged = 0
  private var suggested = 0
  private var misunderstood = 0

  /// The number of misunderstood answers to report.
  private static let toldProblems = 5
  private static let attempts = 6

  init(
    prompt: JudgePrompt, workspace: Workspace, url: String, model: String, timeout: Int,
    log path: String
  ) throws(Failure) {
    self.prompt = prompt
    self.workspace = workspace
    self.url = url
    self.model = model
    self.timeout = timeout
    self.path = path
    let opened = try orFail { () throws(StorageError) in
      try LineLog.open(path, waits: false, of: { Suggestion.begins($0) })
    }
    guard let opened else {
      throw Failure(
        .cannotCreate, "\(path) holds other lines than suggestions; write to another file")
    }
    let content = try orFail { () throws(StorageError) in try opened.content() }
    log = opened
    for line in content.lines().lazy.map(content.slice) {
      guard let value = try? JSONValue.parse(line),
        value["by"]?.string?.text == model, let number = value["record"]?.integer
      else { continue }
      // The number may be another record's by now.
      if let base = value["base"]?.string.flatMap({ ContentHash(hex: $0.text) }) {
        doneBases.insert(base)
      } else {
        done.insert(RecordNumber(number))
      }
    }
  }

  func judge(
    _ numbers: [RecordNumber], parallel: Int, perMinute: Int?
  ) throws(Failure) {
    let source = workspace.set.source
    let there = numbers.filter(source.contains)
    done.formUnion(
      doneBases.isEmpty ? [] : there.filter { doneBases.contains(source.contentHash(of: $0)) })
    let left = there.filter { !done.contains($0) }
    for start in stride(from: 0, to: left.count, by: parallel) {
      let batch = left[start..<min(start + parallel, left.count)]
      let begun = Clock.milliseconds()
      var lines: [UInt8] = []
      let (answers, failure) = try answers(for: batch)
      for (number, answer) in answers { lines += take(answer, number) }
      // What was answered is paid for.
      try orFail { () throws(StorageError) in try log.append(lines) }
      if let failure { throw failure }
      Output.progress("\(grouped(start + batch.count)) of \(grouped(left.count)) judged")
      guard let perMinute, start + parallel < left.count else { continue }
      let wait = batch.count * 60_000 / perMinute - (Clock.milliseconds() - begun)
      if wait > 0 {
        sleep(UInt32(wait / 1000))
        usleep(UInt32(wait % 1000) * 1000)
      }
    }
    Output.progress("")
  }

  /// Sends a batch, and retries what the server was too busy for, with increasing delays. Records
  /// that the server refuses are left out; if it refuses the whole batch, that is a failure, unless
  /// it takes others, and only these are too long for it.
  ///
  /// - Returns: the answers, and why there are no more.
  private func answers(
    for batch: ArraySlice<RecordNumber>
  ) throws(Failure) -> ([(RecordNumber, Bytes)], Failure?) {
    var found: [RecordNumber: Bytes] = [:]
    var refused: [(status: Int, text: String)] = []
    var left = Array(batch)
    var lastSaid = ""
    for attempt in 0..<Self.attempts {
      if attempt > 0 { sleep(1 << UInt32(attempt - 1)) }
      let results = try orFail { () throws(StorageError) in try posted(left) }
      if !hasAnswered, let first = results.first, results.allSatisfy({ $0.status == 0 }) {
        let why = String(decoding: first.body, as: UTF8.self)
        throw Failure(.helperMissing, "no answer from \(url): \(why)")
      }
      hasAnswered = true
      var busy: [RecordNumber] = []
      for (number, answer) in zip(left, results) {
        let said = String(
          decoding: answer.body.slice(0..<min(300, answer.body.count)), as: UTF8.self)
        switch answer.status {
        case 200..<300:
          found[number] = answer.body
          isTaken = true
        case 0, 408, 429, 500, 502, 503, 504:
          busy.append(number)
          lastSaid = answer.status == 0 ? said : "\(answer.status) \(said)"
        default:
          let text = "\(url) refuses \(number) with \(answer.status): \(said)"
          refused.append((answer.status, text))
        }
      }
      left = busy
      if left.isEmpty { break }
    }
    var failure = left.first.map {
      Failure(
        .helperMissing, "\(url) gave no answer for \($0): \(lastSaid); run it again later to go on")
    }
    let isRecordsFault = isTaken && refused.allSatisfy { Self.recordsFaults.contains($0.status) }
    if found.isEmpty, !isRecordsFault, let first = refused.first {
      failure = Failure(.inputOutput, "\(first.text)")
    } else {
      for (_, text) in refused { Output.complain(text) }
    }
    return (batch.compactMap { number in found[number].map { (number, $0) } }, failure)
  }

  private func posted(_ numbers: [RecordNumber]) throws(StorageError) -> [HTTPPost.Answer] {
    let key = Identity.variable("WINNOW_API_KEY")
    return try HTTPPost.all(numbers.map(request), to: url, key: key, timeout: timeout)
  }

  private func request(_ number: RecordNumber) -> [UInt8] {
    let text = prompt.text(for: workspace.reading(of: number), workspace.set.bytes(of: number))
    let message = JSONValue.object([
      .init("role", .text("user")), .init("content", .text(text)),
    ])
    return JSONWriter.bytes(
      .object([
        .init("model", .text(model)), .init("temperature", .integer(0)),
        .init("messages", .array([message])),
      ]))
  }

  /// Returns the log lines of an answer. A misunderstood one has none, so it is requested again
  /// next time.
  private func take(_ body: Bytes, _ number: RecordNumber) -> [UInt8] {
    do {
      let found = try JudgeAnswer.suggestions(
        try JudgeAnswer.content(of: body), for: number, by: model,
        category: known)
      judged += 1
      suggested += found.count
      let (set, base) = (workspace.set, workspace.set.source.contentHash(of: number))
      let judged = set.source.hash(set.bytes(of: number))
      if found.isEmpty { return Suggestion.nothing(for: number, base: base, by: model) }
      return found.flatMap { suggestion in
        var suggestion = suggestion
        suggestion.base = base
        suggestion.judged = judged == base ? nil : judged
        return suggestion.line
      }
    } catch {
      misunderstood += 1
      if misunderstood <= Self.toldProblems { Output.complain("\(number): \(error.text)") }
      return []
    }
  }

  /// Whether the server answered, but never with what was asked for.
  var understoodNothing: Bool { judged == 0 && misunderstood > 0 }

  func say(json: Bool) {
    if json {
      return Output.json([
        ("judged", .integer(judged)), ("suggested", .integer(suggested)),
        ("misunderstood", .integer(misunderstood)), ("before", .integer(done.count)),
        ("output", .text(path)),
      ])
    }
    var text = "\(grouped(judged)) judged, \(grouped(suggested)) suggested, in \(path)"
    if !done.isEmpty { text += "; \(grouped(done.count)) were judged before" }
    if misunderstood > 0 { text += "; \(grouped(misunderstood)) answers weren't understood" }
    Output.complain(text)
  }
}

extension JudgeAnswer.Problem {
  fileprivate var text: String {
    switch self {
    case .noContent: "the server's answer has no choices[0].message.content"
    case .noCommand(let text): "the answer is no JSON object with a command: \(text)"
    case .suggestion(let problem): problem.text.english
    }
  }
}
