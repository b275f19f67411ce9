import Analysis
import ArgumentParser
import Curation
import Interface

struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query", abstract: "Print the records that a query finds, as JSON Lines.",
    discussion: """
      Tests that stand beside each other must all hold; there are not, or, and brackets.

        word  "a phrase"                     in any text, case as typed
        /expression/  /expression/i          Perl's (PCRE2), by Unicode; ^ and $ at each line
        output:sorry  meta.source:web        a whole word in a field, a part, or a path
        /messages/0/role:user                the same at a JSON Pointer
        label=safe  score>=4  a>b            a field that is exactly so, or compared as a number
        "Response Quality"=4  len("a b")>9   a field whose name isn't a word
        has:system                           a field that is there
        len(output)>2000  words(prompt)<5    Unicode characters, words
        turns>=4  responses=2  bytes>10000   counts (of turns without the system's)
        best=2                               the place of the best response, by rank, else by score
        role:tool  shape:pairwise  stage:sft  script:han
        flag:S10  flagged  severity>=2  verdict:none  verdict:accepted  rating(helpful)<3
        rating(acceptable)=no                the mean of ratings; of yes and no, 1 and 0
        edited  removed  noted  conflict  by:bob  disagree  unreviewed
        suggested  suggestion>=0.9           a judge's word that you didn't answer yet, and its score
        #17-40  #3,5  #@numbers.txt  id:a17  id:@ids.txt  similar:12
        sample:5%  sample:5%@7               about that share of them, as the number (a seed) chooses
        check:P01  check:Q                   what `winnow check` finds in it, by rule or group
        linked  only-here  same-there  differs-there  rejected-there
                                             against the second of two files, on the screen
      """)

  @OptionGroup var dataset: DatasetOptions
  @Argument(help: "What to look for.") var query: [String]
  @OptionGroup var output: OutputOptions
  @Flag(help: "Print how many there are.") var count = false
  @Flag(help: "Print their numbers.") var numbers = false
  @Flag(help: "One object for each record: its number, and itself.") var json = false

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
  @Option(name: .shortAndLong, help: "The file to write; - or none is standard output.")
  var output: String?
  @Flag(help: "Replace a file that exists.") var force = false
}
