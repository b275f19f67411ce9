import CPCRE2
import Synchronization

/// A Perl-compatible regular expression for decoded text, compiled once by PCRE2, to machine code
/// where possible.
public final class RegularExpression: Sendable {
  public let pattern: String
  public let ignoresCase: Bool
  /// Owned. PCRE2 allows any number of threads to match with it.
  private nonisolated(unsafe) let code: OpaquePointer

  /// Why a pattern can't be compiled, and the byte offset in it.
  public struct PatternError: Error, Hashable, Sendable {
    public var byteOffset: Int
    public var message: String
  }

  /// - Parameter isFast: limits classes such as `\w` and `\b` to ASCII, unless the pattern itself
  ///   isn't ASCII.
  /// - Throws: what PCRE2 says about the pattern.
  public init(
    _ pattern: String, ignoresCase: Bool = false, isFast: Bool = false
  ) throws(PatternError) {
    self.pattern = pattern
    self.ignoresCase = ignoresCase
    var number: Int32 = 0
    var offset = 0
    // Text may contain lone surrogates, which aren't UTF-8 and match nothing.
    var options = UInt32(PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_MULTILINE)
    if ignoresCase { options |= UInt32(PCRE2_CASELESS) }
    if !isFast || pattern.utf8.contains(where: { $0 >= 0x80 }) { options |= UInt32(PCRE2_UCP) }
    let bytes = Array(pattern.utf8)
    guard let code = pcre2_compile_8(bytes, bytes.count, options, &number, &offset, nil) else {
      throw PatternError(byteOffset: offset, message: Self.message(number))
    }
    pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE))  // if this fails, matching is interpreted
    self.code = code
  }

  deinit { pcre2_code_free_8(code) }

  /// The byte range of the first match at or after `start`; nil if there is none, or if the search
  /// was given up because the pattern backtracks too much.
  ///
  /// - Parameter end: the text is treated as if it ended here.
  public func firstMatch(
    in text: [UInt8], from start: Int = 0, upTo end: Int = .max
  ) -> Range<Int>? {
    guard start <= text.count, let found = pcre2_match_data_create_8(1, nil) else { return nil }
    defer { pcre2_match_data_free_8(found) }
    func match(_ options: UInt32) -> Int32 {
      text.withUnsafeBufferPointer { buffer in
        pcre2_match_8(code, buffer.baseAddress, min(end, buffer.count), start, options, found, nil)
      }
    }
    var count = match(0)
    // The machine code has only a small stack.
    if count == PCRE2_ERROR_JIT_STACKLIMIT { count = match(UInt32(PCRE2_NO_JIT)) }
    Self.note(count)
    guard count >= 0, let ends = pcre2_get_ovector_pointer_8(found), ends[0] <= ends[1] else {
      return nil
    }
    return Int(ends[0])..<Int(ends[1])
  }
}

extension RegularExpression {
  /// How many searches of this process were given up because their patterns backtrack too much.
  public static var givenUp: Int { searchesGivenUp.load(ordering: .relaxed) }
  private static let searchesGivenUp = Atomic(0)

  private static func note(_ status: Int32) {
    switch status {
    case PCRE2_ERROR_MATCHLIMIT, PCRE2_ERROR_DEPTHLIMIT, PCRE2_ERROR_HEAPLIMIT:
      searchesGivenUp.add(1, ordering: .relaxed)
    default: break
    }
  }
}

// MARK: - Replacing

extension RegularExpression {
  /// The text with all matches replaced, and their number; nil if the search failed.
  ///
  /// - Parameter template: may contain `$1` and `${name}`; `$$` is a dollar sign.
  public func replacing(
    in text: [UInt8], with template: String
  ) -> (text: [UInt8], count: Int)? {
    let (status, result) = substitute(in: text, template)
    return status < 0 ? nil : (result, Int(status))
  }

  /// What is wrong with a template for this expression, or nil.
  func problem(ofTemplate template: String) -> String? {
    // PCRE2 checks a template only when something matches: this pattern has the same groups, and
    // matches the empty text.
    guard let trial = try? RegularExpression("(?:\(pattern))|") else { return nil }
    let (status, _) = trial.substitute(in: [], template)
    return status < 0 ? Self.message(status) : nil
  }

  private func substitute(
    in text: [UInt8], _ template: String
  ) -> (status: Int32, text: [UInt8]) {
    let bytes = Array(template.utf8)
    var options = UInt32(
      PCRE2_SUBSTITUTE_GLOBAL | PCRE2_SUBSTITUTE_OVERFLOW_LENGTH | PCRE2_SUBSTITUTE_UNSET_EMPTY)
    var room = text.count + bytes.count + 256
    while true {
      var buffer = [UInt8](repeating: 0, count: room)
      let status = pcre2_substitute_8(
        code, text, text.count, 0, options, nil, nil, bytes, bytes.count, &buffer, &room)
      if status == PCRE2_ERROR_NOMEMORY, room > buffer.count { continue }
      if status == PCRE2_ERROR_JIT_STACKLIMIT, options & UInt32(PCRE2_NO_JIT) == 0 {
        options |= UInt32(PCRE2_NO_JIT)
        room = buffer.count
        continue
      }
      Self.note(status)
      return (status, status < 0 ? [] : Array(buffer.prefix(room)))
    }
  }

  private static func message(_ status: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    pcre2_get_error_message_8(status, &buffer, buffer.count)
    return String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
  }
}

extension RegularExpression {
  /// All matches that aren't empty, from left to right, without overlaps.
  func matches(in text: [UInt8]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var start = 0
    while let range = firstMatch(in: text, from: start) {
      if !range.isEmpty { found.append(range) }
      start = max(range.upperBound, start + 1)
      if start > text.count { break }
    }
    return found
  }
}

extension RegularExpression: Hashable {
  public static func == (a: RegularExpression, b: RegularExpression) -> Bool {
    a.pattern == b.pattern && a.ignoresCase == b.ignoresCase
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(pattern)
    hasher.combine(ignoresCase)
  }
}
