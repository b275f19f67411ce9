/// A language that the program speaks. Its raw value is what the option and the configuration name.
public enum Language: String, Hashable, Sendable, CaseIterable {
  case english = "en"
  case chinese = "zh"

  /// The language of a locale such as `zh_CN.UTF-8`; English where the program doesn't speak it.
  public init(locale: String?) {
    self = locale?.lowercased().hasPrefix("zh") == true ? .chinese : .english
  }
}
