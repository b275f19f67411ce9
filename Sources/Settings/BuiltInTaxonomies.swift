/// A taxonomy file that is part of the program.
public struct BuiltInTaxonomy: Sendable {
  public let id: String
  /// The text of the file, for `Taxonomy.parse`.
  public let text: [UInt8]

  /// All of them; the first is the one that is used unless another is named.
  public static let all = [
    BuiltInTaxonomy(id: "mlcommons", text: PackageResources.mlcommons_yaml)
  ]
}
