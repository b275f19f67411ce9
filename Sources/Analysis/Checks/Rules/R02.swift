import Curation
import JSONLines

extension Rule {
  static let r02 = Rule(
    "R02", .error, "a rank is missing, or no number",
    "Some responses of the record have a rank and this one hasn't, or it can't be read.",
    mistakes: "Responses that were left unranked on purpose.", needs: .ranks
  ) { record in
    guard record.reading.shape == .ranked, let root = record.root,
      record.reading.responses.contains(where: { response in
        // A rank that can't be read, such as one in a string, shows that ranks are given.
        response.rank != nil
          || response.rankPointer.flatMap { try? root.resolve($0, in: record.bytes) } != nil
      })
    else { return [] }
    return record.reading.responses.filter { $0.rank == nil }
      .map { Spot("no rank that is a whole number", at: $0.rankPointer ?? $0.pointer) }
  }
}
