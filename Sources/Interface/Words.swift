public import Analysis
public import Curation
import JSONLines

// The words for what other modules name: verdicts, ratings, parts, statistics.

extension Verdict {
  public var phrase: Phrase { Phrase(word: rawValue) }
}

extension RatingKey {
  /// The axis, and what is rated.
  var phrase: Phrase {
    let name = Phrase(word: axis)
    return at.map { "\(name) of \($0)" } ?? name
  }
}

extension Stage {
  /// As the title says it; nil where nothing is known.
  var phrase: Phrase? { self == .unknown ? nil : Phrase(word: rawValue) }
}

extension Part {
  /// The name; where the record doesn't give it, in words.
  var title: Phrase {
    guard let response, name == "response \(response + 1)" else { return "\(name)" }
    return "response \(response + 1)"
  }
}

extension Statistics.Section {
  public var phrase: Phrase {
    guard let measure else { return Phrase(word: title) }
    let role = measure.role.rawValue
    return
      "characters of \(role): mean \(measure.mean), median \(measure.median), p95 \(measure.p95), p99 \(measure.p99), most \(measure.most)"
  }
}

extension Statistics.Bar {
  var phrase: Phrase {
    guard let least else {
      return label.isEmpty ? "(empty)" : isWord ? Phrase(word: label) : "\(label)"
    }
    guard let most else { return "\(least) and more" }
    return least == most ? "\(least)" : "\(least) to \(most)"
  }
}

extension JSONSyntaxError {
  /// What is wrong, and at which byte, counted from 1.
  var phrase: Phrase {
    let byte = byteOffset + 1
    return switch problem {
    case .unexpectedEnd: "not JSON: it ends too early, at byte \(byte)"
    case .unexpectedByte(UInt8(ascii: "N")), .unexpectedByte(UInt8(ascii: "I")):
      "not JSON: NaN or Infinity at byte \(byte); Python writes them, JSON has no such numbers"
    case .unexpectedByte(let found): "not JSON: \(Self.text(found)) can't stand at byte \(byte)"
    case .invalidUTF8: "not JSON: invalid UTF-8 at byte \(byte)"
    case .invalidEscape: "not JSON: invalid escape at byte \(byte)"
    case .controlCharacter(let found):
      "not JSON: unescaped control character \(Self.text(found)) in a string at byte \(byte)"
    case .invalidNumber: "not JSON: invalid number at byte \(byte)"
    case .tooDeep: "nested deeper than 512 at byte \(byte): not looked into"
    case .trailingBytes: "not JSON: more follows after the value, at byte \(byte)"
    }
  }

  private static func text(_ byte: UInt8) -> String {
    byte > 0x20 && byte < 0x7F
      ? "`\(Character(Unicode.Scalar(byte)))`" : "0x" + String(byte, radix: 16, uppercase: true)
  }
}
