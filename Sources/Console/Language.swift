/// A language of the user interface. The raw value is its name in options and in the configuration.
public enum Language: String, Hashable, Sendable, CaseIterable {
  case english = "en"
  case chinese = "zh"

  /// Makes the language of a locale such as `zh_CN.UTF-8`; English if its language isn't supported.
  public init(locale: String?) {
    self = locale?.lowercased().hasPrefix("zh") == true ? .chinese : .english
  }
}
