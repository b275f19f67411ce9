import Curation

extension DatasetRule {
  static let f10 = DatasetRule(
    id: "F10", severity: .error, title: "records of several shapes",
    explanation: "Trainers decide from the first record what the others are.",
    mistakes: "Files that mix tasks for a loader of one's own.", begin: { _ in ShapesLook() })
}

private struct ShapesLook: DatasetLook {
  private var first: (shape: Shape, number: RecordNumber)?
  private var others: Set<Shape> = []

  mutating func take(_ facts: RecordFacts) -> [Spot] {
    guard let first else {
      first = (facts.shape, facts.number)
      return []
    }
    guard facts.shape != first.shape, others.insert(facts.shape).inserted else { return [] }
    return [
      Spot("\(facts.shape.rawValue), where \(first.number) is \(first.shape.rawValue)")
    ]
  }
}
