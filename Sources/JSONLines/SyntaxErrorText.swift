extension JSONSyntaxError {
  /// What is wrong, and at which byte, counted from 1.
  public var text: String {
    let place = "byte \(byteOffset + 1)"
    return switch problem {
    case .unexpectedEnd: "not JSON: it ends too early, at \(place)"
    case .unexpectedByte(UInt8(ascii: "N")), .unexpectedByte(UInt8(ascii: "I")):
      "not JSON: NaN or Infinity at \(place); Python writes them, JSON has no such numbers"
    case .unexpectedByte(let byte): "not JSON: \(byteText(byte)) can't stand at \(place)"
    case .invalidUTF8: "not JSON: invalid UTF-8 at \(place)"
    case .invalidEscape: "not JSON: invalid escape at \(place)"
    case .controlCharacter(let byte):
      "not JSON: unescaped control character \(byteText(byte)) in a string at \(place)"
    case .invalidNumber: "not JSON: invalid number at \(place)"
    case .tooDeep: "nested deeper than 512 at \(place): not looked into"
    case .trailingBytes: "not JSON: more follows after the value, at \(place)"
    }
  }
}

private func byteText(_ byte: UInt8) -> String {
  byte > 0x20 && byte < 0x7F
    ? "`\(Character(Unicode.Scalar(byte)))`" : "0x" + String(byte, radix: 16, uppercase: true)
}
