import TestSupport
import Testing

@Suite struct ReadmeTests {
  private let readme = Files.text("\(Repository.root)/README.md") ?? ""

  @Test func `the keys in the README are those that winnow keys prints`() {
    let printed = Winnow()("keys").text
    #expect(printed.split(separator: "\n").count > 40)
    #expect(readme.contains(printed))
  }

  @Test func `every theme and every command that help lists stands in the README`() {
    let winnow = Winnow()
    for theme in winnow("themes").lines { #expect(readme.contains("`\(theme)`"), "\(theme)") }
    let help = winnow("--help").text
    let commands = help.split(separator: "SUBCOMMANDS:").last?.split(separator: "\n") ?? []
    var count = 0
    for line in commands {
      guard line.hasPrefix("  "), !line.hasPrefix("   "),
        let name = line.split(separator: " ").first, name.first?.isLowercase == true
      else { continue }
      #expect(readme.contains("`\(name)") || name == "open", "\(name)")
      count += 1
    }
    #expect(count > 30, "the commands were to be found")
  }
}
