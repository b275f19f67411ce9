extension Rule {
  static let q12 = Rule(
    "Q12", .warning, "residue of a web page",
    "HTML tags, \"Copy code\", \"1 / 3\": what stood around a text was saved with it.",
    mistakes: "Tasks about HTML; one of 1,930 clean records was found by it.",
    terms: [
      "<div", "</div", "<span", "</span", "<p>", "<p ", "<p/", "</p", "<br", "</br", "<li", "</li",
      "<ul", "</ul", "<td", "</td", "<tr", "</tr", "<table", "</table", "<font", "</font", "<h1",
      "<h2", "<h3", "<h4", "<h5", "<h6", "</h", "&nbsp;", "&amp;", "&quot;", "&lt;", "&gt;",
      "Copy code", " / ",
    ],
    of: .all
  ) { text, _ in text.matches(of: webResidue, "web residue") }

  private static let webResidue = expression(
    #"</?(?:div|span|p|br|li|ul|td|tr|table|font|h[1-6])(?:\s[^<>]{0,80})?/?>|\bCopy code$|^\d+ / \d+$|&(?:nbsp|amp|quot|lt|gt);"#
  )
}
