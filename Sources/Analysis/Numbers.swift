extension Double {
  /// The share as a percentage: `97 %`.
  var percent: String { "\(Int((self * 100).rounded())) %" }

  /// The number with two decimals: `-0.05`.
  ///
  /// - Precondition: the number is finite, and its magnitude is below 2^56.
  public var inHundredths: String {
    let hundredths = Int((magnitude * 100).rounded())
    let rest = hundredths % 100
    let sign = self < 0 && hundredths > 0 ? "-" : ""
    return "\(sign)\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
  }
}
