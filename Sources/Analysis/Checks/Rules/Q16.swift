import Curation
import JSONLines

extension Rule {
  static let q16 = Rule(
    "Q16", .info, "the answer is in another script than the prompt",
    """
    Less than a tenth of the answer's letters is in the script that most of the last question is in,
    and the other way round: right for a translation, else not.
    """,
    mistakes: "Translations, and code asked for in Chinese.",
    // ASCII letters alone are all Latin.
    needs: .aboveASCII
  ) { record in
    var question = ScriptCount()
    var isAnswered = false
    return record.texts.compactMap { text in
      let scripts = text.characters.scripts
      if text.role == .user || text.role == .prompt {
        if isAnswered { question = ScriptCount() }
        isAnswered = false
        question.add(scripts)
      }
      guard text.isAnswer else { return nil }
      isAnswered = true
      guard text.utf8.count > 40, let asked = question.main,
        let main = scripts.main, !scripts.hasTenth(of: asked), !question.hasTenth(of: main),
        // Both are Japanese.
        !([.han, .kana].contains(asked) && scripts.has(.kana))
      else { return nil }
      return Spot("prompt \(asked.rawValue), answer \(main.rawValue)", at: text.pointer)
    }
  }
}

extension ScriptCount {
  fileprivate func hasTenth(of script: Script) -> Bool { count(of: script) * 10 >= total }
}
