/// Returns a number with thousands separators.
public func grouped(_ number: Int) -> String {
  let digits = Array(String(number))
  var text = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0, digits[index - 1] != "-" { text += "," }
    text.append(digit)
  }
  return text
}
