import Console
import Curation
import Interface
import Settings
import Storage

/// The built-in hazard taxonomies and the user's own.
enum Taxonomies {
  /// What is wrong with those of the user's own is told once.
  private static let all: [Taxonomy] = {
    let (all, faults) = read()
    for fault in faults { Output.complain(fault) }
    return all
  }()

  /// Returns all taxonomies, and what is wrong with those of the user's own that can't be read.
  static func read() -> (all: [Taxonomy], faults: [String]) {
    let (own, faults) = own()
    // A test checks that all built-in ones can be parsed.
    let builtIn = BuiltInTaxonomy.all.compactMap { try? Taxonomy.parse($0.text, file: $0.id) }
    // The user's own of the same name takes a built-in one's place.
    return (builtIn.filter { known in !own.contains { $0.id == known.id } } + own, faults)
  }

  /// Returns the user's own taxonomies, from `winnow/taxonomies` in the configuration folder.
  private static func own() -> (read: [Taxonomy], faults: [String]) {
    guard let folder = Preferences.folder.map({ "\($0)/taxonomies" }) else { return ([], []) }
    var read: [Taxonomy] = []
    var faults: [String] = []
    func noting(_ body: () throws -> Void) {
      do { try body() } catch let error as SettingsError {
        faults.append(error.sentence)
      } catch let error as any Explained {
        faults.append(error.failure.message.english)
      } catch {}
    }
    noting {
      for name in try Folder.names(in: folder)
      where name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
        let path = "\(folder)/\(name)"
        noting { read.append(try Taxonomy.parse(try WholeFile.read(path), file: path)) }
      }
    }
    return (read, faults)
  }

  /// Returns all categories in the form that the screen offers.
  static func hazards(in language: Language = .english) -> [Model.Hazard] {
    all.flatMap { taxonomy in
      taxonomy.categories.map { category in
        let wording = category.wording(in: language)
        return Model.Hazard(
          taxonomy: taxonomy.id, code: category.code, name: wording.name, summary: wording.summary)
      }
    }
  }

  /// Returns a function that finds a category by its code, as `[Hazard].category` does.
  static func lookup() -> (String) -> HazardFlag.Key? { hazards().category }

  /// Returns the category with a code, found ignoring case: of a taxonomy if one is named, else as
  /// on the screen, where `S10` and `pku:P1` name one of any.
  static func key(_ text: String, of id: String?) throws(Failure) -> HazardFlag.Key {
    if id == nil, let found = lookup()(text) { return found }
    let id = id ?? HazardFlag.Key.standardTaxonomy
    return HazardFlag.Key(taxonomy: id, category: try code(text, of: id))
  }

  private static func code(_ text: String, of id: String) throws(Failure) -> String {
    guard let taxonomy = all.first(where: { $0.id == id }) else {
      let names = all.map(\.id).joined(separator: ", ")
      throw Failure(.usage, "there is no taxonomy \"\(id)\"; there is \(names)")
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
