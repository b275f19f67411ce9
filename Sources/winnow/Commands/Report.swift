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
  @Flag(help: "One JSON object.") var json = false

  /// What no shard does: each one counts all of it.
  private static let alike: [JSONString] = ["insertedElsewhere", "copiesKept"]

  func run() throws {
    var sums: [(key: JSONString, count: Int)] = []
    var bases: [String] = []
    var taken: [String: Int] = [:]
    /// The number of changes that further shards took after the first: they were made to copies.
    var repeated = 0
    if Set(reports).count < reports.count { throw Failure(.usage, "a report is given twice") }
    for path in reports {
      let bytes = try orFail { () throws(StorageError) in try WholeFile.read(path) }
      guard case .object(let members)? = try? JSONValue.parse(Bytes(bytes)),
        members.contains(where: { $0.key == "applied" })
      else { throw Failure(.badData, "\(path) is no report of `winnow apply --report`") }
      for member in members {
        guard let count = member.value.count else { continue }
        if let place = sums.firstIndex(where: { $0.key == member.key }) {
          sums[place].count =
            Self.alike.contains(member.key) ? count : sums[place].count + count
        } else {
          sums.append((member.key, count))
        }
      }
      guard case .array(let list)? = members.first(where: { $0.key == "taken" })?.value else {
        continue
      }
      // Equal records of the whole dataset have the same hash, and all their changes.
      var here: [String: (changes: Int, records: Int)] = [:]
      for item in list {
        guard let base = item["base"]?.string?.text, let count = item["records"]?.count else {
          continue
        }
        if taken[base] == nil, here[base] == nil { bases.append(base) }
        here[base, default: (0, 0)].changes += item["changes"]?.count ?? 1
        here[base]?.records = count
      }
      for (base, found) in here {
        if found.records > 0, taken[base] ?? 0 > 0 { repeated += found.changes }
        taken[base, default: 0] += found.records
      }
    }
    let lost = bases.filter { taken[$0] == 0 }
    // A record that one shard lacks may be in another: only what is in none wasn't found.
    if !bases.isEmpty, let place = sums.firstIndex(where: { $0.key == "notFound" }) {
      sums[place].count = lost.count
    }
    for (place, sum) in sums.enumerated() {
      if sum.key == "applied" { sums[place].count -= repeated }
      if sum.key == "copies" { sums[place].count += repeated }
    }
    if json {
      Output.json(
        sums.map { ($0.key, .integer($0.count)) } + [("lost", .array(lost.map { .text($0) }))])
    } else {
      for (key, count) in sums where count > 0 { Output.line("\(key.text)  \(count)") }
      for base in lost { Output.line("no shard has the record \(base)") }
    }
    func sum(_ key: JSONString) -> Int { sums.first { $0.key == key }?.count ?? 0 }
    if sum("insertedElsewhere") > 0 {
      Output.complain("records that journals add are in no shard: \(sum("insertedElsewhere"))")
    }
    if sum("copiesKept") > 0 {
      Output.complain(
        "removals of one of several equal records, made in no shard: \(sum("copiesKept"))")
    }
    let isOpen = (["inConflict"] + Self.alike).contains { sum($0) > 0 }
    if !lost.isEmpty || isOpen {
      throw ExitCode(Status.findings.rawValue)
    }
  }
}

extension JSONValue {
  /// A count in a report; nil if it is out of range.
  fileprivate var count: Int? { integer.flatMap { (0...1 << 48).contains($0) ? $0 : nil } }
}
