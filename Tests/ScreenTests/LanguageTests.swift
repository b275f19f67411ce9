import TerminalEmulator
import TestSupport
import Testing

/// Which language the real program speaks on a real terminal.
@Suite struct LanguageTests {
  private let folder = TemporaryFolder()

  private func open(_ words: String..., environment: [String: String]) async throws -> Sitting {
    folder.write(Sample.jsonl, "data.jsonl")
    return try await Sitting(["data.jsonl"] + words, in: folder, environment: environment)
  }

  @Test func `a Chinese locale has a Chinese screen, and its columns stand where they should`()
    async throws
  {
    let sitting = try await open(environment: ["LANG": "zh_CN.UTF-8"])
    #expect(sitting.shows(" data.jsonl  指令微调  alpaca  #1，共 4 条"))
    #expect(sitting.shows("alice  0 处修改"))
    #expect(sitting.shows("j 移动  Enter 打开  e 编辑"))
    try await sitting.press("a", until: "已执行 verdict accepted（#1）；u 撤销")
    try await sitting.press("u", until: "已撤销 verdict accepted（#1）；Ctrl-R 重做")
    try await sitting.press("f", until: "暴力犯罪")
    try await sitting.press("Esc", "?", until: "下一条记录；在记录中：向下滚动")
    try await sitting.press("q", "c", "备注里的字", "Enter", until: "备注：备注里的字")
    #expect(try await sitting.quit() == .exited(0))
    #expect(Winnow(folder)("show", "data.jsonl", "1").text.contains("note by alice: 备注里的字"))
  }

  @Test(arguments: [
    (["LC_ALL": "C", "LANG": "zh_CN.UTF-8"], "help"),
    (["LC_ALL": "", "LC_MESSAGES": "zh_CN", "LANG": "en_US.UTF-8"], "帮助"),
    (["LANG": "de_DE.UTF-8"], "help"),
  ])
  func `the locale's first variable that is set decides`(
    _ environment: [String: String], _ help: String
  ) async throws {
    let sitting = try await open(environment: environment)
    #expect(sitting.shows("? \(help)"))
    #expect(try await sitting.quit() == .exited(0))
  }

  @Test func `the option comes before the configuration, and that before the locale`() async throws
  {
    folder.write("language: zh\n", "winnow/config.yaml")
    let settings = ["XDG_CONFIG_HOME": folder.path, "LANG": "en_US.UTF-8"]
    let configured = try await open(environment: settings)
    #expect(configured.shows("? 帮助"))
    #expect(try await configured.quit() == .exited(0))
    let asked = try await open("--language", "en", environment: settings)
    #expect(asked.shows("? help"))
    #expect(try await asked.quit() == .exited(0))
  }
}
