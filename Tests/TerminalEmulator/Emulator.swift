import CVterm
import Foundation

/// A cell as the emulated terminal shows it.
public struct EmulatedCell: Hashable, Sendable {
  /// A character with its marks; empty where nothing was drawn.
  public var text: String
  public var columns: Int
  public var isBold: Bool
  public var isReversed: Bool
  public var isUnderlined: Bool
  public var isItalic: Bool
  /// -1 the terminal's own, 0 to 255 the palette, else 0x1RRGGBB.
  public var foreground: Int32
  /// As the foreground.
  public var background: Int32
}

/// A terminal without a window: libvterm. Known limits of its version 0.1.4: it misreads direct
/// colours with an empty colour space, as xterm-direct sends them, and knows no dim text.
struct Emulator: ~Copyable {
  struct Properties: Sendable {
    var isCursorVisible = true
    var isAlternateScreen = false
  }

  private let terminal: OpaquePointer
  private let screen: OpaquePointer
  /// In memory of their own, because libvterm holds on to their addresses.
  private let callbacks: UnsafeMutablePointer<VTermScreenCallbacks>
  private let storedProperties: UnsafeMutablePointer<Properties>

  init(rows: Int, columns: Int) {
    terminal = vterm_new(Int32(rows), Int32(columns))
    vterm_set_utf8(terminal, 1)
    screen = vterm_obtain_screen(terminal)
    callbacks = .allocate(capacity: 1)
    storedProperties = .allocate(capacity: 1)
    storedProperties.initialize(to: Properties())
    var handlers = VTermScreenCallbacks()
    handlers.settermprop = { property, value, properties in
      guard let value, let properties else { return 0 }
      let stored = properties.assumingMemoryBound(to: Properties.self)
      switch property {
      case VTERM_PROP_CURSORVISIBLE: stored.pointee.isCursorVisible = value.pointee.boolean != 0
      case VTERM_PROP_ALTSCREEN: stored.pointee.isAlternateScreen = value.pointee.boolean != 0
      default: break
      }
      return 1
    }
    callbacks.initialize(to: handlers)
    vterm_screen_set_callbacks(screen, callbacks, storedProperties)
    vterm_screen_enable_altscreen(screen, 1)
    vterm_screen_reset(screen, 1)
  }

  deinit {
    vterm_free(terminal)
    callbacks.deallocate()
    storedProperties.deallocate()
  }

  var properties: Properties { storedProperties.pointee }

  /// Takes what a program printed.
  ///
  /// - Returns: What the terminal answers to questions in it.
  func feed(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    bytes.withUnsafeBytes { buffer in
      _ = vterm_input_write(terminal, buffer.bindMemory(to: CChar.self).baseAddress, buffer.count)
    }
    var answer = [CChar](repeating: 0, count: 4_096)
    let count = vterm_output_read(terminal, &answer, answer.count)
    return answer.prefix(count).map { UInt8(bitPattern: $0) }
  }

  func resize(rows: Int, columns: Int) { vterm_set_size(terminal, Int32(rows), Int32(columns)) }

  var cursor: (row: Int, column: Int) {
    var position = VTermPos()
    vterm_state_get_cursorpos(vterm_obtain_state(terminal), &position)
    return (Int(position.row), Int(position.col))
  }

  func cell(row: Int, column: Int) -> EmulatedCell {
    var cell = VTermScreenCell()
    vterm_screen_get_cell(screen, VTermPos(row: Int32(row), col: Int32(column)), &cell)
    var text = ""
    withUnsafeBytes(of: cell.chars) { bytes in
      // Ends with 0; all bits are set in the right half of a wide character.
      for code in bytes.bindMemory(to: UInt32.self).prefix(while: { $0 != 0 && $0 != .max }) {
        text.unicodeScalars.append(Unicode.Scalar(code) ?? "\u{FFFD}")
      }
    }
    return EmulatedCell(
      text: text, columns: Int(cell.width), isBold: cell.attrs.bold != 0,
      isReversed: cell.attrs.reverse != 0, isUnderlined: cell.attrs.underline != 0,
      isItalic: cell.attrs.italic != 0, foreground: vt_colour(&cell.fg),
      background: vt_colour(&cell.bg))
  }

  func rows() -> [String] {
    var (rowCount, columnCount): (Int32, Int32) = (0, 0)
    vterm_get_size(terminal, &rowCount, &columnCount)
    return (0..<Int(rowCount)).map { row in
      var line = ""
      var column = 0
      while column < Int(columnCount) {
        let cell = cell(row: row, column: column)
        line += cell.text.isEmpty ? " " : cell.text
        column += max(1, cell.columns)
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}

/// The cells of a terminal after a program printed `bytes`. Of a blank only what can be seen: its
/// background, and the rest where it is underlined or reversed.
public func visibleCells(
  after bytes: [UInt8], rows: Int, columns: Int
) -> [[EmulatedCell]] {
  let emulator = Emulator(rows: rows, columns: columns)
  _ = emulator.feed(bytes[...])
  return (0..<rows).map { row in
    (0..<columns).map { column in
      var cell = emulator.cell(row: row, column: column)
      guard cell.text.allSatisfy({ $0 == " " }), !cell.isUnderlined, !cell.isReversed else {
        return cell
      }
      (cell.foreground, cell.isBold, cell.isItalic) = (-1, false, false)
      return cell
    }
  }
}
