/// Recognizes phrases with which models refuse.
enum Refusal {
  private static let expression = Rule.expression(
    #"\A\s*(?:i(?:'|’)?m (?:really |very |so )?sorry,? (?:but )?i (?:can|can't|cannot|am not able)|sorry,? (?:but )?i (?:can(?:no|')?t|am unable|won't)|i (?:cannot|can't|can’t|won't|am unable to|am not able to) (?:help|assist|provide|answer|fulfill|comply|support|create|write|do that)|as an ai(?: language model)?,? i (?:cannot|can't|am unable|don't|do not)|很抱歉|抱歉，我(?:不能|无法)|对不起，我(?:不能|无法)|我(?:不能|无法)(?:提供|协助|帮助|回答)|作为(?:一个|一名)?(?:人工智能|ai)[^。]{0,12}(?:不能|无法))"#,
    ignoresCase: true)

  /// Whether a text begins with a refusal.
  static func begins(_ text: [UInt8]) -> Bool {
    guard let start = text.firstIndex(where: { !$0.isASCIISpace }), start + 1 < text.count else {
      return false
    }
    let (first, second) = (text[start] | 0x20, text[start + 1])
    switch first {
    // "I", "sorry", "as", or a Chinese character.
    case UInt8(ascii: "i") where !second.isASCIILetter || second | 0x20 == UInt8(ascii: "m"),
      UInt8(ascii: "s") where second | 0x20 == UInt8(ascii: "o"),
      UInt8(ascii: "a") where second | 0x20 == UInt8(ascii: "s"), 0x80...:
      return expression?.firstMatch(in: text, upTo: 600) != nil
    default: return false
    }
  }
}
