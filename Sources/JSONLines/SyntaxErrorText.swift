extension JSONSyntaxError {
  /// A description of the problem, with its byte counted from 1.
  public var text: String {
    let byte = byteOffset + 1
    return switch problem {
    case .unexpectedEnd: "not JSON: it ends too early, at byte \(byte)"
    case .notFinite:
      "not JSON: NaN or Infinity at byte \(byte); Python writes them, JSON has no such numbers"
    case .unexpectedByte(let found): "not JSON: \(byteText(found)) can't stand at byte \(byte)"
    case .invalidUTF8: "not JSON: invalid UTF-8 at byte \(byte)"
    case .invalidEscape: "not JSON: invalid escape at byte \(byte)"
    case .controlCharacter(let found):
      "not JSON: unescaped control character \(byteText(found)) in a string at byte \(byte)"
    case .invalidNumber: "not JSON: invalid number at byte \(byte)"
    case .tooDeep: "nested deeper than 512 at byte \(byte): not looked into"
    case .trailingBytes: "not JSON: more follows after the value, at byte \(byte)"
    }
  }
}

private func byteText(_ byte: UInt8) -> String {
  byte > 0x20 && byte < 0x7F
    ? "`\(Character(Unicode.Scalar(byte)))`" : "0x" + String(byte, radix: 16, uppercase: true)
}
