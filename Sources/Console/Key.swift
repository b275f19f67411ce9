/// One press of a key, as far as a terminal can tell keys apart.
///
/// Some presses send the same byte: Ctrl-I is Tab, Ctrl-M and Ctrl-J are Enter, Ctrl-[ is Escape,
/// Ctrl-H is Backspace. Each pair is one key here; ``init(controlCode:)`` decides which.
public enum Key: Hashable, Sendable {
  /// A character that was typed, the space included.
  case character(Unicode.Scalar)
  /// A character with Ctrl held: a small letter, the space, or one of `\`, `]`, `^`, `_`.
  case control(Character)
  /// A character with Alt held. Case counts: Alt-x is not Alt-X.
  case alt(Character)
  case enter
  case escape
  case tab
  /// Tab with Shift held.
  case backTab
  case backspace
  case delete
  case insert
  case up
  case down
  case left
  case right
  case home
  case end
  case pageUp
  case pageDown
  /// A function key, F1 to F63.
  case function(Int)
  /// A key that moves, with Shift, Alt or Ctrl held.
  indirect case held(Modifiers, Key)

  /// Keys that are held while another one is pressed, numbered as xterm does, less one.
  public struct Modifiers: OptionSet, Hashable, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// As xterm numbers them, from 1.
    public init(xterm number: Int) { self.init(rawValue: max(0, number - 1) & 7) }

    public static let shift = Modifiers(rawValue: 1)
    public static let alt = Modifiers(rawValue: 2)
    public static let control = Modifiers(rawValue: 4)
  }

  /// Whether it moves a caret.
  public var isMoving: Bool { with(.shift) != self }

  /// The key with modifiers held; the key alone where it doesn't move.
  public func with(_ modifiers: Modifiers) -> Key {
    switch self {
    case .up, .down, .left, .right, .home, .end, .pageUp, .pageDown:
      modifiers.isEmpty ? self : .held(modifiers, self)
    default: self
    }
  }

  /// The key without what is held.
  public var alone: Key {
    if case .held(_, let key) = self { key } else { self }
  }

  /// The numbers that a function key can have; terminfo defines no others.
  public static let functionNumbers = 1...63

  /// Makes the key that sends a C0 control code or DEL.
  ///
  /// - Returns: `nil` for any other byte.
  public init?(controlCode: UInt8) {
    switch controlCode {
    case 0x00: self = .control(" ")
    case 0x08, 0x7F: self = .backspace
    case 0x09: self = .tab
    case 0x0A, 0x0D: self = .enter
    case 0x1B: self = .escape
    case 0x01...0x1A: self = .control(Character(Unicode.Scalar(controlCode + 0x60)))
    case 0x1C...0x1F: self = .control(Character(Unicode.Scalar(controlCode + 0x40)))
    default: return nil
    }
  }
}
