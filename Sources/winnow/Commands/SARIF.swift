import Analysis
import Curation
import JSONLines

/// Writes findings in the Static Analysis Results Interchange Format 2.1.0 (OASIS), which code
/// hosts show beside a change.
enum SARIF {
  /// - Parameter known: the rules that may have found something.
  static func document(
    _ findings: [Finding], of known: [any DescribedRule], file: String, _ lines: LineNumbers
  ) -> String {
    let used = Set(findings.map(\.rule))
    let rules = known.filter { used.contains($0.id) }.map { rule in
      JSONValue.members([
        ("id", .text(rule.id)), ("shortDescription" as JSONString, text(rule.title)),
        ("fullDescription" as JSONString, text(rule.explanation)),
      ])
    }
    let driver = JSONValue.members([
      ("name", .text("winnow")), ("version", .text(Winnow.version)), ("rules", .array(rules)),
    ])
    let run = JSONValue.members([
      ("tool" as JSONString, .members([("driver" as JSONString, driver)])),
      ("results", .array(findings.filter { !$0.message.isEmpty }.map { result($0, file, lines) })),
    ])
    let document = JSONValue.members([
      ("$schema" as JSONString, .text("https://json.schemastore.org/sarif-2.1.0.json")),
      ("version", .text("2.1.0")), ("runs", .array([run])),
    ])
    return document.json
  }

  private static func result(
    _ finding: Finding, _ file: String, _ lines: LineNumbers
  ) -> JSONValue {
    let level =
      switch finding.severity {
      case .error: "error"
      case .warning: "warning"
      case .info: "note"
      }
    var place: [(JSONString, JSONValue)] = [
      ("artifactLocation", .members([("uri" as JSONString, .text(uri(file)))]))
    ]
    if let line = finding.record.flatMap(lines.line) {
      place.append(("region", .members([("startLine" as JSONString, .integer(line))])))
    }
    var location: [(JSONString, JSONValue)] = [("physicalLocation", .members(place))]
    if let pointer = finding.pointer {
      location.append(
        (
          "logicalLocations",
          .array([.members([("fullyQualifiedName" as JSONString, .string(pointer.string))])])
        ))
    }
    return .members([
      ("ruleId", .text(finding.rule)), ("level", .text(level)),
      ("message" as JSONString, text(finding.message)),
      ("locations", .array([.members(location)])),
    ])
  }

  /// Percent-encodes a path (RFC 3986).
  private static func uri(_ path: String) -> String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/".utf8)
    return path.utf8.map { byte in
      plain.contains(byte)
        ? String(UnicodeScalar(byte))
        : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }.joined()
  }

  private static func text(_ text: String) -> JSONValue {
    .members([("text" as JSONString, .text(text))])
  }
}

extension JSONValue {
  fileprivate static func members(_ members: [(JSONString, JSONValue)]) -> JSONValue {
    .object(members.map { Member($0.0, $0.1) })
  }
}
