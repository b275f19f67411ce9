import ArgumentParser

struct ReviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review",
    abstract: "Give verdicts, record by record: a accepts, x discards, s skips, and goes on.",
    discussion: """
      It goes through what is suggested, where + and - answer and go on; without suggestions through \
      the flagged records that nobody gave a verdict, or where none is flagged, through all without \
      one; with --blind through all that you didn't judge, whoever else did. \
      --filter chooses others: 'disagree', 'severity>=2', 'edited', 'not by:alice'. The same command goes on where it was left.
      """)

  @Argument(help: "The dataset.", completion: .file()) var file: String
  @OptionGroup var journals: JournalOptions
  @OptionGroup var screen: ScreenOptions

  func run() throws { try screen.run([file], journals.choices, isReview: true) }
}
