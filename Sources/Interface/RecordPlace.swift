import Analysis
import Curation

/// Where the user is in the cursor's record.
struct RecordPlace: Sendable {
  /// The index of the part that edits and flags apply to.
  var focusedPart = 0
  /// The parts that the user folded or unfolded, against their initial state.
  var toggledParts: Set<Int> = []
  /// The first visible line of the context.
  var contextTop = Flow.Place(block: 0, offset: 0)
  /// The first visible line of each column.
  var columnTops: [Flow.Place] = []
  /// The difference visited last.
  var difference: VisitedDifference?
  /// The index of the search match visited last.
  var match: Int?
  /// The finding that was gone to, by its place among the pane's.
  var finding: Int?

  /// The first visible line of a column, or of the context if `column` is nil.
  subscript(topOfColumn column: Int?) -> Flow.Place {
    get { column.map { columnTops[$0] } ?? contextTop }
    set { if let column { columnTops[column] = newValue } else { contextTop = newValue } }
  }
}

/// How a pane shows records.
struct RecordLook: Hashable, Sendable {
  /// The version, or versions, of the record that are shown.
  var version = Version.now
  /// The trainer whose treatment of the record is shown; nil shows none.
  var trainer: TrainerChoice?
  var diffMode = PageDiff.Mode.automatic
  /// Whether texts are shown in their JSON spelling.
  var showsRawText = false

  enum Version: Hashable, Sendable {
    case now
    /// The file's version beside the current one.
    case both
    /// The file's version.
    case base
  }

  enum TrainerChoice: Hashable, Sendable {
    /// The default trainer for the record's shape.
    case usual
    case named(Trainer)

    func trainer(for shape: Shape) -> Trainer {
      switch self {
      case .usual: .usual(for: shape)
      case .named(let trainer): trainer
      }
    }
  }
}
