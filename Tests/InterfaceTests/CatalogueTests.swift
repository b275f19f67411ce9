import Analysis
import Console
import Curation
import JSONLines
import TestSupport
import Testing

@testable import Interface

/// The Chinese catalogue against the sources, which say what there is to be translated.
@Suite struct CatalogueTests {
  private static let sources = "\(Repository.root)/Sources"
  private let catalogue = Language.chinese.catalogue
  private static let lines = Language.chineseLines + Language.chineseRuleLines

  private static func literals(of target: String, _ name: String) throws -> [String] {
    Literals.formats(in: try #require(Files.text("\(sources)/\(target)/\(name)")))
  }

  private static func literals(of folder: String) throws -> [String] {
    try Files.names(in: "\(sources)/\(folder)").filter { $0.hasSuffix(".swift") }
      .flatMap { try literals(of: folder, $0) }
  }

  /// The places of a format, in their order.
  private static func places(_ format: String) -> [Character] {
    format.replacing("%%", with: "").split(separator: "%", omittingEmptySubsequences: false)
      .dropFirst().compactMap(\.first).sorted()
  }

  @Test func `the file is pairs of lines, none twice, with the same places`() throws {
    for (name, lines) in [
      ("zh", Language.chineseLines), ("zh-rules", Language.chineseRuleLines),
    ] {
      let text = try #require(Files.text("\(Self.sources)/Interface/Languages/\(name).txt"))
      let pairs = text.split(separator: "\n\n")
      #expect(pairs.allSatisfy { $0.split(separator: "\n").count == 2 })
      #expect(pairs.count == lines.count && pairs.count > 200)
    }
    var seen: Set<String> = []
    for (english, chinese) in Self.lines {
      #expect(seen.insert(english).inserted, "twice: \(english)")
      #expect(Self.places(english) == Self.places(chinese), "\(english)")
      #expect(english == english.trimmed && chinese == chinese.trimmed, "\(english)")
    }
  }

  @Test func `Chinese sentences have full-width punctuation`() {
    for (_, chinese) in Self.lines {
      let marks = zip(chinese, chinese.dropFirst()).filter { before, mark in
        ",;:?!()".contains(mark) && before.isHan
      }
      #expect(marks.isEmpty, "\(chinese)")
    }
  }

  /// Words of tables that other modules have, and what the C library says of files.
  private static let shared: Set<String> = [
    "helpful", "honest", "harmless", "acceptable", "yes", "no", "accepted", "discarded", "skipped",
    "none", "Permission denied", "No such file or directory",
    "No space left on device", "Disk quota exceeded", "Read-only file system",
    "Input/output error", "File too large", "kept", "changed", "truncated", "dropped", "crash",
    "alignment", "SFT", "pretraining", "create", "lock", "map", "pack", "sync",
  ]

  @Test func `no line is stale: each is said somewhere`() throws {
    var said = Self.shared
    let folders = [
      "Interface", "winnow", "winnow/Screen", "winnow/Commands", "Storage", "Analysis/Checks",
      "Analysis/Checks/Rules",
    ]
    for folder in folders {
      said.formUnion(try Self.literals(of: folder))
    }
    said.formUnion(try Self.literals(of: "Analysis", "Statistics.swift"))
    said.formUnion(try Self.literals(of: "JSONLines", "SyntaxErrorText.swift"))
    said.formUnion(try Self.literals(of: "Curation", "CommandText.swift"))
    said.formUnion(Action.allCases.map(\.rawValue))
    for (english, _) in Language.chineseLines {
      let isSaid = said.contains(english)
      #expect(isSaid, "nobody says: \(english)")
    }
  }

  /// Texts with several words that aren't phrases: what goes into a journal or is typed.
  private static let data = Set(TypedCommand.all(themes: []).map(\.example)).union([
    "a screen has a pane", "flagged unreviewed", "agree: %1", "refuse: %1", "mend %1",
    "insert assistant", "insert user", "role assistant", "role system", "role user",
    "response add ", "note %1", "search %1", "filter %1", "sort %1", "j k", "y n", "a x s",
  ])

  @Test func `every text of several words in Interface is in the catalogue`() throws {
    for name in Files.names(in: "\(Self.sources)/Interface")
    where name.hasSuffix(".swift") && name != "KeyTable.swift" {
      for format in try Self.literals(of: "Interface", name) where format.hasWords {
        #expect(catalogue[format] != nil || Self.data.contains(format), "\(name): \(format)")
      }
    }
  }

  @Test func `what rules find is in the catalogue, and is known again when it was said`() throws {
    var count = 0
    for folder in ["Analysis/Checks", "Analysis/Checks/Rules"] {
      for name in Files.names(in: "\(Self.sources)/\(folder)") where name.hasSuffix(".swift") {
        let source = try #require(Files.text("\(Self.sources)/\(folder)/\(name)"))
        for start in source.split(separator: "Spot(\"").dropFirst() {
          guard let format = Literals.formats(in: "\"" + start).first(where: \.hasWords) else {
            continue
          }
          #expect(catalogue[format] != nil, "\(name): \(format)")
          count += 1
        }
        for start in source.split(separator: "Fate(").dropFirst() {
          let call = start.split(separator: "at:").first ?? start
          guard let format = Literals.formats(in: String(call)).first(where: \.hasWords) else {
            continue
          }
          #expect(catalogue[format] != nil, "\(name): \(format)")
        }
      }
    }
    #expect(count > 50, "the findings were to be found")
    let said = [
      ("3 turns against 4", "3 轮对 4 轮"), ("role word \"Human:\"", "角色词“Human:”"),
      ("messages is no list", "messages 不是列表"), ("2 <image> for 1 images", "2 个 <image>，却有 1 个图像"),
      ("label is no boolean", "label 不是布尔值"), ("role \"turn\"", "角色“turn”"),
      ("arguments are not JSON: it ends too early, at byte 3", "参数有误：不是 JSON：在第 3 字节处过早结束"),
      ("something of another kind", "something of another kind"), ("", ""),
    ]
    for (english, chinese) in said {
      let phrase = Phrase(said: english)
      #expect(phrase.english == english)
      #expect(phrase.text(in: .chinese) == chinese)
    }
  }

  @Test func `what the program says about journals and files is in the catalogue`() throws {
    let files = [
      "JournalErrorText.swift", "Screen/ExternalEditor.swift", "Screen/Program.swift",
    ]
    for name in files {
      for format in try Self.literals(of: "winnow", name) where format.hasWords {
        #expect(catalogue[format] != nil, "\(name): \(format)")
      }
    }
  }

  @Test func `every word of the tables is in the catalogue`() {
    let phrases =
      Action.allCases.map(\.help) + Verdict.allCases.map(\.phrase)
      + RatingKey.axes.map { Phrase(word: $0.name) }
    for phrase in phrases { #expect(catalogue[phrase.format] != nil, "\(phrase)") }
  }

  @Test func `a problem of JSON is worded here as it is for the command line`() {
    let broken =
      [
        "[1,", "NaN", "[}", "\u{1}", #""\x""#, "\"\n\"", "01", "1.", "{} x",
        String(repeating: "[", count: 600),
      ].map { Array($0.utf8) } + [[0x22, 0xFF, 0x22]]
    for bytes in broken {
      let error = #expect(throws: JSONSyntaxError.self) { try JSONNode.parse(Bytes(bytes)) }
      guard let phrase = error?.phrase else { continue }
      #expect(phrase.english == error?.text)
      #expect(phrase.text(in: .chinese) != phrase.english)
    }
  }
}

extension String {
  fileprivate var trimmed: String {
    let start = drop { $0.isWhitespace }
    return String(start.reversed().drop { $0.isWhitespace }.reversed())
  }

  /// Whether it reads as words: two with a blank between, of which one is of small letters.
  fileprivate var hasWords: Bool {
    let words = replacing(/%\d/, with: "").split { $0 == " " || $0 == "\n" }
      .filter { word in word.contains { $0.isLetter } }
    return words.count > 1
      && words.contains { $0.allSatisfy { $0.isLowercase || "',:;".contains($0) } }
  }
}

extension Character {
  fileprivate var isHan: Bool {
    unicodeScalars.first.map { (0x4E00...0x9FFF).contains($0.value) } ?? false
  }
}
