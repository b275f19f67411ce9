/// The thresholds of rules. A file of rules may change them (`limits:`).
public struct CheckLimits: Hashable, Sendable {
  /// Q4: how far a length may be from the usual one, in standard deviations of its logarithm.
  public var lengthDeviations = 3.5
  /// Q15: shares of a text's Unicode scalars.
  public var symbols = 0.25
  public var digits = 0.15
  public var addresses = 0.2
  /// Q22, Q23, Q30: the share from which a preference for one side is a bias, if there are at least
  /// `biasRecords` records.
  public var bias = 0.7
  public var biasRecords = 50
  /// Q32 and the trainers' `truncated`: the maximum number of tokens in an example; nil checks
  /// nothing, or takes the trainer's own limit.
  public var contextTokens: Int?

  /// F17: the number of bytes at a file's beginning from which Arrow's columns are.
  var arrowBlock = 10 << 20

  public init() {}

  /// Sets the limit that a file of rules calls `name`.
  ///
  /// - Returns: false if there is no such limit, or it can't have this value.
  public mutating func set(_ name: String, _ value: Double) -> Bool {
    guard value >= 0, !Self.shares.contains(name) || value <= 1, value < 1e15 else { return false }
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

  /// The names of limits from 0 to 1.
  public static let shares = ["symbols", "digits", "addresses", "bias"]

  public static let names = [
    "length-deviations", "symbols", "digits", "addresses", "bias", "bias-records",
    "context-tokens",
  ]
}
