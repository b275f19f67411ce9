import Curation
import JSONLines

extension Rule {
  /// Rules about what is asked and in which characters.
  static let contentRules = [q10, q15, q17, q24, q32]

  private static let q10 = Rule(
    "Q10", .warning, "something is asked that a text can't do",
    """
    The prompt asks to open a link, or to draw, attach or play something, and the record brings
    neither media nor tools: whatever stands in the answer is made up, or a refusal.
    """,
    terms: [
      "draw ", "sketch ", "paint ", "attach ", "upload ", "send me", "play a", "play the", "http",
      "画一", "绘制一", "打开", "访问", "阅读", "上传",
    ]
  ) { record in
    let media: [JSONKey] = ["images", "image", "videos", "audios", "tools", "functions"]
    guard !media.contains(where: { record.fields[$0]?.isEmptyList(in: record.bytes) == false })
    else { return [] }
    return record.matches(of: impossible, "asks for") { $0.role == .prompt || $0.role == .user }
  }

  private static let q15 = Rule(
    "Q15", .info, "much of the text is symbols, digits or addresses",
    """
    More than a quarter of the characters are neither letters nor digits, or more than 15 % are
    digits, or more than 20 % stand in web addresses. Made for pretraining text, where such pages
    are menus and tables; code and arithmetic look like that too. `limits:` in a file of rules moves
    the lines.
    """
  ) { record in
    record.texts.compactMap { text in
      guard text.utf8.count >= 200, let share = text.share(over: record.limits)
      else { return nil }
      return Spot(share, at: text.pointer)
    }
  }

  private static let q17 = Rule(
    "Q17", .info, "Simplified and Traditional characters, or full-width letters, in one text",
    """
    Three different characters or more of each script in one text: pieces of different sources, or a
    conversion that stopped half way. Full-width letters and digits (ＡＢＣ１２３) come from old
    keyboards and split words for tokenizers. Quotations are wrongly found.
    """
  ) { record in
    record.texts.compactMap { text in
      guard text.survey.highestByte >= 0xE3 else { return nil }
      return text.lend { ChineseForms($0) }.problem.map { Spot($0, at: text.pointer) }
    }
  }

  private static let q24 = Rule(
    "Q24", .warning, "scores of one response contradict each other",
    """
    UltraFeedback: an overall score of 10 beside fine-grained scores of at most 2 is a 1 that was
    read wrongly (2,628 of its completions). PKU-SafeRLHF: the better response is unsafe though the
    other one is safe.
    """
  ) { record in
    record.misreadScores + record.unsafePreference
  }

  private static let q32 = Rule(
    "Q32", .warning, "longer than the context",
    """
    By a cautious guess (six bytes of Latin text or two Chinese characters a token) the record has
    more tokens than `context-tokens` in the file of rules allows (`limits:`). Nothing is reported
    without it. A real tokenizer counts more, never fewer.
    """
  ) { record in
    guard let limit = record.limits.contextTokens, record.tokens.least > Double(limit) else {
      return []
    }
    return [
      Spot("\(Int(record.tokens.least)) to \(Int(record.tokens.most)) tokens, \(limit) fit")
    ]
  }

  private static let impossible = expression(
    #"\b(?:draw|sketch|paint) (?:me )?(?:a |an )?(?:picture|image|diagram of)|\b(?:attach|upload|send me) (?:a |an |the )?(?:image|photo|file|picture)|\bplay (?:a|the) (?:song|video)|\b(?:open|visit|read|summari[sz]e|click)(?: the| this)?(?: article| page| link| website)?(?: at| on|:)? https?://|(?:画|绘制)(?:一张|一幅)|(?:打开|访问|阅读)(?:这个|该)?(?:链接|网址|网页)|上传(?:一张|图片|文件)"#,
    ignoresCase: true)
}

extension JSONNode {
  fileprivate func isEmptyList(in bytes: Bytes) -> Bool {
    kind == .null || (kind == .array && firstElement(in: bytes) == nil)
  }
}

extension CheckedRecord {
  /// Tokens of all its texts.
  var tokens: TokenEstimate {
    var estimate = TokenEstimate()
    for text in texts { estimate.add(text.utf8) }
    return estimate
  }

  /// Tokens of the prompt and the longest response.
  var longestExample: TokenEstimate {
    var sides = [TokenEstimate()]
    for index in reading.responses.indices {
      var side = TokenEstimate()
      for text in texts where text.response == index { side.add(text.utf8) }
      sides.append(side)
    }
    var estimate = sides.max { $0.least < $1.least } ?? TokenEstimate()
    for text in texts where text.response == nil { estimate.add(text.utf8) }
    return estimate
  }

  fileprivate var misreadScores: [Spot] {
    guard let list = fields["completions"], list.kind == .array else { return [] }
    return list.elements(in: bytes, limit: 64).enumerated().compactMap { index, completion in
      guard completion.kind == .object, value("overall_score", of: completion) == 10,
        let fine = value("fine-grained_score", of: completion), fine <= 2
      else { return nil }
      let place = JSONPointer(["completions"]).appending(index).appending("overall_score")
      return Spot("overall_score 10 beside fine-grained_score \(fine)", at: place)
    }
  }

  private func value(_ name: JSONKey, of node: JSONNode) -> Double? {
    guard let number = node.member(name, in: bytes) else { return nil }
    let text = number.string(in: bytes)?.text
    return Double(text ?? String(decoding: bytes.slice(number.range), as: UTF8.self))
  }

