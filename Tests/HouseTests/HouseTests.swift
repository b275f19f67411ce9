import TestSupport
import Testing

/// The layers: who may import whom, held against every file. The README shows the same table.
@Suite struct HouseTests {
  /// Modules of ours and others' that each target may import, the standard library aside.
  private static let allowed: [String: Set<String>] = [
    "JSONLines": ["CBytes"],
    "Curation": ["JSONLines", "Dispatch", "Synchronization"],
    "Analysis": ["Curation", "JSONLines", "CPCRE2", "Synchronization"],
    "Console": [],
    "Interface": ["Curation", "Analysis", "Console", "JSONLines"],
    "Settings": ["Console", "CYAML"],
    "Storage": [
      "Curation", "JSONLines", "CSystem", "CCrypto", "CZlib", "CZstd", "Dispatch", "Glibc",
      "Synchronization",
    ],
    "Curses": ["Console", "CNCurses", "CSystem", "Glibc"],
    "Themes": [],
    "winnow": [
      "Analysis", "ArgumentParser", "CSystem", "Console", "Curation", "Curses", "Glibc",
      "Interface", "JSONLines", "Settings", "Storage", "Synchronization", "Themes",
    ],
    "CBytes": [], "CCrypto": [], "CNCurses": [], "CPCRE2": [], "CYAML": [], "CZlib": [],
    "CZstd": [], "CSystem": [],
  ]

  /// Modules of the system, which Package.swift doesn't name.
  private static let system: Set<String> = [
    "Glibc", "Synchronization", "Dispatch", "ArgumentParser",
  ]

  struct Source {
    var target: String
    var path: String
    var lines: [Substring]
  }

  private func sources() throws -> [Source] {
    var found: [Source] = []
    func visit(_ folder: String, _ target: String) throws {
      for name in Files.names(in: folder) {
        let path = "\(folder)/\(name)"
        if name.hasSuffix(".swift") {
          let text = try #require(Files.text(path))
          found.append(
            .init(
              target: target, path: path,
              lines: text.split(separator: "\n", omittingEmptySubsequences: false)))
        } else if !Files.names(in: path).isEmpty {
          try visit(path, target)
        }
      }
    }
    let root = Repository.root
    for target in Files.names(in: "\(root)/Sources") {
      try visit("\(root)/Sources/\(target)", target)
    }
    try visit("\(root)/Themes", "Themes")
    return found
  }

  /// The module that a line imports: of `public import struct Foundation.URL`, Foundation. What is
  /// indented stands in a text.
  private func module(_ line: Substring) -> String? {
    if line.first == " " { return nil }
    let words = line.split(separator: " ")
    guard let place = words.firstIndex(of: "import"), place + 1 < words.count,
      words[..<place].allSatisfy({
        $0.hasPrefix("@")
          || ["public", "internal", "private", "fileprivate", "package"].contains($0)
      })
    else { return nil }
    let kinds: Set<Substring> = [
      "struct", "class", "enum", "func", "protocol", "var", "let", "typealias",
    ]
    let name = kinds.contains(words[place + 1]) ? words.last ?? "" : words[place + 1]
    return String(name.prefix { $0 != "." })
  }

  @Test func `every file imports what its layer may, and never Foundation`() throws {
    let sources = try sources()
    #expect(sources.count > 100, "the sources were to be found")
    var used: [String: Set<String>] = [:]
    for source in sources {
      let allowed = try #require(Self.allowed[source.target], "the target is in the table")
      for line in source.lines {
        guard let module = module(line) else { continue }
        used[source.target, default: []].insert(module)
        #expect(allowed.contains(module), "\(source.path) imports \(module)")
        #expect(!module.hasPrefix("Foundation"), "\(source.path)")
      }
    }
    // The reader of imports reads some; a table that matched nothing would pass as well.
    #expect(used["Storage"]?.isSuperset(of: ["Curation", "JSONLines", "Glibc"]) == true)
    #expect(used["Curation"] == Self.allowed["Curation"])
  }

  @Test func `imports only point down`() {
    // A module that stands on itself, over whatever way, would be found here.
    func below(_ target: String, _ path: [String]) {
      #expect(!path.contains(target), "\(path) come back to \(target)")
      guard !path.contains(target) else { return }
      for module in Self.allowed[target] ?? [] { below(module, path + [target]) }
    }
    for target in Self.allowed.keys { below(target, []) }
  }

  @Test func `the README's table is this one`() throws {
    let readme = try #require(Files.text("\(Repository.root)/README.md"))
    var rows = 0
    for line in readme.split(separator: "\n") where line.hasPrefix("| `") {
      let cells = line.split(separator: "|").map { $0.split(separator: " ") }
      guard cells.count >= 3, cells[0].count == 1 else { continue }
      let name = cells[0][0].filter { $0 != "`" }
      guard let allowed = Self.allowed[name], name != "winnow" else { continue }
      let named = cells[2].map { String($0.filter { $0 != "," }) }
      #expect(Set(named) == allowed.subtracting(["Glibc"]), "\(name)")
      rows += 1
    }
    #expect(rows >= 8, "the table was to be found")
  }

  @Test func `no file in Sources is longer than 400 lines`() throws {
    for source in try sources() {
      #expect(source.lines.count <= 401, "\(source.path) has \(source.lines.count - 1) lines")
    }
  }

  @Test func `no comment in Sources is wider than 100 columns`() throws {
    for source in try sources() {
      for (place, line) in source.lines.enumerated() where line.count > 100 {
        let isComment = line.drop { $0 == " " }.hasPrefix("//")
        #expect(!isComment, "\(source.path):\(place + 1)")
      }
    }
  }

  @Test func `Package.swift gives each target the modules of its layer and no other`() throws {
    let manifest = try #require(Files.text("\(Repository.root)/Package.swift"))
    var seen: Set<String> = []
    for block in manifest.split(separator: "arget(").dropFirst() {
      let strings = block.split(separator: "\"", omittingEmptySubsequences: false)
      guard strings.count > 1, let allowed = Self.allowed[String(strings[1])] else { continue }
      let target = String(strings[1])
      seen.insert(target)
      guard let start = block.firstRange(of: "dependencies: [") else { continue }
      let list = block[start.upperBound...].prefix { $0 != "]" }
      let named = list.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 1 }.map { String($0.element) }
      for module in named where module != "swift-argument-parser" {
        #expect(allowed.contains(module), "\(target) depends on \(module)")
      }
      let imported = Set(
        try sources().filter { $0.target == target }.flatMap { $0.lines.compactMap(module) })
      let missing = imported.subtracting(named).subtracting(Self.system)
      #expect(missing.isEmpty, "\(target) imports \(missing) without depending on it")
      let unused = Set(named).subtracting(imported).subtracting(["swift-argument-parser"])
      #expect(unused.isEmpty, "\(target) depends on \(unused) without importing it")
    }
    #expect(seen.isSuperset(of: ["JSONLines", "Curation", "Storage", "Console", "winnow"]))
  }
}
