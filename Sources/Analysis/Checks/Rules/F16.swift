import Curation
import JSONLines

extension DatasetRule {
  static let f16 = DatasetRule(
    id: "F16", severity: .error, title: "not a whole JSON array",
    explanation: """
      The records can be read, but the file around them isn't JSON: a comma before the end, text
      behind it, or no end. Python's `json.load` fails there. `winnow apply` leaves it as it came.
      """,
    mistakes: "Never: no JSON parser reads it."
  ) { file in
    switch file.fault {
    case .unclosed: [(nil, Spot("the closing bracket is missing: the file may be cut off"))]
    case .trailingComma(let byte):
      [(nil, Spot("a comma without a record after it, at byte \(byte + 1)"))]
    case .textBehind(let byte): [(nil, Spot("text behind the end, at byte \(byte + 1)"))]
    case nil: []
    }
  }
}
