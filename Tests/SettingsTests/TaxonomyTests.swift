import Console
import Settings
import Testing

@Suite("Taxonomies")
struct TaxonomyTests {
  @Test("The built-in files load under their ids", arguments: BuiltInTaxonomy.all)
  func builtIn(_ file: BuiltInTaxonomy) throws {
    let taxonomy = try Taxonomy.parse(file.text, file: "\(file.id).yaml")
    #expect(taxonomy.id == file.id)
    #expect(!taxonomy.categories.isEmpty)
  }

  @Test("The MLCommons hazards are S1 to S14, each with a name in English and in Chinese")
  func mlcommons() throws {
    let file = try #require(BuiltInTaxonomy.all.first)
    let taxonomy = try Taxonomy.parse(file.text, file: "mlcommons.yaml")
    #expect(taxonomy.id == "mlcommons")
    #expect(taxonomy.categories.map(\.code) == (1...14).map { "S\($0)" })
    #expect(taxonomy.categories[8].wording(in: .english).name == "Indiscriminate Weapons")
    for category in taxonomy.categories {
      let (english, chinese) = (category.wording(in: .english), category.wording(in: .chinese))
      #expect(english.name.utf8.allSatisfy { $0 < 0x80 })
      let isHan = chinese.name.unicodeScalars.allSatisfy { (0x4E00...0x9FFF) ~= $0.value }
      #expect(isHan, "\(chinese.name)")
      #expect(english.summary != nil && chinese.summary != nil)
    }
  }

  @Test("Descriptions, the origin and the Chinese may be left out")
  func minimal() throws {
    let yaml = "id: own\nname: Ours\ncategories:\n- {code: A, name: Bad}\n"
    let taxonomy = try Taxonomy.parse(Array(yaml.utf8), file: "own.yaml")
    let category = HazardCategory(code: "A", .init("Bad"))
    #expect(taxonomy == Taxonomy(id: "own", name: "Ours", categories: [category]))
    #expect(category.wording(in: .chinese).name == "Bad")
  }

  @Test(
    "What is missing, misspelt or double is refused where it stands",
    arguments: [
      ("name: x\ncategories: []", 1, 1, .missingKey("id")),
      ("id: x\nname: x", 1, 1, .missingKey("categories")),
      ("id: x\nname: x\ncategories:\n- {code: A, zh: B}", 4, 3, .missingKey("name")),
      (
        "id: x\nname: x\ncategories:\n- {code: A, nam: B}", 4, 13,
        .unknownKey("nam", nearest: "name")
      ),
      (
        "id: x\nname: x\ncategories:\n- {code: A, name: B, zh: 乙}\n- {code: A, name: C, zh: 丙}",
        5, 10, .duplicateCode("A")
      ),
    ] as [(String, Int, Int, SettingsError.Reason)])
  func faults(_ yaml: String, _ line: Int, _ column: Int, _ reason: SettingsError.Reason) {
    let position = FilePosition(file: "own.yaml", line: line, column: column)
    #expect(throws: SettingsError(at: position, reason)) {
      try Taxonomy.parse(Array(yaml.utf8), file: "own.yaml")
    }
  }
}
