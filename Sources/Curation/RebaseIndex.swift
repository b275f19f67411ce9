import JSONLines

/// Where a dataset has the values that edits begin with replacing, found in one pass for all edits
/// that are to be rebased.
struct RebaseIndex {
  private var places: [JSONPointer: [Scalar: [RecordNumber]]] = [:]

  /// A text, number, boolean or null. Numbers are told apart only as far as a `Double` does.
  private struct Scalar: Hashable {
    let kind: JSONNode.Kind
    let text: JSONString

    /// Nil for an object or an array.
    init?(_ value: JSONValue) {
      switch value {
      case .string(let text): (kind, self.text) = (.string, text)
      case .number: (kind, text) = (.number, Self.normal(JSONWriter.bytes(value)))
      case .bool, .null: (kind, text) = (.bool, JSONString(wtf8: JSONWriter.bytes(value)))
      case .array, .object: return nil
      }
    }

    private static func normal(_ number: [UInt8]) -> JSONString {
      let text = String(decoding: number, as: UTF8.self)
      return JSONString(Double(text).map { $0 == 0 ? "0" : "\($0)" } ?? text)
    }
  }

  init(_ lanes: [Lane], in source: any RecordSource) {
    for lane in lanes {
      if let (pointer, value) = Self.beginning(of: lane) {
        places[pointer, default: [:]][value] = []
      }
    }
    let pointers = Array(places.keys)
    guard !pointers.isEmpty else { return }
    for position in 0..<source.recordCount {
      let number = RecordNumber(position: position)
      let bytes = source.bytes(of: number)
      guard let root = try? JSONNode.parse(bytes) else { continue }
      for pointer in pointers {
        guard let node = try? root.resolve(pointer, in: bytes),
          node.kind != .object, node.kind != .array,
          let value = Scalar(JSONValue(node, in: bytes))
        else { continue }
        places[pointer]?[value]?.append(number)
      }
    }
  }

  /// The records in which the lane's first edited value is the one that it replaces; nil if it
  /// begins otherwise.
  func candidates(for lane: Lane) -> [RecordNumber]? {
    Self.beginning(of: lane).map { places[$0]?[$1] ?? [] }
  }

  /// The first value that the lane's first edit tests; of an object or an array the longest scalar
  /// in it, which is there where the whole is.
  private static func beginning(of lane: Lane) -> (JSONPointer, Scalar)? {
    let first = lane.steps.lazy.flatMap(\.changes).first(where: \.isEdit)
    guard case .test(let pointer, .value(let value))? = first?.steps.first else { return nil }
    return scalars(of: value, at: pointer).max { $0.1.text.wtf8.count < $1.1.text.wtf8.count }
  }

  private static func scalars(
    of value: JSONValue, at pointer: JSONPointer
  ) -> [(JSONPointer, Scalar)] {
    switch value {
    case .object(let members):
      members.flatMap { scalars(of: $0.value, at: pointer.appending($0.key)) }
    case .array(let elements):
      elements.enumerated().flatMap { scalars(of: $1, at: pointer.appending($0)) }
    default: Scalar(value).map { [(pointer, $0)] } ?? []
    }
  }
}
