import JSONLines

extension Rule {
  static let q16 = Rule(
    "Q16", .info, "the answer is in another script than the prompt",
    "Most letters of prompt and answer are of different scripts: right for a translation, else not.",
    mistakes: "Translations, and code asked for in Chinese.",
    // ASCII letters alone are all Latin.
    needs: .aboveASCII
  ) { record in
    let scripts = record.promptScripts
    guard let prompt = scripts.main else { return [] }
    return record.texts.compactMap { text in
      guard text.isAnswer, text.utf8.count > 40, let main = text.characters.scripts.main,
        main != prompt,
        // Both are Japanese.
        !(scripts.has(.kana) && text.characters.scripts.has(.kana))
      else { return nil }
      return Spot("prompt \(prompt.rawValue), answer \(main.rawValue)", at: text.pointer)
    }
  }
}

extension CheckedRecord {
  /// The scripts of the prompt's letters.
  fileprivate var promptScripts: ScriptCount {
    var scripts = ScriptCount()
    for text in texts where text.isPrompt { scripts.add(text.characters.scripts) }
    return scripts
  }
}
