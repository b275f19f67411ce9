public import Console

/// A message to the user: an English format with numbered arguments, `undid %1 on %2`, and their
/// values. It is written in code like an interpolated string, and becomes text only when it is
/// shown.
///
/// A phrase inside a phrase is translated too. A string is data, a key or a command, and is left as
/// it is.
public struct Phrase: Hashable, Sendable {
  /// The English format, which is the key to the catalogues of other languages. `%%` is a percent
  /// sign.
  let format: String
  private let arguments: [Argument]

  fileprivate enum Argument: Hashable, Sendable {
    case text(String)
    case phrase(Phrase)
  }

  private init(format: String, _ arguments: [Argument]) {
    self.format = format
    self.arguments = arguments
  }

  init(format: String, places: [Phrase]) {
    self.init(format: format, places.map { .phrase($0) })
  }

  /// Makes a phrase of a word shared with other modules: `accepted`.
  public init(word: String) {
    self.init(format: word.replacing("%", with: "%%"), [])
  }

  public var english: String { text(in: .english) }

  public func text(in language: Language) -> String {
    var text = ""
    var isPlace = false
    for character in language.catalogue[format] ?? format {
      guard isPlace else {
        if character == "%" { isPlace = true } else { text.append(character) }
        continue
      }
      isPlace = false
      guard let place = character.wholeNumberValue, arguments.indices.contains(place - 1) else {
        text.append(character)
        continue
      }
      switch arguments[place - 1] {
      case .text(let argument): text += argument
      case .phrase(let phrase): text += phrase.text(in: language)
      }
    }
    return text
  }
}

extension Phrase: ExpressibleByStringInterpolation {
  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var format = ""
    fileprivate var arguments: [Argument] = []

    public init(literalCapacity: Int, interpolationCount: Int) {}

    public mutating func appendLiteral(_ literal: String) {
      format += literal.replacing("%", with: "%%")
    }

    public mutating func appendInterpolation(_ phrase: Phrase) { append(.phrase(phrase)) }

    public mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      append(.text(value.description))
    }

    private mutating func append(_ argument: Argument) {
      arguments.append(argument)
      format += "%\(arguments.count)"
    }
  }

  public init(stringLiteral value: String) { self.init(word: value) }

  public init(stringInterpolation: StringInterpolation) {
    self.init(format: stringInterpolation.format, stringInterpolation.arguments)
  }
}

/// The description is in English, for printed output.
extension Phrase: CustomStringConvertible {
  public var description: String { english }
}

extension Phrase {
  /// Joins phrases with the list separator of the language.
  public static func list(_ phrases: [Phrase]) -> Phrase {
    guard let first = phrases.first else { return "" }
    return phrases.dropFirst().reduce(first) { "\($0), \($1)" }
  }

  public static func names(_ names: some Sequence<String>) -> Phrase {
    list(names.map { "\($0)" })
  }
}

extension Sequence<Phrase> {
  /// Joins the parts of a line with two blanks.
  func text(in language: Language) -> String {
    map { $0.text(in: language) }.joined(separator: "  ")
  }
}
