import JSONLines

extension Rule {
  static let q17 = Rule(
    "Q17", .info, "Simplified and Traditional characters, or full-width letters, in one text",
    """
    Three different characters or more of each script in one text: pieces of different sources, or a
    conversion that stopped half way. Full-width letters and digits (ＡＢＣ１２３) come from old
    keyboards and split words for tokenizers. Quotations are wrongly found.
    """,
    mistakes: "Texts that compare the scripts, names, and quotations.", needs: .aboveASCII, of: .all
  ) { text, _ in
    let kinds = text.characters.kinds
    guard kinds.contains([.simplified, .traditional]) || kinds.contains(.wide),
      let problem = text.lend({ ChineseForms($0) }).problem(
        isJapanese: text.characters.scripts.has(.kana))
    else { return [] }
    return [Spot(problem, at: text.pointer)]
  }
}

/// The Simplified, Traditional and full-width characters of a text.
struct ChineseForms {
  private var simplified: [Unicode.Scalar] = []
  private var traditional: [Unicode.Scalar] = []
  private var wide = ""

  init(_ text: EncodedText) {
    text.forEachCodePointAboveASCII { point in
      guard point < 0x10000, let scalar = Unicode.Scalar(point) else { return }
      let kinds = CharacterSurvey.kinds(of: point)
      if kinds.contains(.simplified) { Self.note(scalar, in: &simplified) }
      if kinds.contains(.traditional) { Self.note(scalar, in: &traditional) }
      if kinds.contains(.wide) { wide.unicodeScalars.append(scalar) }
    }
  }

  /// Keeps only the first few, to be shown.
  private static func note(_ scalar: Unicode.Scalar, in list: inout [Unicode.Scalar]) {
    if list.count < 6, !list.contains(scalar) { list.append(scalar) }
  }

  /// - Parameter isJapanese: Japanese has characters of both forms.
  func problem(isJapanese: Bool) -> String? {
    if !isJapanese, simplified.count >= 3, traditional.count >= 3 {
      let text = { (list: [Unicode.Scalar]) in String(String.UnicodeScalarView(list)) }
      return "Simplified \(text(simplified)) beside Traditional \(text(traditional))"
    }
    return wide.isEmpty ? nil : "full-width \(wide.prefix(12))"
  }

  // Frequent characters that exist in only one of the two standards.
  static let simplifiedOnly =
    "们这个来对时会说国过学还没发样开关问间门见车东长书买卖钱张让认识语请谢谁读课词该调谈话记讲许论设访证评试诗误诉则财责货质贵费资赛赶赵趋跃轻较输边达迁远进运选递邮邻释钟钢铁银错闻阅队阳阴阶际陆陈险随难电页顶项顺须预领频题颜风飞饭饮馆马驾验骑鱼鸟鸡龙龟热爱听报护担拥择挥损换据击师带帮应库废异弃强归当录忆怀态总恋恶惊惯战户执扩扫扬扰抢标栏树桥梦检楼机权条极构枪枫档业丝两严丧临为丽举义乐习乡亚产亲亿仅从仓仪价众优传伤伦伟体佣侠侣侦侧侨俩债倾偿储儿兑兴养兽内冈册写军农冯决况冻净凉减凑凤凭凯创删刘刚剑剂剧劝办务动励劲劳势勋区医华协单卢卫压厅历厉厌厕厂厦县"
  static let traditionalOnly =
    "們這個來對時會說國過學還沒發樣開關問間門見車東長書買賣錢張讓認識語請謝誰讀課詞該調談話記講許論設訪證評試詩誤訴則財責貨質貴費資賽趕趙趨躍輕較輸邊達遷遠進運選遞郵鄰釋鐘鋼鐵銀錯聞閱隊陽陰階際陸陳險隨難電頁頂項順須預領頻題顏風飛飯飲館馬駕驗騎魚鳥雞龍龜熱愛聽報護擔擁擇揮損換據擊師帶幫應庫廢異棄強歸當錄憶懷態總戀惡驚慣戰戶執擴掃揚擾搶標欄樹橋夢檢樓機權條極構槍楓檔業絲兩嚴喪豐臨為麗舉義烏樂習鄉雲亞產親億僅從倉儀價眾優傳傷倫偉體餘傭俠侶偵側僑倆債傾償儲兒兌黨蘭興養獸內岡冊寫軍農馮衝決況凍淨涼減湊幾鳳憑凱創刪別劉剛劍劑劇勸辦務動勵勁勞勢勳區醫華協單盧衛壓廳歷厲厭廁廠廈縣"
}
