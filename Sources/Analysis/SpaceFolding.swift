extension String {
  /// The text with each run of white space replaced by one space, and none at the ends.
  var withSpaceFolded: String {
    var text = self
    return text.withUTF8 { bytes in
      String(unsafeUninitializedCapacity: bytes.count) { folded in
        var (count, place) = (0, 0)
        while place < bytes.count {
          let space = bytes.lengthOfSpace(at: place)
          guard space == 0 else {
            place += space
            continue
          }
          if count > 0 {
            folded[count] = 0x20
            count += 1
          }
          while place < bytes.count, bytes.lengthOfSpace(at: place) == 0 {
            folded[count] = bytes[place]
            (count, place) = (count + 1, place + 1)
          }
        }
        return count
      }
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Calls `body` with each run of bytes between white space.
  func forEachWord(_ body: (Range<Int>) -> Void) {
    var place = 0
    while place < count {
      let space = lengthOfSpace(at: place)
      guard space == 0 else {
        place += space
        continue
      }
      let start = place
      while place < count, lengthOfSpace(at: place) == 0 { place += 1 }
      body(start..<place)
    }
  }

  /// The number of bytes of the white space that begins at a place; 0 if none does.
  fileprivate func lengthOfSpace(at place: Int) -> Int {
    let first = self[place]
    if first < 0x80 { return first == 0x20 || (0x09...0x0D).contains(first) ? 1 : 0 }
    // The first bytes of U+0085 and U+00A0, U+1680, U+2000 to U+205F, and U+3000.
    guard first == 0xC2 || (0xE1...0xE3).contains(first) else { return 0 }
    let length = first == 0xC2 ? 2 : 3
    guard place + length <= count else { return 0 }
    var point = UInt32(first) & (first == 0xC2 ? 0x1F : 0x0F)
    for byte in self[place + 1..<place + length] { point = point << 6 | UInt32(byte) & 0x3F }
    switch point {
    case 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: return length
    default: return 0
    }
  }
}
