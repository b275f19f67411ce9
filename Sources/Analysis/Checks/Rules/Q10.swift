import Curation
import JSONLines

extension Rule {
  static let q10 = Rule(
    "Q10", .warning, "something is asked that a text can't do",
    """
    The prompt asks to open a link that it gives, to draw a picture, to send or attach a file, or to
    play a song or a video, or asks about a picture or a file that isn't there, and the record brings
    neither media nor tools: whatever stands in the answer is made up, or a refusal.
    """,
    mistakes: "Prompts for models that see and draw; add the media or tools to the record.",
    terms: [
      "picture", "image", "photo", "diagram of", "attach", "upload ", "send me", "play a",
      "play the", "http", "画一", "绘制一", "生成一", "这张", "看图", "图中", "上面的", "附件", "打开", "访问", "阅读", "上传",
    ]
  ) { record in
    let media: [JSONKey] = ["images", "image", "videos", "audios", "tools", "functions"]
    guard
      !media.contains(where: { record.fields[$0].map { !record.isEmptyList($0) } ?? false }),
      !record.turns.contains(where: { turn in
        record.contentParts(of: turn).contains { $0.type != nil && $0.type != "text" }
      })
    else { return [] }
    return record.texts.flatMap { text -> [Spot] in
      guard text.role == .prompt || text.role == .user else { return [] }
      let spots = text.matches(of: impossible, "asks for")
      // A request for a program isn't a request to do what the program does.
      return spots.isEmpty || program?.firstMatch(in: text.utf8) != nil ? [] : spots
    }
  }

  private static let program = expression(
    #"(?<![A-Za-z/.])(?:code|script|program|function|regex|svg|html|css|selenium|python|javascript|sql)(?![A-Za-z])|代码|程序|函数"#,
    ignoresCase: true)
  private static let impossible = expression(
    #"\b(?:draw|sketch|paint|generate|create) (?:me )?(?:a |an )?(?:(?:picture|image|photo)(?:s of)?|diagram of)\b|\b(?:shown |seen )?in (?:this|the) (?:image|picture|photo)\?|\b(?:the|this|an?) attached (?:image|photo|picture|file|document)|\b(?:attach|upload|send me) (?:a |an |the )?(?:image|photo|file|picture)|\bplay (?:a|the) (?:song|video)|\b(?:open|visit|read|summari[sz]e|click)(?: the| this)?(?: article| page| link| website)?(?: at| on|:)?(?: this link:?)? https?://|(?:画|绘制)(?:一张|一幅|一只)|生成(?:一张|一幅|一个)[^，。,\n]{0,12}?(?:图片|图像|图画|插画|照片|海报|视频)|(?:这张|上面的|附件(?:里|中)?的)(?:图片|照片|文件)|这张图[里中上]|看图(?:回答|作文|写|说)|(?:打开|访问|阅读)(?:这个|该)?(?:链接|网址|网页)|上传(?:一张|图片|文件)"#,
    ignoresCase: true)
}

extension CheckedRecord {
  /// Whether a list, or one as JSON in a string, has nothing in it.
  fileprivate func isEmptyList(_ node: JSONNode) -> Bool {
    switch node.kind {
    case .null: true
    case .array: node.firstElement(in: bytes) == nil
    case .string:
      node.range.count < 64
        && ["", "[]", "null"].contains(text(of: node)?.filter { !$0.isWhitespace })
    default: false
    }
  }
}
