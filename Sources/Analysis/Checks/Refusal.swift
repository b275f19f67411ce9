import JSONLines

/// Recognizes phrases with which models refuse.
enum Refusal {
  /// `I cannot`, `I'm unable`.
  private static let unable =
    #"i(?: can(?:not|'t|’t)\b| won(?:'|’)t\b|(?:'|’| a)m (?:not able|unable)\b)"#
  /// `As an AI language model`, between commas.
  private static let asModel =
    #"as an? [^.,]{0,20}?(?:ai|artificial intelligence|language model|assistant|chatbot)\b[^.,]{0,20},? "#
  /// What people say in letters that they can't do.
  private static let inLetters =
    #"(?! (?:make it|come|attend|join|be there|stay|find|remember)\b)"#
  /// `作为一个AI语言模型，`
  private static let asChineseModel = #"(?:作[为為][^。，,]{0,20}[，,]?)?"#
  private static let chineseUnable = #"(?:暂时|目前|還|还)?(?:无法|無法)"#
  /// What a model is asked for: people say of much else that they can't do it.
  private static let chineseVerb =
    #"(?:够)?(?:提供|协助|協助|帮|幫|回答|满足|滿足|参与|參與|支持|给|給|生成|完成|讨论|討論|透露|告诉|告訴|执行|執行|处理|處理|为|為|进行|進行|按照|分享|描述|创作|創作|写|寫|做)"#

  private static let expression = Rule.expression(
    [
      #"(?:i(?:'|’| a)?m )?(?:really |very |so |truly )?sorry,? (?:but )?(?:\#(asModel))?\#(unable)\#(inLetters)"#,
      #"(?:i apologi[sz]e|my apologies|unfortunately),? (?:but )?(?:\#(asModel))?\#(unable)\#(inLetters)"#,
      #"\#(asModel)(?:\#(unable)|i (?:don't|don’t|do not))"#,
      #"\#(unable)(?: to)? (?:help(?! but\b)|assist|provide|answer|fulfill|comply|support|create|write|do that)"#,
      #"i(?:'|’| a)m (?:afraid (?:that )?|(?:just |only )an ai\b[^.]{0,30}?[,.;] (?:and |so )?)\#(unable)(?: to)? (?:help|assist|provide|answer|fulfill|comply|do (?:that|it|this)|create|write|share|discuss)"#,
      #"i will not (?:help|assist|provide|comply|do that)\b"#,
      #"i(?: must| have to|(?:'|’)ll have to)(?: respectfully| politely)? (?:decline|refuse)\b"#,
      #"i(?:'|’| a)m not comfortable (?:with )?(?:provid|writ|creat|help|discuss|engag|shar|generat)ing"#,
      #"(?:[您你]好[，,！!。]?)?(?:(?:很|非常|十分)?抱歉|对不起|對不起)[，,。]?(?:但是?)?\#(asChineseModel)我?(?:\#(chineseUnable)|不能\#(chineseVerb))"#,
      #"我(?:不能|\#(chineseUnable))(?:提供|协助|協助|帮助|幫助|回答|满足|滿足)"#,
      #"(?:作[为為]|我是)(?:一个|一個|一名|一款|一位)?(?:人工智能|人工智慧|ai)[^。]{0,12}我?[^。]{0,4}(?<!您)(?<!你)(?:不能|\#(chineseUnable))"#,
    ].joined(separator: "|").afterSpace, ignoresCase: true)

  private static let boilerplate = Rule.expression(
    #"as an (?:ai|artificial intelligence) (?:language )?model\b|作[为為](?:一个|一個|一名|一款)?(?:人工智能|人工智慧|ai)(?:语言|語言)?(?:模型|助手)"#
      .afterSpace, ignoresCase: true)

  /// Whether a text begins with what an assistant says of itself, as models do before they refuse.
  static func beginsWithBoilerplate(_ text: [UInt8]) -> Bool { begins(text, with: boilerplate) }

  /// Whether a text begins with a refusal.
  static func begins(_ text: [UInt8]) -> Bool { begins(text, with: expression) }

  /// - Parameter expression: is found within the first 600 bytes after reasoning.
  private static func begins(_ text: [UInt8], with expression: RegularExpression?) -> Bool {
    let start = start(of: text)
    return mayBegin(text[start...])
      && expression?.firstMatch(in: text, from: start, upTo: start + 600) != nil
  }

  private static let endOfThought = Array("</think>".utf8)

  /// Where the answer begins: after reasoning in tags, if the text begins with it.
  static func start(of text: [UInt8]) -> Int {
    guard text.drop(while: \.isASCIISpace).starts(with: "<think>".utf8),
      let end = text.firstOffset(of: endOfThought)
    else { return 0 }
    return end + endOfThought.count
  }

  /// A fast check that rules out most texts.
  private static func mayBegin(_ text: ArraySlice<UInt8>) -> Bool {
    guard let start = text.firstIndex(where: { !$0.isASCIISpace }), start + 1 < text.endIndex else {
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
  /// An expression for what the searched part of a text begins with, after white space.
  fileprivate var afterSpace: String { #"\G\s*(?:\#(self))"# }
}
