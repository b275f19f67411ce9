import Console

/// Turns the input from ncurses into keys: UTF-8 into characters, ESC and a character into Alt, and
/// escape sequences that terminfo doesn't list into the keys that they usually mean.
///
/// An unknown sequence is dropped as a whole. Taken as typed characters it would run commands: a
/// late answer to another program's query, `ESC ] 11;rgb:1d1d/2020/2121 ESC \`, has a `d` in it.
///
/// Sequences are those of ECMA-48 (CSI, SS3, OSC, DCS and the like). A terminal sends each in one
/// piece, so a pause ends an incomplete one; the bytes of one UTF-8 character may arrive
/// separately.
struct KeyDecoder {
  enum Token: Hashable {
    /// An input byte that isn't part of a key known to ncurses.
    case byte(UInt8)
    /// A key that ncurses recognized.
    case key(Key)
    /// No more input for the moment.
    case pause
  }

  private enum State {
    case ground
    case escape
    /// After ESC [, with the bytes before the final one.
    case controlSequence(parameters: [UInt8])
    /// After ESC O.
    case singleShift
    /// After ESC and the introducer of a string, until BEL or ESC \.
    case controlString(introducer: UInt8, isEmpty: Bool)
  }

  private var state = State.ground
  private var characters = CharacterDecoder()

  /// Takes the next token and returns the keys that it completes.
  mutating func feed(_ token: Token) -> [Key] {
    switch token {
    case .byte(let byte): return feed(byte)
    case .key(let key): return endSequence() + [key]
    case .pause: return endSequence()
    }
  }

  private mutating func feed(_ byte: UInt8) -> [Key] {
    switch state {
    case .ground: return ground(byte)
    case .escape: return escape(byte)
    case .controlSequence(let parameters): return controlSequence(byte, parameters)
    case .singleShift:
      state = .ground
      return SequenceKeys.singleShift(byte).map { [$0] } ?? []
    case .controlString:
      return controlString(byte)
    }
  }

  private mutating func ground(_ byte: UInt8) -> [Key] {
    if byte == Self.escapeByte {
      characters.reset()
      state = .escape
      return []
    }
    guard let scalar = characters.decode(byte) else { return [] }
    return [Self.key(of: scalar)].compactMap { $0 }
  }

  private mutating func escape(_ byte: UInt8) -> [Key] {
    state = .ground
    switch byte {
    case UInt8(ascii: "["): state = .controlSequence(parameters: [])
    case UInt8(ascii: "O"): state = .singleShift
    case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"):
      state = .controlString(introducer: byte, isEmpty: true)
    case 0x20...0x7E: return [.alt(Character(Unicode.Scalar(byte)))]
    default: return [.escape] + ground(byte)
    }
    return []
  }

  private mutating func controlSequence(_ byte: UInt8, _ parameters: [UInt8]) -> [Key] {
    switch byte {
    case 0x20...0x3F:
      state = .controlSequence(parameters: parameters + [byte])
      return []
    case 0x40...0x7E:
      state = .ground
      return SequenceKeys.controlSequence(final: byte, parameters).map { [$0] } ?? []
    default:
      state = .ground
      return ground(byte)
    }
  }

  /// An ESC also ends the string: the `\` after it then completes a control sequence without
  /// meaning.
  private mutating func controlString(_ byte: UInt8) -> [Key] {
    switch byte {
    case Self.bell: state = .ground
    case Self.escapeByte: state = .controlSequence(parameters: [])
    default:
      if case .controlString(let introducer, _) = state {
        state = .controlString(introducer: introducer, isEmpty: false)
      }
    }
    return []
  }

  /// Ends an incomplete sequence: ESC alone is the Escape key, ESC and an introducer alone are Alt
  /// and that character.
  private mutating func endSequence() -> [Key] {
    defer { state = .ground }
    switch state {
    case .escape: return [.escape]
    case .controlSequence(let parameters) where parameters.isEmpty: return [.alt("[")]
    case .singleShift: return [.alt("O")]
    case .controlString(let introducer, isEmpty: true):
      return [.alt(Character(Unicode.Scalar(introducer)))]
    case .ground, .controlSequence, .controlString: return []
    }
  }

  private static let escapeByte: UInt8 = 0x1B
  private static let bell: UInt8 = 0x07

  private static func key(of scalar: Unicode.Scalar) -> Key? {
    if let byte = UInt8(exactly: scalar.value), let key = Key(controlCode: byte) { return key }
    return scalar.properties.generalCategory == .control ? nil : .character(scalar)
  }
}

/// Decodes UTF-8 byte by byte. Invalid bytes are dropped, as nobody types them on purpose.
private struct CharacterDecoder {
  private var partial: [UInt8] = []

  mutating func reset() { partial = [] }

  /// Returns the scalar that `byte` completes, if any.
  mutating func decode(_ byte: UInt8) -> Unicode.Scalar? {
    if byte < 0x80 {
      partial = []
      return Unicode.Scalar(byte)
    }
    // Any byte but a continuation starts a new character.
    if byte & 0xC0 != 0x80 { partial = [] }
    partial.append(byte)
    guard let first = partial.first, first & 0xC0 == 0xC0 else {
      partial = []
      return nil
    }
    let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    guard partial.count == length else { return nil }
    defer { partial = [] }
    return String(validating: partial, as: UTF8.self)?.unicodeScalars.first
  }
}
