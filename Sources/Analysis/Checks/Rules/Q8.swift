import JSONLines

extension Rule {
  static let q8 = Rule(
    "Q8", .warning, "the answer repeats the prompt",
    """
    The answer is the question, word for word, and longer than eight bytes. Where more than 0.8 of a
    long prompt's runs of five words stand in the answer, it is said as information.
    """,
    mistakes: "Tasks of copying, correcting and translating what needs no change."
  ) { record in
    // An answer can only repeat prompts that precede it.
    var prompts: [ArraySlice<UInt8>] = []
    prompts.reserveCapacity(record.texts.count)
    return record.texts.compactMap { text in
      let words = text.trimmed
      guard text.isAnswer else {
        if words.count > 8 { prompts.append(words) }
        return nil
      }
      if prompts.contains(where: { $0.count == words.count && $0 == words }) {
        return Spot("the answer is the prompt", at: text.pointer)
      }
      var shingles: Shingles?
      for place in prompts.indices {
        guard let share = text.share(of: prompts[place], &shingles) else { continue }
        let percent = Int((share * 100).rounded())
        return Spot("\(percent) % of a prompt stand in it", at: text.pointer, nil, .info)
      }
      return nil
    }
  }
}

extension CheckedRecord.Text {
  /// The sizes of prompts that are compared, in bytes; the upper bound is also that of answers.
  private static let sizes = 80...64 << 10
  /// The size in bytes of the probes that are searched for first.
  private static let probe = 18

  /// The share of a prompt that the answer repeats, if it is over 0.8.
  ///
  /// - Parameter shingles: those of the answer, once they were needed.
  fileprivate func share(of prompt: ArraySlice<UInt8>, _ shingles: inout Shingles?) -> Double? {
    guard Self.sizes.contains(prompt.count), prompt.count <= utf8.count * 5 / 4,
      utf8.count <= Self.sizes.upperBound
    else { return nil }
    // Nearly any answer that repeats so much contains one of these two probes, and more around it.
    func isFound(at end: Int) -> Bool {
      let start = prompt.startIndex + end - Self.probe
      return Repetition.isShared(prompt, start, utf8[...], wide: Self.probe) {
        utf8.offset(ofCopyOf: prompt[start..<start + Self.probe], from: $0)
      }
    }
    guard isFound(at: prompt.count / 3) || isFound(at: prompt.count * 2 / 3),
      holdsProbes(of: prompt)
    else { return nil }
    let wanted = Shingles([JSONString(wtf8: Array(prompt))])
    guard wanted.hashes.count >= 8 else { return nil }
    let own = shingles ?? Shingles([JSONString(wtf8: utf8)])
    shingles = own
    let shared = wanted.shared(with: own)
    let share = Double(shared) / Double(wanted.hashes.count)
    return share > 0.8 ? share : nil
  }

  /// Whether two or more of eight probes of a prompt are in the answer, which costs less to find
  /// out than the share. Most are not where white space and symbols are others.
  private func holdsProbes(of prompt: ArraySlice<UInt8>) -> Bool {
    var missing = 0
    for eighth in 0..<8 {
      let start = prompt.startIndex + (prompt.count - Self.probe) * eighth / 7
      if utf8.offset(ofCopyOf: prompt[start..<start + Self.probe], from: 0) == nil { missing += 1 }
      if missing > 6 { return false }
    }
    return true
  }
}
