import Console
import Curation
import Interface
import Settings
import Storage

/// The built-in hazard taxonomies and the user's own.
enum Taxonomies {
  static func all() -> [Taxonomy] {
    let own = own()
    // A test checks that all built-in ones can be parsed.
    let builtIn = BuiltInTaxonomy.all.compactMap { try? Taxonomy.parse($0.text, file: $0.id) }
    // The user's own of the same name takes a built-in one's place.
    return builtIn.filter { known in !own.contains { $0.id == known.id } } + own
  }

  /// Returns the user's own taxonomies, from `winnow/taxonomies` in the configuration folder.
  private static func own() -> [Taxonomy] {
    guard let folder = Preferences.folder.map({ "\($0)/taxonomies" }) else { return [] }
    do {
      let names = try Folder.names(in: folder)
      return names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.compactMap {
        read($0, in: folder)
      }
    } catch {
      Output.complain("\(Failure(error).message)")
      return []
    }
  }

  /// Reads one of the user's own taxonomies; if that fails, prints why and returns nil.
  private static func read(_ name: String, in folder: String) -> Taxonomy? {
    do {
      return try Taxonomy.parse(try WholeFile.read("\(folder)/\(name)"), file: name)
    } catch let error as SettingsError {
      Output.complain(error.sentence)
    } catch let error as StorageError {
      Output.complain("\(Failure(error).message)")
    } catch {}
    return nil
  }

  /// Returns all categories in the form that the screen offers.
  static func hazards(in language: Language = .english) -> [Model.Hazard] {
    all().flatMap { taxonomy in
      taxonomy.categories.map { category in
        let wording = category.wording(in: language)
        return Model.Hazard(
          taxonomy: taxonomy.id, code: category.code, name: wording.name, summary: wording.summary)
      }
    }
  }

  /// Returns a function that finds a category by its code, as `[Hazard].category` does.
  static func lookup() -> (String) -> HazardFlag.Key? { hazards().category }

  /// Returns a code as its taxonomy writes it, found ignoring case.
  static func code(_ text: String, of id: String) throws(Failure) -> String {
    guard let taxonomy = all().first(where: { $0.id == id }) else {
      let known = all().map(\.id).joined(separator: ", ")
      throw Failure(.usage, "there is no taxonomy \"\(id)\"; there is \(known)")
    }
    guard
      let found = taxonomy.categories.first(where: { $0.code.lowercased() == text.lowercased() })
    else {
      let codes = taxonomy.categories.map { "\($0.code) \($0.wording(in: .english).name)" }.joined(
        separator: "\n  ")
      throw Failure(.usage, "\(id) has no category \"\(text)\":\n  \(codes)")
    }
    return found.code
  }
}
