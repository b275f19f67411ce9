import JSONLines

/// Where a dataset has the texts that edits begin with replacing, found in one pass for all edits that
/// are to be rebased.
struct RebaseIndex {
  private var places: [JSONPointer: [JSONString: [RecordNumber]]] = [:]

  init(_ lanes: [Lane], in source: any RecordSource) {
    for lane in lanes {
      if let (pointer, text) = Self.beginning(of: lane) { places[pointer, default: [:]][text] = [] }
    }
    let pointers = Array(places.keys)
    guard !pointers.isEmpty else { return }
    for position in 0..<source.recordCount {
      let number = RecordNumber(position: position)
      let bytes = source.bytes(of: number)
      guard let root = try? JSONNode.parse(bytes) else { continue }
      for pointer in pointers {
        guard let node = try? root.resolve(pointer, in: bytes), let text = node.string(in: bytes)
        else { continue }
        places[pointer]?[text]?.append(number)
      }
    }
  }

  /// The records in which the lane's first edited value is the text that it replaces; nil if it
  /// begins otherwise than with a text.
  func candidates(for lane: Lane) -> [RecordNumber]? {
    Self.beginning(of: lane).map { places[$0]?[$1] ?? [] }
  }

  /// The first value that the lane's first edit tests, if it is a text.
  private static func beginning(of lane: Lane) -> (JSONPointer, JSONString)? {
    let first = lane.steps.lazy.flatMap(\.changes).first(where: \.isEdit)
    guard case .test(let pointer, .value(.string(let text)))? = first?.steps.first else {
      return nil
    }
    return (pointer, text)
  }
}
