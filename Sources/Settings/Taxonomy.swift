/// A list of hazard categories by which records are flagged.
public struct Taxonomy: Hashable, Sendable {
  /// The name that flags in a journal carry; it never changes.
  public let id: String
  public let name: String
  /// The edition of the list that the categories were taken from.
  public let version: String?
  /// Who published it.
  public let source: String?
  /// In the order of the flag menu; no two have the same code.
  public let categories: [HazardCategory]

  public init(
    id: String, name: String, version: String? = nil, source: String? = nil,
    categories: [HazardCategory]
  ) {
    self.id = id
    self.name = name
    self.version = version
    self.source = source
    self.categories = categories
  }

  /// The category with exactly this code.
  public func category(_ code: String) -> HazardCategory? {
    categories.first { $0.code == code }
  }
}

/// One entry of a taxonomy: `S9 Indiscriminate Weapons`.
public struct HazardCategory: Hashable, Sendable {
  /// What is typed and what a journal keeps, such as `S9`.
  public let code: String
  /// In English.
  public let name: String
  public let chineseName: String
  /// What belongs in it, in a sentence.
  public let summary: String?

  public init(code: String, name: String, chineseName: String, summary: String? = nil) {
    self.code = code
    self.name = name
    self.chineseName = chineseName
    self.summary = summary
  }
}