  fileprivate var unsafePreference: [Spot] {
    guard reading.shape == .safetyPair, let better = number("better_response_id"),
      better == 0 || better == 1, isSafe(Int(better)) == false, isSafe(1 - Int(better)) == true
    else { return [] }
    return [Spot("the better response is unsafe", at: JSONPointer(["better_response_id"]))]
  }
}

extension CheckedRecord.Text {
  /// The first share of web addresses, digits or symbols that is over its line.
  fileprivate func share(over limits: CheckLimits) -> String? {
    func over(_ count: Int, _ limit: Double, _ name: String) -> String? {
      Double(count) > limit * Double(survey.scalars)
        ? "\(count * 100 / survey.scalars) % \(name)" : nil
    }
    return over(addressBytes, limits.addresses, "web addresses")
      ?? over(survey.digits, limits.digits, "digits")
      ?? over(survey.symbols, limits.symbols, "symbols")
  }

  /// Bytes that stand in web addresses.
  private var addressBytes: Int {
    let start = Array("http".utf8)
    var sum = 0
    var from = 0
    while let found = utf8.firstOffset(of: start, from: from) {
      let end = utf8[found...].firstIndex { $0 <= 0x20 } ?? utf8.count
      if utf8[found..<end].contains(UInt8(ascii: ":")) { sum += end - found }
      from = end
    }
    return sum
  }
}

/// In which forms a Chinese text is written.
private struct ChineseForms {
  private var simplified: Set<Unicode.Scalar> = []
  private var traditional: Set<Unicode.Scalar> = []
  private var wide = ""

  init(_ text: EncodedText) {
    text.forEachCodePointAboveASCII { point in
      guard point >= 0x4E00, point >= 0xA000 || Self.isTelling[Int(point) - 0x4E00],
        let scalar = Unicode.Scalar(point)
      else { return }
      if Self.simplifiedOnly.contains(scalar) {
        simplified.insert(scalar)
      } else if Self.traditionalOnly.contains(scalar) {
        traditional.insert(scalar)
      } else if (0xFF10...0xFF19).contains(scalar.value) || (0xFF21...0xFF3A).contains(scalar.value)
        || (0xFF41...0xFF5A).contains(scalar.value)
      {
        wide.unicodeScalars.append(scalar)
      }
    }
  }

  var problem: String? {
    if simplified.count >= 3, traditional.count >= 3 {
      let list = { (set: Set<Unicode.Scalar>) in
        String(String.UnicodeScalarView(set.sorted().prefix(6)))
      }
      return "Simplified \(list(simplified)) beside Traditional \(list(traditional))"
    }
    return wide.isEmpty ? nil : "full-width \(wide.prefix(12))"
  }

  /// Of each character from U+4E00 to U+9FFF, whether only one of the two forms has it.
  private static let isTelling: [Bool] = {
    var telling = [Bool](repeating: false, count: 0x5200)
    for scalar in simplifiedOnly.union(traditionalOnly)
    where (0x4E00..<0xA000).contains(scalar.value) {
      telling[Int(scalar.value) - 0x4E00] = true
    }
    return telling
  }()

  // Frequent characters that only one of the two has; in the same order.
  private static let simplifiedOnly = Set(
    "们这个来对时会说国过学还没发样开关问间门见车东长书买卖钱张让认识语请谢谁读课词该调谈话记讲许论设访证评试诗误诉则财责货质贵费资赛赶赵趋跃轻较输边达迁远进运选递邮邻释钟钢铁银错闻阅队阳阴阶际陆陈险随难电页顶项顺须预领频题颜风飞饭饮馆马驾验骑鱼鸟鸡龙龟热爱听报护担拥择挥损换据击师带帮应库废异弃强归当录忆怀态总恋恶惊惯战户执扩扫扬扰抢标栏树桥梦检楼机权条极构枪枫档业丝两严丧临为丽举义乐习乡亚产亲亿仅从仓仪价众优传伤伦伟体佣侠侣侦侧侨俩债倾偿储儿兑兴养兽内冈册写军农冯决况冻净凉减凑凤凭凯创删刘刚剑剂剧劝办务动励劲劳势勋区医华协单卢卫压厅历厉厌厕厂厦县"
      .unicodeScalars)
  private static let traditionalOnly = Set(
    "們這個來對時會說國過學還沒發樣開關問間門見車東長書買賣錢張讓認識語請謝誰讀課詞該調談話記講許論設訪證評試詩誤訴則財責貨質貴費資賽趕趙趨躍輕較輸邊達遷遠進運選遞郵鄰釋鐘鋼鐵銀錯聞閱隊陽陰階際陸陳險隨難電頁頂項順須預領頻題顏風飛飯飲館馬駕驗騎魚鳥雞龍龜熱愛聽報護擔擁擇揮損換據擊師帶幫應庫廢異棄強歸當錄憶懷態總戀惡驚慣戰戶執擴掃揚擾搶標欄樹橋夢檢樓機權條極構槍楓檔業絲兩嚴喪豐臨為麗舉義烏樂習鄉雲亞產親億僅從倉儀價眾優傳傷倫偉體餘傭俠侶偵側僑倆債傾償儲兒兌黨蘭興養獸內岡冊寫軍農馮衝決況凍淨涼減湊幾鳳憑凱創刪別劉剛劍劑劇勸辦務動勵勁勞勢勳區醫華協單盧衛壓廳歷厲厭廁廠廈縣"
      .unicodeScalars)
}
