/// What a record was when somebody saw it, so that it is found again after the dataset was renewed.
public struct Bookmark: Hashable, Sendable {
  /// The hash of the record's bytes, edits included.
  public var bytes: ContentHash
  /// The dataset's quick hash.
  public var file: ContentHash?

  public init(bytes: ContentHash, file: ContentHash?) {
    self.bytes = bytes
    self.file = file
  }
}

extension WorkingSet {
  /// Nil if there is no such record.
  public func bookmark(of number: RecordNumber) -> Bookmark? {
    guard source.contains(number) else { return nil }
    return Bookmark(bytes: source.hash(bytes(of: number)), file: source.quick)
  }

  /// The present number of the record that had this number and these bytes; nil if it isn't found,
  /// or not indexed yet.
  ///
  /// - Complexity: one pass over the dataset, if that isn't the same file any more and the record
  ///   isn't where renewals say.
  public func number(of bookmark: Bookmark, at number: RecordNumber) -> RecordNumber? {
    if let file = bookmark.file, file == source.quick {
      return source.contains(number) ? number : nil
    }
    let renewed = bookmark.file.flatMap { lineage.present(number, of: $0) }
      .flatMap { source.contains($0) ? $0 : nil }
    let candidates = [renewed ?? number, number].filter(source.contains)
    if let same = candidates.first(where: { source.hash(bytes(of: $0)) == bookmark.bytes }) {
      return same
    }
    let edited = states.filter { $0.value.edited.map(source.hash) == bookmark.bytes }.keys
    let found = edited + (locate([bookmark.bytes])[bookmark.bytes] ?? [])
    return found.min { abs($0.value - number.value) < abs($1.value - number.value) } ?? renewed
  }
}
