/// Where rules draw their lines. A file of rules may draw them elsewhere (`limits:`).
public struct CheckLimits: Hashable, Sendable {
  /// Q4: how far a length may be from the usual, in deviations of its logarithm.
  public var lengthDeviations = 3.5
  /// Q15: shares of a text's scalars.
  public var symbols = 0.25
  public var digits = 0.15
  public var addresses = 0.2
  /// Q22, Q23, Q30: from which share one side is called a bias, of at least `biasRecords`.
  public var bias = 0.7
  public var biasRecords = 50
  /// Q32 and the trainers' `truncated`: tokens that an example may have; nil doesn't ask, or takes
  /// the trainer's own.
  public var contextTokens: Int?

  public init() {}

  /// By the name that a file of rules gives a limit.
  ///
  /// - Returns: false where there is no such limit.
  public mutating func set(_ name: String, _ value: Double) -> Bool {
    switch name {
    case "length-deviations": lengthDeviations = value
    case "symbols": symbols = value
    case "digits": digits = value
    case "addresses": addresses = value
    case "bias": bias = value
    case "bias-records": biasRecords = Int(value)
    case "context-tokens": contextTokens = Int(value)
    default: return false
    }
    return true
  }

  public static let names = [
    "length-deviations", "symbols", "digits", "addresses", "bias", "bias-records",
    "context-tokens",
  ]
}

/// How many tokens a text has, guessed without a tokenizer.
struct TokenEstimate: Hashable {
  /// Hardly a tokenizer in use makes fewer, or more.
  private(set) var least = 0.0
  private(set) var most = 0.0

  /// Latin text has 3 to 6 bytes a token, a Chinese character is half a token to two.
  mutating func add(_ utf8: [UInt8]) {
    var wide = 0
    var narrow = 0
    for byte in utf8 {
      if byte >= 0xE0 { wide += 1 } else if byte < 0x80 || byte >= 0xC0 { narrow += 1 }
    }
    least += Double(wide) * 0.5 + Double(narrow) / 6
    most += Double(wide) * 2 + Double(narrow) / 3
  }
}
