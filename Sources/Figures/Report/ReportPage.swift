/// The frame of a report: one file that refers to nothing outside it, can be read without scripts,
/// follows the reader's light or dark setting, and prints.
enum ReportPage {
  static func html(title: String, sections: [String]) -> String {
    let body = sections.joined(separator: "\n")
    let definitions =
      body.contains(SVG.hatching)
      ? "<svg width=\"0\" height=\"0\" class=\"definitions\" aria-hidden=\"true\">"
        + SVG.definitions + "</svg>\n"
      : ""
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="color-scheme" content="light dark"/>
      <title>\(Markup.escaped(title))</title>
      <style>\(ReportStyle.css)</style>
      </head>
      <body>
      \(definitions)<main>
      \(body)
      </main>
      <script>/*<![CDATA[*/\(ReportScript.source)/*]]>*/</script>
      </body>
      </html>

      """
  }

  /// - Parameter id: what links lead to.
  static func section(_ title: String, id: String? = nil, _ content: String) -> String {
    let name = id.map { " id=\"\($0)\"" } ?? ""
    return "<section\(name)>\n<h2>\(Markup.escaped(title))</h2>\n\(content)\n</section>"
  }

  /// Percent signs stay with their numbers.
  static func paragraph(_ text: String) -> String {
    "<p>\(Markup.escaped(text.replacing(" %", with: "\u{A0}%")))</p>"
  }

  static func figure(_ svg: SVG, _ caption: String) -> String {
    "<figure><div class=\"scroll\">\(svg.inline)</div>"
      + "<figcaption>\(Markup.escaped(caption))</figcaption></figure>"
  }

  /// Small drawings of one kind, as many side by side as the page holds.
  static func gallery(_ drawings: [SVG], _ caption: String) -> String {
    "<figure class=\"wide\"><div class=\"gallery\">"
      + drawings.map { "<div>\($0.inline)</div>" }.joined()
      + "</div><figcaption>\(Markup.escaped(caption))</figcaption></figure>"
  }

  /// - Parameters:
  ///   - head: the cells of the first line, as markup.
  ///   - rows: the lines, as markup.
  ///   - isDense: for many columns: small letters, and the caption below.
  static func table(
    head: String, rows: [String], caption: String, isDense: Bool = false
  ) -> String {
    (isDense
      ? "<figure class=\"wide\"><div class=\"scroll\"><table class=\"dense\">"
      : "<figure><div class=\"scroll\"><table>") + "<thead><tr>\(head)</tr></thead>"
      + "<tbody>\(rows.joined())</tbody></table></div>"
      + "<figcaption>\(Markup.escaped(caption))</figcaption></figure>"
  }

  /// A table of texts; the first column names the lines.
  ///
  /// - Parameter links: where each line leads to, and what the script shows there.
  static func table(
    _ titles: [String], _ rows: [[String]], caption: String,
    links: [(href: String, show: String?)?] = []
  ) -> String {
    let head = titles.map { "<th scope=\"col\">\(Markup.escaped($0))</th>" }.joined()
    let lines = rows.enumerated().map { place, row in
      "<tr>"
        + row.enumerated().map { column, text in
          let words = Markup.escaped(text)
          if column > 0 { return "<td>\(words)</td>" }
          let link = links.indices.contains(place) ? links[place] : nil
          let name = link.map { link in
            let show = link.show.map { " data-show=\"\($0)\"" } ?? ""
            return "<a href=\"\(link.href)\"\(show)>\(words)</a>"
          }
          return "<th scope=\"row\">\(name ?? words)</th>"
        }.joined() + "</tr>"
    }
    return table(head: head, rows: lines, caption: caption, isDense: titles.count > 6)
  }

  /// The figures that a reader looks for first.
  static func tile(_ value: String, _ name: String) -> String {
    "<div class=\"tile\"><b>\(Markup.escaped(value))</b><span>\(Markup.escaped(name))</span></div>"
  }

  /// Settings and figures, name by name.
  static func facts(_ facts: [(name: String, value: String)]) -> String {
    if facts.isEmpty { return "" }
    let entries = facts.map {
      "<div><dt>\(Markup.escaped($0.name))</dt><dd>\(Markup.escaped($0.value))</dd></div>"
    }
    return "<dl class=\"facts\">\(entries.joined())</dl>"
  }
}
