import Analysis
import Settings
import Storage

/// Files of a person's own rules.
enum OwnRules {
  static func read(_ path: String) throws -> [Rule] {
    let bytes = try orFail { () throws(StorageError) in try WholeFile.read(path) }
    let parsed: [OwnRule]
    do { parsed = try OwnRule.parse(bytes, file: path) } catch {
      throw Failure(.badConfiguration, error.sentence)
    }
    return try parsed.map { rule in
      do throws(RegularExpression.PatternError) {
        return try Rule.own(
          rule.id, Severity(rawValue: rule.severity.rawValue) ?? .warning, rule.title,
          pattern: rule.pattern, words: rule.words, in: rule.place?.rawValue,
          ignoresCase: rule.ignoresCase)
      } catch {
        throw Failure(
          .badConfiguration,
          "\(path): rule \(rule.id): wrong at character \(error.byteOffset + 1): \(error.message)")
      }
    }
  }
}
