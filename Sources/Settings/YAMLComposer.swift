/// Builds nodes from events, within the limits that keep a hostile file harmless.
struct YAMLComposer: ~Copyable {
  private var reader: YAMLEventReader

  init(reader: consuming YAMLEventReader) {
    self.reader = reader
  }

  /// Returns the only document of the text.
  mutating func document() throws(SettingsError) -> YAMLNode {
    let streamStart = try reader.next()
    guard case .documentStart = try reader.next().step else {
      return YAMLNode(.scalar("", isQuoted: false), at: streamStart.position)
    }
    let root = try node(from: reader.next(), depth: 0)
    _ = try reader.next()  // the end of the document
    let end = try reader.next()
    guard case .streamEnd = end.step else {
      throw SettingsError(at: end.position, .unsupported(.severalDocuments))
    }
    return root
  }

  /// Returns the value that begins with `event`, nested in `depth` lists and mappings.
  private mutating func node(
    from event: YAMLEvent, depth: Int
  ) throws(SettingsError) -> YAMLNode {
    if event.isTagged {
      throw SettingsError(at: event.position, .unsupported(.tag))
    }
    switch event.step {
    case .scalar(let text, let isQuoted):
      return YAMLNode(.scalar(text, isQuoted: isQuoted), at: event.position)
    case .alias:
      throw SettingsError(at: event.position, .unsupported(.alias))
    case .sequenceStart:
      try check(depth: depth + 1, at: event.position)
      return YAMLNode(.sequence(try items(depth: depth + 1)), at: event.position)
    case .mappingStart:
      try check(depth: depth + 1, at: event.position)
      return YAMLNode(.mapping(try members(depth: depth + 1)), at: event.position)
    case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
      preconditionFailure("libyaml ended a value before it began")
    }
  }

  private func check(depth: Int, at position: FilePosition) throws(SettingsError) {
    guard depth <= YAMLNode.Limit.nesting else {
      throw SettingsError(at: position, .nestedTooDeep(limit: YAMLNode.Limit.nesting))
    }
  }

  private mutating func items(depth: Int) throws(SettingsError) -> [YAMLNode] {
    var items: [YAMLNode] = []
    while true {
      let event = try reader.next()
      if case .sequenceEnd = event.step { return items }
      items.append(try node(from: event, depth: depth))
    }
  }

  private mutating func members(depth: Int) throws(SettingsError) -> [YAMLNode.Member] {
    var members: [YAMLNode.Member] = []
    var seen: Set<String> = []
    while true {
      let event = try reader.next()
      if case .mappingEnd = event.step { return members }
      let key = try node(from: event, depth: depth)
      guard case .scalar(let name, _) = key.content else {
        throw SettingsError(at: key.position, .unsupported(.complexKey))
      }
      guard seen.insert(name).inserted else {
        throw SettingsError(at: key.position, .duplicateKey(name))
      }
      let value = try node(from: reader.next(), depth: depth)
      members.append(YAMLNode.Member(key: name, at: key.position, value: value))
    }
  }
}
