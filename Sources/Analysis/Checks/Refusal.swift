/// Recognizes phrases with which models refuse.
enum Refusal {
  /// `I cannot`, `I'm unable`.
  private static let unable =
    #"i(?: can(?:not|'t|’t)\b| won(?:'|’)t\b|(?:'|’| a)m (?:not able|unable)\b)"#
  /// `As an AI language model`, between commas.
  private static let asModel =
    #"as an? [^.,]{0,20}?(?:ai|artificial intelligence|language model|assistant|chatbot)\b[^.,]{0,20},? "#
  /// `作为一个AI语言模型，`
  private static let asChineseModel = #"(?:作为[^。，,]{0,20}[，,]?)?"#

  private static let expression = Rule.expression(
    [
      #"(?:i(?:'|’| a)?m )?(?:really |very |so |truly )?sorry,? (?:but )?(?:\#(asModel))?\#(unable)"#,
      #"(?:i apologi[sz]e|my apologies|unfortunately),? (?:but )?(?:\#(asModel))?\#(unable)"#,
      #"\#(asModel)(?:\#(unable)|i (?:don't|don’t|do not))"#,
      #"\#(unable)(?: to)? (?:help|assist|provide|answer|fulfill|comply|support|create|write|do that)"#,
      #"(?:(?:很|非常|十分)?抱歉|对不起)[，,]?(?:但是?)?\#(asChineseModel)我?(?:不能|无法)"#,
      #"我(?:不能|无法)(?:提供|协助|帮助|回答|满足)"#,
      #"作为(?:一个|一名)?(?:人工智能|ai)[^。]{0,12}(?:不能|无法)"#,
    ].joined(separator: "|").afterSpace, ignoresCase: true)

  private static let boilerplate = Rule.expression(
    #"as an (?:ai|artificial intelligence) (?:language )?model\b|作为(?:一个|一名)?(?:人工智能|ai)(?:语言)?(?:模型|助手)"#
      .afterSpace, ignoresCase: true)

  /// Whether a text begins with what an assistant says of itself, as models do before they refuse.
  static func beginsWithBoilerplate(_ text: [UInt8]) -> Bool {
    mayBegin(text) && boilerplate?.firstMatch(in: text, upTo: 600) != nil
  }

  /// Whether a text begins with a refusal.
  static func begins(_ text: [UInt8]) -> Bool {
    mayBegin(text) && expression?.firstMatch(in: text, upTo: 600) != nil
  }

  /// A fast check that rules out most texts.
  private static func mayBegin(_ text: [UInt8]) -> Bool {
    guard let start = text.firstIndex(where: { !$0.isASCIISpace }), start + 1 < text.count else {
      return false
    }
    let (first, second) = (text[start] | 0x20, text[start + 1] | 0x20)
    return switch first {
    // "I", "sorry", "as", "my", "unfortunately", "very", "really", "truly", or a Chinese character.
    case UInt8(ascii: "i"): !text[start + 1].isASCIILetter || second == UInt8(ascii: "m")
    case UInt8(ascii: "s"): second == UInt8(ascii: "o")
    case UInt8(ascii: "a"): second == UInt8(ascii: "s")
    case UInt8(ascii: "m"): second == UInt8(ascii: "y")
    case UInt8(ascii: "u"): second == UInt8(ascii: "n")
    case UInt8(ascii: "v"), UInt8(ascii: "r"): second == UInt8(ascii: "e")
    case UInt8(ascii: "t"): second == UInt8(ascii: "r")
    default: first >= 0x80
    }
  }
}

extension String {
  /// An expression for what a text begins with, after white space.
  fileprivate var afterSpace: String { #"\A\s*(?:\#(self))"# }
}
