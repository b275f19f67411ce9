public import Console

/// A list of hazard categories by which records are flagged.
public struct Taxonomy: Hashable, Sendable {
  /// The identifier that journals store with each flag; it must never change.
  public let id: String
  public let name: String
  /// In the order of the flag menu; no two have the same code.
  public let categories: [HazardCategory]

  public init(id: String, name: String, categories: [HazardCategory]) {
    (self.id, self.name, self.categories) = (id, name, categories)
  }
}

/// One entry of a taxonomy: `S9 Indiscriminate Weapons`.
public struct HazardCategory: Hashable, Sendable {
  /// The code that is typed and that journals store, such as `S9`.
  public let code: String
  private let english: Wording
  /// Nil if the file has no Chinese.
  private let chinese: Wording?

  /// The name of a category, and a sentence about what belongs in it.
  public struct Wording: Hashable, Sendable {
    public let name: String
    public let summary: String?

    public init(_ name: String, summary: String? = nil) {
      (self.name, self.summary) = (name, summary)
    }
  }

  public init(code: String, _ english: Wording, chinese: Wording? = nil) {
    (self.code, self.english, self.chinese) = (code, english, chinese)
  }

  /// Returns the wording in a language, or in English if the file has no other.
  public func wording(in language: Language) -> Wording {
    switch language {
    case .english: english
    case .chinese: chinese ?? english
    }
  }
}
