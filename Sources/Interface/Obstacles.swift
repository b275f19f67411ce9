import Console
import Curation

/// Why something can't be done now, in words for the user; nil if it can.
extension Model {
  /// Why there is no record to work on.
  var obstacleToWorking: Phrase? {
    pane.isOutOfList ? Self.nothingToWorkOn : nil
  }

  /// What is said of a change where the filter matches no record.
  public static let nothingToWorkOn: Phrase = "no record matches: there is nothing to work on"

  /// Why the pane can't be changed.
  ///
  /// - Parameter needsRecord: whether the change is of a record that the list shows.
  func obstacleToWriting(needsRecord: Bool = true) -> Phrase? {
    if needsRecord, let obstacle = obstacleToWorking { return obstacle }
    if let reason = pane.readOnlyReason { return reason }
    return pane.showsBase
      ? "this is the record as the file has it; b goes back to the edits" : nil
  }

  /// Why the text of the cursor's record may not be shown.
  var obstacleToReading: Phrase? {
    veils(pane.cursor, of: pane) ? "veiled: this record is flagged; V shows it" : nil
  }

  /// Why the record's text can't be edited.
  var obstacleToEditing: Phrase? {
    if let obstacle = obstacleToWriting() ?? obstacleToReading { return obstacle }
    guard pane.set.state(of: pane.cursor)?.conflict != nil else { return nil }
    return "\(pane.cursor): \(EditError.inConflict.text)"
  }

  /// Why a command can't work on all that the list shows.
  var obstacleToBulk: Phrase? {
    if !pane.isIndexed { return "the file is still being indexed" }
    return pane.choice.isRunning ? "the list isn't whole yet: wait until its count has no +" : nil
  }

  /// Why a blind review doesn't allow an action.
  func obstacle(to action: Action) -> Phrase? {
    guard action.traits.contains(.revealing) else { return nil }
    return switch action {
    case .flip, .raise, .lower:
      pane.blind.map { _ in "in a blind review r ranks the responses as they are shown" }
    default: obstacle(revealing: true)
    }
  }

  /// Why a query or an order, if it reveals what a blind review hides, can't be taken.
  func obstacle(revealing isRevealing: Bool) -> Phrase? {
    pane.blind != nil && isRevealing ? "a blind review hides this" : nil
  }
}
