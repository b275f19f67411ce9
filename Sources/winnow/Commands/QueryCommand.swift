import Analysis
import ArgumentParser
import Curation
import Interface

struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query", abstract: "Print the records that a query finds, as JSON Lines.",
    discussion: """
      Tests that stand beside each other must all hold; there are not, or, and brackets.

        word  "a phrase"          in any text, case as typed
        /expression/  /../i       Perl's (PCRE2), by Unicode; ^ $ at each line
        assistant:sorry           a whole word in the parts of a name or a role:
                                  user prompt chosen rejected response system
        output:sorry  meta.a:web  the same in a field, or at a path of fields
        /messages/0/role:user     the same at a JSON Pointer
        label=safe  score>=4      a field that is exactly so, or compared as a
        a>b                       number; of several, any of them
        "Response Quality"=4      a field whose name isn't a word
        has:system                a field that is there
        len(output)>2000          Unicode characters; words(prompt)<5 words
        turns>=4  responses=2     counts (of turns without the system's)
        bytes>10000
        best=2                    the place of the best response, by its rank,
                                  else by its score
        role:tool  shape:pairwise  stage:sft  script:han
        flagged  flag:S10  severity>=2
        verdict:none  verdict:accepted  unreviewed  disagree
        rating(helpful)<3         the mean of ratings; rating(acceptable)=no,
                                  of yes and no as 1 and 0
        edited  removed  noted  conflict  by:bob
        suggested  suggestion>=0.9
                                  a judge's word that you didn't answer yet,
                                  and its score
        #17-40  #3,5  #17-        by number; #1- are all records
        #@numbers.txt  id:a17  id:@ids.txt
        similar:12                like record 12
        sample:5%  sample:5%@7    about that share of them, as the number (a
                                  seed) chooses
        check:P01  check:Q        what `winnow check` finds, by rule or group
        linked  only-here  same-there  differs-there  rejected-there
                                  against the second of two files, on the
                                  screen
      """)

  @OptionGroup var dataset: DatasetOptions
  @Argument(help: "What to look for.") var query: [String]
  @OptionGroup var output: OutputOptions
  @Flag(help: "Print how many there are.") var count = false
  @Flag(help: "Print their numbers.") var numbers = false
  @Flag(help: .json("One JSON object for each record.", Workspace.recordMembers)) var json = false

  func run() throws {
    if [count, numbers, json].count(where: \.self) > 1 {
      throw Failure(.usage, "--count, --numbers and --json exclude each other")
    }
    if count, output.output != nil { throw Failure(.usage, "--count prints; leave -o out") }
    let query = try Queries.parse(query.joined(separator: " "), "the query")
    let workspace = try dataset.open(isWriting: false)
    let found = try workspace.records(matching: query)
    if count { return Output.line(String(found.count)) }
    try workspace.write(found, output, onlyNumbers: numbers, json: json)
  }
}

/// The options for the output of records.
struct OutputOptions: ParsableArguments {
  @Option(
    name: .shortAndLong, help: "The file to write; - or none is standard output.",
    completion: .file())
  var output: String?
  @Flag(help: "Replace a file that exists.") var force = false
}
