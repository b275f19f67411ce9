import Interface
import Settings

/// The hazard taxonomies that come with the program.
enum Taxonomies {
  static func all() -> [Taxonomy] {
    BuiltInTaxonomy.all.compactMap { try? Taxonomy.parse($0.text, file: $0.id) }  // tested
  }

  /// All categories, as the screen offers them.
  static var hazards: [Model.Hazard] {
    all().flatMap { taxonomy in
      taxonomy.categories.map {
        Model.Hazard(taxonomy: taxonomy.id, code: $0.code, name: $0.name)
      }
    }
  }

  /// The code as its taxonomy writes it, found in any case.
  static func code(_ text: String, of id: String) throws(Failure) -> String {
    guard let taxonomy = all().first(where: { $0.id == id }) else {
      let known = all().map(\.id).joined(separator: ", ")
      throw Failure(.usage, "there is no taxonomy \"\(id)\"; there is \(known)")
    }
    guard
      let found = taxonomy.categories.first(where: { $0.code.lowercased() == text.lowercased() })
    else {
      let codes = taxonomy.categories.map { "\($0.code) \($0.name)" }.joined(separator: "\n  ")
      throw Failure(.usage, "\(id) has no category \"\(text)\":\n  \(codes)")
    }
    return found.code
  }
}
