/// A decoded input event of the terminal.
public enum InputEvent: Hashable, Sendable {
  case key(Key)
  /// Text that was pasted as a whole, with LF line endings. It is data, not key presses, and may
  /// hold whatever the clipboard held, control characters included.
  case paste(String)
  case mouse(MouseEvent)
  /// The terminal has a new size, and what it shows now is undefined.
  case resized(rows: Int, columns: Int)
}

/// A press of the first mouse button or a step of the wheel.
public struct MouseEvent: Hashable, Sendable {
  public enum Action: Hashable, Sendable {
    case press
    case wheelUp
    case wheelDown
  }

  public var action: Action
  /// The row of the cell under the pointer, from 0 at the top.
  public var row: Int
  /// The column of the cell under the pointer, from 0 at the left.
  public var column: Int

  public init(_ action: Action, row: Int, column: Int) {
    self.action = action
    self.row = row
    self.column = column
  }
}
