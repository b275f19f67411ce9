extension Sequence<UInt8> {
  /// The first `limit` bytes of a text at most, for a message: cut between characters, with line
  /// ends replaced by spaces.
  func excerpt(_ limit: Int) -> String {
    var bytes = Array(prefix(limit))
    // Drops a character that the limit cuts in two.
    if bytes.count == limit, let lead = bytes.lastIndex(where: { $0 & 0xC0 != 0x80 }) {
      let length = bytes[lead] >= 0xF0 ? 4 : bytes[lead] >= 0xE0 ? 3 : bytes[lead] >= 0xC0 ? 2 : 1
      if bytes.count - lead < length { bytes.removeSubrange(lead...) }
    }
    return String(decoding: bytes.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }, as: UTF8.self)
  }
}
