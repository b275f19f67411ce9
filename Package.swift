// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

/// The byte scanner is optimized in debug builds too: tests read real files.
let fast = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]

let package = Package(
  name: "winnow",
  products: [.executable(name: "winnow", targets: ["winnow"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
  ],
  targets: [
    // System libraries and C.
    .systemLibrary(name: "CBytes"),
    .systemLibrary(name: "CCrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CNCurses", providers: [.apt(["libncursesw5-dev"])]),
    .systemLibrary(name: "CPCRE2", providers: [.apt(["libpcre2-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CYAML", providers: [.apt(["libyaml-dev"])]),
    .target(name: "CSystem"),

    // Pure.
    .target(name: "JSONLines", dependencies: ["CBytes"], swiftSettings: fast),
    .target(name: "Curation", dependencies: ["JSONLines"], swiftSettings: strict),
    .target(
      name: "Analysis", dependencies: ["Curation", "JSONLines", "CPCRE2"], swiftSettings: strict),
    .target(name: "Console", swiftSettings: strict),
    .target(
      name: "Interface", dependencies: ["Analysis", "Console", "Curation", "JSONLines"],
      resources: [.embedInCode("Languages/zh.txt"), .embedInCode("Languages/zh-rules.txt")],
      swiftSettings: strict),

    // Edges.
    .target(
      name: "Storage",
      dependencies: ["Curation", "JSONLines", "CCrypto", "CSystem", "CZlib", "CZstd"],
      resources: [.embedInCode("JournalSchema.json")], swiftSettings: strict),
    .target(
      name: "Settings", dependencies: ["Console", "CYAML"],
      resources: [
        .embedInCode("Taxonomies/mlcommons.yaml"), .embedInCode("Taxonomies/pku.yaml"),
        .embedInCode("Taxonomies/openai.yaml"), .embedInCode("Taxonomies/safety_prompts.yaml"),
        .embedInCode("Taxonomies/three_h.yaml"),
      ], swiftSettings: strict),
    .target(
      name: "Curses", dependencies: ["Console", "CNCurses", "CSystem"], swiftSettings: strict),
    .target(
      name: "Themes", path: "Themes",
      resources: [
        .embedInCode("winnow-dark.yaml"), .embedInCode("winnow-light.yaml"),
        .embedInCode("high-contrast.yaml"), .embedInCode("okabe-ito.yaml"),
        .embedInCode("terminal.yaml"), .embedInCode("plain.yaml"),
      ],
      swiftSettings: strict),

    // The program.
    .executableTarget(
      name: "winnow",
      dependencies: [
        "Analysis", "CSystem", "Console", "Curation", "Curses", "Interface", "JSONLines",
        "Settings", "Storage", "Themes",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      resources: [
        .embedInCode("Demo/sft.jsonl"), .embedInCode("Demo/preferences.jsonl"),
        .embedInCode("Demo/flags.tsv"), .embedInCode("Judge/template.txt"),
      ],
      swiftSettings: strict),

    // Tests.
    .systemLibrary(name: "CVterm", path: "Tests/CVterm", providers: [.apt(["libvterm-dev"])]),
    .target(
      name: "TerminalEmulator", dependencies: ["CVterm"], path: "Tests/TerminalEmulator",
      swiftSettings: strict),
    .target(
      name: "TestSupport", dependencies: ["Curation", "JSONLines"], path: "Tests/TestSupport",
      swiftSettings: strict),
    .executableTarget(
      name: "CursesProbe", dependencies: ["Curses", "Console"], path: "Tests/CursesProbe",
      swiftSettings: strict),
    .testTarget(
      name: "JSONLinesTests", dependencies: ["CBytes", "JSONLines", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "CurationTests", dependencies: ["Curation", "JSONLines", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "AnalysisTests", dependencies: ["Analysis", "Curation", "JSONLines", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ConsoleTests", dependencies: ["Console"], exclude: ["generate-width-table.py"],
      swiftSettings: strict),
    .testTarget(
      name: "SettingsTests", dependencies: ["Console", "Settings", "Themes"], swiftSettings: strict),
    .testTarget(
      name: "StorageTests",
      dependencies: ["Curation", "JSONLines", "Storage", "TestSupport", "winnow"],
      swiftSettings: strict),
    .testTarget(
      name: "CursesTests",
      dependencies: ["Curses", "Console", "CursesProbe", "TerminalEmulator", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "InterfaceTests",
      dependencies: [
        "Analysis", "Console", "Curation", "Interface", "JSONLines", "TestSupport",
      ],
      exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "CommandLineTests", dependencies: ["JSONLines", "TestSupport", "winnow"],
      exclude: ["Servers"],
      swiftSettings: strict),
    .testTarget(
      name: "ScreenTests", dependencies: ["TerminalEmulator", "TestSupport", "winnow"],
      swiftSettings: strict),
    .testTarget(name: "HouseTests", dependencies: ["TestSupport"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
