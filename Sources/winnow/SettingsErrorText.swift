import Settings

extension SettingsError {
  /// `config.yaml:3:5: unknown key “them”; did you mean “theme”?`
  var sentence: String {
    "\(position.file):\(position.line):\(position.column): \(reason.sentence)"
  }
}

extension SettingsError.Reason {
  fileprivate var sentence: String {
    switch self {
    case .tooLong(let byteCount, let limit):
      "the file has \(byteCount) bytes, more than the \(limit) that settings may have"
    case .syntax(let problem): "not YAML: \(problem)"
    case .nestedTooDeep(let limit): "lists and mappings are nested more than \(limit) deep"
    case .unsupported(let feature): "settings can't use this part of YAML: \(feature.rawValue)"
    case .duplicateKey(let key): "“\(key)” stands here twice"
    case .wrongKind(let expected, let found):
      "expected \(expected.rawValue), found \(found.rawValue)"
    case .missingKey(let key): "“\(key)” is missing"
    case .unknownKey(let key, let nearest): "unknown key “\(key)”" + Self.hint(nearest)
    case .unknownValue(let value, let key, let nearest):
      "“\(key)” can't be “\(value)”" + Self.hint(nearest)
    case .emptyValue(let key): "“\(key)” is empty"
    case .notAColour(let text, let key):
      "“\(key)” is “\(text)”, not six hexadecimal digits such as 8bb5e6"
    case .notAKey(let text, let nearest): "“\(text)” isn't a key" + Self.hint(nearest)
    case .keyTaken(let key, let other) where key == other: "“\(key)” has a meaning here already"
    case .keyTaken(let key, let other):
      "“\(key)” can't be a key here beside “\(other)”, which `~` takes away"
    case .countingKey(let key): "“\(key)” can't be a key here: it begins a count"
    case .tooManyKeys(let keys): "“\(keys)” is more than one key, and here only one is waited for"
    case .duplicateCode(let code): "the code “\(code)” stands in the list twice"
    }
  }

  private static func hint(_ nearest: String?) -> String {
    nearest.map { "; did you mean “\($0)”?" } ?? ""
  }
}
