import Console
import Glibc

/// Reads pasted text between the marks of bracketed paste. It bypasses ncurses, which would take
/// escape sequences in the text for keys.
struct PasteReader {
  /// How long to wait for more of the text before what is there is passed on.
  private static let patienceMilliseconds: Int32 = 2_000
  /// With these alone, Ctrl-C and Esc, the user ends a paste whose end got lost.
  private static let ends: Set<UInt8> = [0x03, 0x1B]
  private static let endMark = Array("\u{1B}[201~".utf8)

  let input: Int32
  /// Whether more of the text is to come, however long that takes: taken for keys, it would be run
  /// as commands.
  private(set) var isOpen = false
  /// A part of the end mark, or of a line end, with which the text stopped.
  private var held: [UInt8] = []

  init(input: Int32) { self.input = input }

  /// Reads up to the end mark and not a byte further; what follows is typed and left to ncurses.
  ///
  /// - Returns: The text, or as much of it as has come, with LF line endings; terminals paste CR.
  mutating func read() -> String {
    let before = held
    var bytes = before
    (held, isOpen) = ([], true)
    while true {
      let matched = Self.matchedMark(atEndOf: bytes)
      if matched == Self.endMark.count {
        bytes.removeLast(matched)
        isOpen = false
        break
      }
      // The rest of the mark is still to come, so at least that many bytes belong to the paste.
      guard let more = readSome(atMost: Self.endMark.count - matched) else {
        held = bytes.suffix(matched > 0 ? matched : bytes.last == UInt8(ascii: "\r") ? 1 : 0)
        bytes.removeLast(held.count)
        break
      }
      bytes += more
    }
    let new = (bytes + held).dropFirst(before.count)
    if isOpen, !new.isEmpty, new.allSatisfy(Self.ends.contains) {
      (held, isOpen) = ([], false)
      return ""
    }
    return Self.text(bytes)
  }

  /// Returns how many bytes of the end mark `bytes` ends with. The mark has only one ESC, so at
  /// most one length matches.
  static func matchedMark(atEndOf bytes: [UInt8]) -> Int {
    for length in stride(from: min(endMark.count, bytes.count), to: 0, by: -1)
    where bytes.suffix(length).elementsEqual(endMark.prefix(length)) {
      return length
    }
    return 0
  }

  static func text(_ bytes: [UInt8]) -> String {
    var unix: [UInt8] = []
    unix.reserveCapacity(bytes.count)
    for (index, byte) in bytes.enumerated() {
      let (carriageReturn, lineFeed) = (UInt8(ascii: "\r"), UInt8(ascii: "\n"))
      if byte == lineFeed, index > 0, bytes[index - 1] == carriageReturn { continue }
      unix.append(byte == carriageReturn ? lineFeed : byte)
    }
    return String(decoding: unix, as: UTF8.self)
  }

  private func readSome(atMost count: Int) -> [UInt8]? {
    var waiting = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
    while true {
      let ready = Glibc.poll(&waiting, 1, Self.patienceMilliseconds)
      if ready == 0 { return nil }
      var buffer = [UInt8](repeating: 0, count: count)
      let got = ready < 0 ? -1 : Glibc.read(input, &buffer, count)
      if got > 0 { return Array(buffer.prefix(got)) }
      if got == 0 || errno != EINTR { return nil }
    }
  }
}
