import Curation
import JSONLines

/// Which parts of two records correspond: those with the same text, and between them those with the
/// same role, in order. A turn that only one record has corresponds to none.
struct PartAlignment: Sendable {
  /// For each part of the first record, the corresponding part of the second.
  private let partners: [Int?]

  /// Records with more parts are aligned by position.
  private static let limit = 1000

  init(_ a: RecordPage, _ b: RecordPage) {
    let (here, there) = (Self.keys(a), Self.keys(b))
    guard max(here.count, there.count) <= Self.limit else {
      partners = here.indices.map { $0 < there.count ? $0 : nil }
      return
    }
    var partners = [Int?](repeating: nil, count: here.count)
    let difference = there.difference(from: here)
    var gone: Set<Int> = []
    var new: Set<Int> = []
    for change in difference {
      switch change {
      case .remove(let offset, _, _): gone.insert(offset)
      case .insert(let offset, _, _): new.insert(offset)
      }
    }
    var next = 0
    for part in here.indices where !gone.contains(part) {
      while new.contains(next) { next += 1 }
      partners[part] = next
      next += 1
    }
    // Parts that differ are aligned between those that are equal.
    var start = 0
    for part in here.indices {
      if let partner = partners[part] {
        start = partner + 1
        continue
      }
      let end = partners[part...].lazy.compactMap(\.self).first ?? there.count
      guard
        let partner = (start..<max(start, end)).first(where: { there[$0].place == here[part].place }
        )
      else { continue }
      partners[part] = partner
      start = partner + 1
    }
    self.partners = partners
  }

  private struct Key: Hashable {
    var place: Place
    var text: Bytes
  }

  private struct Place: Hashable {
    var role: Part.Role
    var response: Int?
  }

  private static func keys(_ page: RecordPage) -> [Key] {
    page.reading.parts.map { part in
      Key(
        place: Place(role: part.role, response: part.response),
        text: page.bytes.slice(part.node.range))
    }
  }

  /// The part of the second record that corresponds to one of the first.
  func partner(of part: Int) -> Int? { partners.indices.contains(part) ? partners[part] : nil }

  /// The partner of the last part before `part` that has one.
  func partner(before part: Int) -> Int? {
    partners.prefix(part).last { $0 != nil } ?? nil
  }
}
