import Curation

extension Rule {
  static let q12 = Rule(
    "Q12", .warning, "residue of a web page",
    """
    HTML tags, "Copy code", "1 / 3": what stood around a text was saved with it. Code blocks, what
    stands between backticks, and results of tools aren't looked at.
    """,
    mistakes: "Tasks about HTML, and Markdown tables with line breaks in HTML.",
    terms: [
      "<div", "</div", "<span", "</span", "<p>", "<p ", "<p/", "</p", "<br", "</br", "<li",
      "</li", "<ul", "</ul", "<td", "</td", "<tr", "</tr", "<table", "</table", "<font", "</font",
      "<h1", "<h2", "<h3", "<h4", "<h5", "<h6", "</h", "<ol", "</ol", "<b>", "</b>", "<strong",
      "</strong", "<img", "<a href", "&nbsp;", "&amp;", "&quot;", "&lt;", "&gt;", "&#39;",
      "Copy code", "复制代码", " / ",
    ],
    of: .all
  ) { text, _ in text.role == .tool ? [] : text.matches(outsideCode: webResidue, "web residue") }

  private static let webResidue = expression(
    #"</?(?:div|span|p|br|li|[uo]l|td|tr|table|font|h[1-6]|b|strong)(?:\s[^<>]{0,80})?/?>|(?i:<(?:img|a href)[\s=][^<>]{0,300}>)|\bCopy code$|\x{590D}\x{5236}\x{4EE3}\x{7801}$|^\d+ / \d+$|&(?:nbsp|amp|quot|lt|gt|#39);"#
  )
}
