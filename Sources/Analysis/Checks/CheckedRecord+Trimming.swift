import JSONLines

extension String {
  var trimmed: String {
    var text = self[...].drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}

extension CheckedRecord.Text {
  /// The text without ASCII white space around it.
  var trimmed: ArraySlice<UInt8> {
    guard let first = utf8.firstIndex(where: { !$0.isASCIISpace }),
      let last = utf8.lastIndex(where: { !$0.isASCIISpace })
    else { return [] }
    return utf8[first...last]
  }
}
