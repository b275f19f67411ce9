// The file format of a taxonomy:
//
//     id: mlcommons
//     name: MLCommons hazards
//     version: "0.5"                   # optional, as is source: for who reads the file
//     categories:
//       - code: S1
//         name: Violent Crimes
//         description: ...             # optional, as is what follows
//         zh: 暴力犯罪
//         zh-description: ...

extension Taxonomy {
  /// Reads the text of a taxonomy file.
  ///
  /// - Parameter file: the file name for error positions.
  /// - Throws: what `YAMLNode.parse` throws, and `unknownKey`, `missingKey`, `wrongKind`,
  ///   `emptyValue`, `duplicateCode`.
  public static func parse(_ text: [UInt8], file: String) throws(SettingsError) -> Taxonomy {
    let root = try YAMLNode.parse(text, file: file)
    let fields = try YAMLFields(root, known: ["id", "name", "version", "source", "categories"])
    return Taxonomy(
      id: try fields.requiredText("id"),
      name: try fields.requiredText("name"),
      categories: try categories(in: fields.required("categories")))
  }

  private static func categories(in list: YAMLNode) throws(SettingsError) -> [HazardCategory] {
    var categories: [HazardCategory] = []
    var codes: Set<String> = []
    for item in try list.items() {
      let fields = try YAMLFields(
        item, known: ["code", "name", "description", "zh", "zh-description"])
      let code = try fields.requiredText("code")
      let english = HazardCategory.Wording(
        try fields.requiredText("name"), summary: try fields.text("description"))
      let summary = try fields.text("zh-description")
      let chinese = try fields.text("zh").map { HazardCategory.Wording($0, summary: summary) }
      let category = HazardCategory(code: code, english, chinese: chinese)
      guard codes.insert(category.code).inserted else {
        let place = try fields.required("code").position
        throw SettingsError(at: place, .duplicateCode(category.code))
      }
      categories.append(category)
    }
    return categories
  }
}
