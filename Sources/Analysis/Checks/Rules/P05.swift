import Curation
import JSONLines

extension Rule {
  static let p05 = Rule(
    "P05", .warning, "the two transcripts have different prompts",
    "Both sides must answer the same question; here they part before the last answer.",
    mistakes: "Dialogues that part early on purpose: step-wise preferences.", needs: .sides
  ) { record in
    guard let (chosen, rejected) = record.transcripts else { return [] }
    // Strings of other normal forms would be equal.
    let (a, b) = (
      chosen.dropLast().map { Array($0.text.utf8) }, rejected.dropLast().map { Array($0.text.utf8) }
    )
    return a == b
      ? [] : [Spot("what stands before the last answers differs", at: JSONPointer(["rejected"]))]
  }
}
