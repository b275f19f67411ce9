import Analysis
import Interface
import Settings
import Storage

/// The user's own rules, and limits for the built-in ones.
struct OwnRules {
  var rules: [Rule] = []
  var limits = CheckLimits()

  init() {}

  init(_ path: String) throws {
    let bytes = try WholeFile.read(path)
    let file: RuleFile
    do { file = try RuleFile(bytes, file: path, limitNames: CheckLimits.names) } catch {
      throw Failure(.badConfiguration, "\(error.sentence)")
    }
    for (name, value) in file.limits.sorted(by: { $0.key < $1.key })
    where !limits.set(name, value) {
      let range = CheckLimits.shares.contains(name) ? "a share from 0 to 1" : "0 or more"
      throw Failure(.badConfiguration, "\(path): the limit \(name) is \(range), not \(value)")
    }
    rules = try file.rules.map { rule in
      guard !Checker.all.contains(where: { $0.id == rule.id.uppercased() }) else {
        throw Failure(
          .badConfiguration, "\(path): \(rule.id) is a built-in rule's name; choose another")
      }
      do throws(RegularExpression.PatternError) {
        return try Rule.own(
          rule.id, Severity(rawValue: rule.severity.rawValue) ?? .warning, rule.title,
          pattern: rule.pattern, words: rule.words, of: texts(of: rule),
          ignoresCase: rule.ignoresCase)
      } catch {
        throw Failure(
          .badConfiguration,
          "\(path): rule \(rule.id): wrong at character \(error.byteOffset + 1): \(error.message)")
      }
    }
  }

  private func texts(of rule: OwnRule) -> Rule.Texts {
    switch rule.place {
    case .answers: .answers
    case .prompts: .prompts
    case nil: .all
    }
  }
}
