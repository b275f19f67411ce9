import Curation
import JSONLines

/// Which elements of two lists correspond: those that are equal, and between them those of the same
/// kind, in order. An element that only one list has corresponds to none.
struct Alignment: Hashable, Sendable {
  /// For each element of the first list, the index of the corresponding one in the second.
  private var partners: [Int?]

  struct Element<Kind: Hashable>: Hashable {
    var kind: Kind
    var text: Bytes
  }

  /// Longer lists are aligned by position.
  private static let limit = 1000

  init<Kind>(_ here: [Element<Kind>], _ there: [Element<Kind>]) {
    guard max(here.count, there.count) <= Self.limit else {
      partners = here.indices.map { $0 < there.count ? $0 : nil }
      return
    }
    partners = Self.equal(here, there)
    // Elements that differ are aligned between those that are equal.
    var start = 0
    for index in here.indices {
      if let partner = partners[index] {
        start = partner + 1
        continue
      }
      let end = partners[index...].lazy.compactMap(\.self).first ?? there.count
      guard
        let partner = (start..<max(start, end)).first(where: {
          there[$0].kind == here[index].kind
        })
      else { continue }
      partners[index] = partner
      start = partner + 1
    }
  }

  /// The partners among a longest common subsequence.
  private static func equal<Kind>(_ here: [Element<Kind>], _ there: [Element<Kind>]) -> [Int?] {
    var (gone, new) = (Set<Int>(), Set<Int>())
    for change in there.difference(from: here) {
      switch change {
      case .remove(let offset, _, _): gone.insert(offset)
      case .insert(let offset, _, _): new.insert(offset)
      }
    }
    var kept = there.indices.lazy.filter { !new.contains($0) }.makeIterator()
    return here.indices.map { gone.contains($0) ? nil : kept.next() }
  }

  /// The element of the second list that corresponds to one of the first.
  func partner(of index: Int) -> Int? { partners.indices.contains(index) ? partners[index] : nil }

  /// The partner of the last element before `index` that has one.
  func partner(before index: Int) -> Int? {
    partners.prefix(index).last { $0 != nil } ?? nil
  }
}

extension Alignment {
  private struct PartKind: Hashable {
    /// An instruction is the user's.
    var role: Part.Role
    var response: Int?
    /// Of a member that isn't a text: where it stands, in any element of its lists.
    var place: [String]?

    init(_ part: Part) {
      role = part.role == .prompt ? .user : part.role
      response = part.response
      guard part.role == .field else { return }
      place = part.pointer.tokens.map { JSONPointer.index($0) == nil ? $0.text : "*" }
    }
  }

  /// Aligns the parts of two records.
  init(partsOf a: RecordPage, _ b: RecordPage) {
    func elements(_ page: RecordPage) -> [Element<PartKind>] {
      page.reading.parts.map { part in
        Element(kind: PartKind(part), text: page.bytes.slice(part.node.range))
      }
    }
    self.init(elements(a), elements(b))
  }

  /// Whether two parts may correspond.
  static func areAlike(_ one: Part, _ other: Part) -> Bool { PartKind(one) == PartKind(other) }
}
