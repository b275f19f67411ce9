/// A taxonomy file that is part of the program.
public struct BuiltInTaxonomy: Sendable {
  public let id: String
  /// The text of the file, for `Taxonomy.parse`.
  public let text: [UInt8]

  /// All built-in taxonomies; the first is the default.
  public static let all = [
    BuiltInTaxonomy(id: "mlcommons", text: PackageResources.mlcommons_yaml),
    BuiltInTaxonomy(id: "pku", text: PackageResources.pku_yaml),
    BuiltInTaxonomy(id: "openai", text: PackageResources.openai_yaml),
    BuiltInTaxonomy(id: "safety-prompts", text: PackageResources.safety_prompts_yaml),
    BuiltInTaxonomy(id: "3h", text: PackageResources.three_h_yaml),
  ]
}
