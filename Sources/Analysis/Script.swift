/// A writing system, recognized by code points. It isn't a language.
public enum Script: String, Hashable, Sendable, CaseIterable {
  case latin, han, kana, hangul, cyrillic, greek, arabic, hebrew, devanagari, thai

  /// The script of a letter; nil for digits, symbols, and scripts that aren't listed.
  public init?(_ codePoint: UInt32) {
    switch codePoint {
    case 0x41...0x5A, 0x61...0x7A, 0xC0...0x24F, 0x1E00...0x1EFF, 0xFF21...0xFF3A, 0xFF41...0xFF5A:
      self = .latin
    case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x323AF, 0xF900...0xFAFF: self = .han
    case 0x3041...0x30FF, 0x31F0...0x31FF, 0xFF66...0xFF9D: self = .kana
    case 0xAC00...0xD7A3, 0x1100...0x11FF, 0x3131...0x318E: self = .hangul
    case 0x400...0x52F: self = .cyrillic
    case 0x370...0x3FF, 0x1F00...0x1FFF: self = .greek
    case 0x600...0x6FF, 0x750...0x77F, 0xFB50...0xFDFF, 0xFE70...0xFEFC: self = .arabic
    case 0x591...0x5F4: self = .hebrew
    case 0x900...0x97F: self = .devanagari
    case 0xE00...0xE7F: self = .thai
    default: return nil
    }
  }
}

extension Script {
  /// The script's index in `allCases`.
  var place: Int {
    switch self {
    case .latin: 0
    case .han: 1
    case .kana: 2
    case .hangul: 3
    case .cyrillic: 4
    case .greek: 5
    case .arabic: 6
    case .hebrew: 7
    case .devanagari: 8
    case .thai: 9
    }
  }
}

/// The number of letters of each script in some texts.
public struct ScriptCount: Sendable {
  private static let scripts = Script.allCases

  /// Indexed by `Script.place`; the last counts characters of no listed script.
  private var letters = InlineArray<16, UInt32>(repeating: 0)

  public init() {}

  /// - Parameter latin: the number of letters A to Z and a to z.
  init(latin: Int) { letters[Script.latin.place] = UInt32(truncatingIfNeeded: latin) }

  /// Counts a letter of the script with this `place`, or of none with 15.
  mutating func count(at place: Int) { letters[place] &+= 1 }

  mutating func add(_ other: ScriptCount) {
    for place in letters.indices { letters[place] &+= other.letters[place] }
  }

  public func count(of script: Script) -> Int { Int(letters[script.place]) }

  public var total: Int { Self.scripts.indices.reduce(0) { $0 + Int(letters[$1]) } }

  /// Whether at least a twentieth of the letters are of the script. A mere name in another script
  /// doesn't count.
  public func has(_ script: Script) -> Bool { total > 0 && count(of: script) * 20 >= total }

  /// The script with the most letters; nil without letters.
  public var main: Script? {
    let most = Self.scripts.indices.reduce(0) { max($0, letters[$1]) }
    return most == 0 ? nil : Self.scripts.first { letters[$0.place] == most }
  }
}

extension Script {
  /// Whether it writes words without spaces between them.
  var isUnspaced: Bool { self == .han || self == .kana || self == .thai }
}
