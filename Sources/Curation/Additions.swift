import JSONLines

/// The members that journals add to a record. An addition has no old value to test, so two people
/// who add one member without knowing of each other are told apart here.
///
/// Whoever sees the other's value replaces it; their entry has a test, and no addition.
struct Additions {
  /// The journal that added each member first.
  private var journals: [JSONPointer: String] = [:]

  /// Notes what a change adds.
  ///
  /// - Throws: `taken`, if another journal added another value there.
  mutating func check(
    _ change: Change, of journal: String, against content: RecordContent
  ) throws(ChangeError) {
    for case .add(let at, let value, _) in change.steps {
      guard let first = journals[at] else {
        journals[at] = journal
        continue
      }
      guard first != journal, let found = try content.decoded().member(at: at),
        !found.isEquivalent(to: value)
      else { continue }
      throw .patch(.taken(at))
    }
  }
}
