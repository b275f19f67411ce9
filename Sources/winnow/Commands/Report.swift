import ArgumentParser
import Curation
import Interface
import JSONLines
import Storage

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Add up the reports of `apply --by-hash` on the shards of a dataset.",
    discussion:
      "Entries whose record no shard has are listed by its hash, and the exit status is 1 then.")

  @Argument(help: "Reports, as `apply --report` writes them.", completion: .file())
  var reports: [String]
  @Flag(
    help: .json(
      "One JSON object: the counts of the reports, added up.",
      ["lost": "the hashes of the records that are in no shard"])) var json = false

  func run() throws {
    if Set(reports).count < reports.count { throw Failure(.usage, "a report is given twice") }
    var sum = ShardSum()
    for path in reports {
      let bytes = try WholeFile.read(path)
      guard case .object(let members)? = try? JSONValue.parse(Bytes(bytes)),
        members.contains(where: { $0.key == "applied" })
      else { throw Failure(.badData, "\(path) is no report of `winnow apply --report`") }
      sum.add(members)
    }
    let (counts, lost) = (sum.counts, sum.lost)
    if json {
      Output.json(
        counts.map { ($0.key, .integer($0.count)) } + [("lost", .array(lost.map { .text($0) }))])
    } else {
      for (key, count) in counts where count > 0 { Output.line("\(key.text)  \(count)") }
      for base in lost { Output.line("no shard has the record \(base)") }
    }
    func count(_ key: JSONString) -> Int { counts.first { $0.key == key }?.count ?? 0 }
    if count("insertedElsewhere") > 0 {
      Output.complain("records that journals add are in no shard: \(count("insertedElsewhere"))")
    }
    if count("copiesKept") > 0 {
      Output.complain(
        "removals of one of several equal records, made in no shard: \(count("copiesKept"))")
    }
    let isOpen = (["inConflict"] + ShardSum.alike).contains { count($0) > 0 }
    if !lost.isEmpty || isOpen { throw Status.findings.exitCode }
  }
}

/// The sum of the reports on several shards.
private struct ShardSum {
  /// What no shard does: each one counts all of it.
  static let alike: [JSONString] = ["insertedElsewhere", "copiesKept"]

  private var sums: [(key: JSONString, count: Int)] = []
  /// The hashes of the records that the journals edit, in the order of the reports.
  private var bases: [String] = []
  /// The number of records with each of those hashes.
  private var taken: [String: Int] = [:]
  /// The number of changes that further shards took after the first: they were made to copies.
  private var repeated = 0
  /// Of these, the number of untested ones.
  private var repeatedUntested = 0

  /// Adds the report on one shard.
  mutating func add(_ report: [JSONValue.Member]) {
    for member in report {
      guard let count = member.value.count else { continue }
      if let place = sums.firstIndex(where: { $0.key == member.key }) {
        sums[place].count = Self.alike.contains(member.key) ? count : sums[place].count + count
      } else {
        sums.append((member.key, count))
      }
    }
    if case .array(let taken)? = report.first(where: { $0.key == "taken" })?.value { add(taken) }
  }

  /// Adds what one shard took: objects with the hash of a record, its changes, and the number of
  /// records.
  private mutating func add(_ list: [JSONValue]) {
    // Equal records of the whole dataset have the same hash, and all their changes.
    var here: [String: (changes: Int, untested: Int, records: Int)] = [:]
    for item in list {
      guard let base = item["base"]?.string?.text, let count = item["records"]?.count else {
        continue
      }
      if taken[base] == nil, here[base] == nil { bases.append(base) }
      here[base, default: (0, 0, 0)].changes += item["changes"]?.count ?? 1
      here[base]?.untested += item["untested"]?.count ?? 0
      here[base]?.records = count
    }
    for (base, found) in here {
      if found.records > 0, taken[base] ?? 0 > 0 {
        repeated += found.changes
        repeatedUntested += found.untested
      }
      taken[base, default: 0] += found.records
    }
  }

  /// The hashes of records that no shard has.
  var lost: [String] { bases.filter { taken[$0] == 0 } }

  var counts: [(key: JSONString, count: Int)] {
    sums.map { key, count in
      switch key {
      // A record that one shard lacks may be in another: only what is in none wasn't found.
      case "notFound" where !bases.isEmpty: (key, lost.count)
      case "applied": (key, count - repeated)
      case "copies": (key, count + repeated)
      case "untested": (key, count - repeatedUntested)
      default: (key, count)
      }
    }
  }
}

extension JSONValue {
  /// A count in a report; nil if it is out of range.
  fileprivate var count: Int? { integer.flatMap { (0...1 << 48).contains($0) ? $0 : nil } }
}
