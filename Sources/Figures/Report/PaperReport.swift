import Interchange

/// A paper done over: its figures and tables in its own numbering, what it published beside them,
/// and what is left of each of its claims.
package struct PaperReport: Sendable {
  package typealias Table = ModelsReport.Table

  /// What a claim comes to here.
  package enum Verdict: String, Sendable, CaseIterable {
    case holds
    case doesNotHold = "does not hold"
    case cannotBeTold = "cannot be told"
  }

  package struct Claim: Sendable {
    /// What is claimed.
    package var claim: String
    /// What the paper says of it, with its number.
    package var published: String
    package var verdict: Verdict
    /// The test that says so, with its numbers.
    package var test: String

    package init(_ claim: String, published: String, _ verdict: Verdict, test: String) {
      self.claim = claim
      self.published = published
      self.verdict = verdict
      self.test = test
    }
  }

  /// A figure or a table of the paper, or one that it should have had.
  package struct Part: Sendable {
    /// Of its files, and what links lead to: `figure-3`.
    package var name: String
    /// As the paper counts: `Figure 3`; nil for what it has not.
    package var number: String?
    package var title: String
    package var paragraphs: [String]
    /// What the paper published here; nil for nothing.
    package var published: String?
    /// One drawing at large, or several of one kind side by side.
    package var drawings: [SVG]
    /// What the drawings show.
    package var caption: String
    /// PNG bytes, with what they show.
    package var picture: (png: [UInt8], words: String)?
    package var tables: [Table]

    package init(
      _ name: String, number: String? = nil, _ title: String, _ paragraphs: [String],
      published: String? = nil, drawings: [SVG] = [], caption: String = "",
      picture: (png: [UInt8], words: String)? = nil, tables: [Table] = []
    ) {
      self.name = name
      self.number = number
      self.title = title
      self.paragraphs = paragraphs
      self.published = published
      self.drawings = drawings
      self.caption = caption
      self.picture = picture
      self.tables = tables
    }

    fileprivate var heading: String { number.map { "\($0). \(title)" } ?? title }
  }

  package var title: String
  package var introduction: String
  package var facts: [(name: String, value: String)]
  package var claims: [Claim]
  package var parts: [Part]
  package var provenance: ModelsReport.Provenance?

  package init(
    title: String, introduction: String, facts: [(name: String, value: String)], claims: [Claim],
    parts: [Part], provenance: ModelsReport.Provenance? = nil
  ) {
    self.title = title
    self.introduction = introduction
    self.facts = facts
    self.claims = claims
    self.parts = parts
    self.provenance = provenance
  }

  /// The page: one file that refers to nothing outside it, can be read without scripts, follows the
  /// reader's light or dark setting, and prints.
  package var html: String {
    var sections = [overview, claimSection]
    sections += parts.map {
      ReportPage.section($0.heading, id: $0.name, Self.content($0))
    }
    if let provenance {
      sections.append(
        ReportPage.section("How this page was made", id: "provenance", provenance.markup))
    }
    return ReportPage.html(title: title, sections: sections)
  }

  private var overview: String {
    let tiles = Verdict.allCases.map { verdict in
      ReportPage.tile(
        "\(claims.count { $0.verdict == verdict }) of \(claims.count)",
        verdict == .cannotBeTold
          ? "claims cannot be told" : verdict == .holds ? "claims hold" : "claims do not hold")
    }
    let links =
      ["<a href=\"#claims\">Claims</a>"]
      + parts.map { "<a href=\"#\($0.name)\">\(Markup.escaped($0.number ?? $0.title))</a>" }
    return """
      <header>
      <h1>\(Markup.escaped(title))</h1>
      <p class="lead">\(Markup.escaped(introduction))</p>
      <div class="tiles">\(tiles.joined())</div>
      \(ReportPage.facts(facts))
      <nav>\(links.joined())</nav>
      </header>
      """
  }

  private var claimSection: String {
    ReportPage.section(
      "What is left of the claims", id: "claims",
      ReportPage.paragraph(
        "A claim holds where the test shows it in every network, and does not hold where one shows "
          + "the opposite. That a test finds nothing shows neither: it cannot be told then.")
        + claims.map(Self.markup).joined(separator: "\n"))
  }

  private static func markup(_ claim: Claim) -> String {
    let style =
      switch claim.verdict {
      case .holds: "fixed"
      case .doesNotHold: "moved"
      case .cannotBeTold: "unchanged"
      }
    return "<div class=\"claim \(style)\"><h3>\(Markup.escaped(claim.claim)) "
      + "<em>\(claim.verdict.rawValue)</em></h3>"
      + "<p><b>Published:</b> \(text(claim.published))</p>"
      + "<p><b>Here:</b> \(text(claim.test))</p></div>"
  }

  /// Percent signs stay with their numbers.
  private static func text(_ words: String) -> String {
    Markup.escaped(words.replacing(" %", with: "\u{A0}%"))
  }

  private static func content(_ part: Part) -> String {
    let drawings =
      switch part.drawings.count {
      case 0: ""
      case 1: ReportPage.figure(part.drawings[0], part.caption)
      default: ReportPage.gallery(part.drawings, part.caption)
      }
    let picture = part.picture.map { picture in
      "<figure class=\"wide exhibit\"><div class=\"scroll\">"
        + "<img src=\"\(PNG.dataURI(picture.png))\" "
        + "alt=\"\(Markup.escaped(picture.words))\"/></div>"
        + "<figcaption>\(Markup.escaped(picture.words))</figcaption></figure>"
    }
    return (part.published.map { "<p class=\"published\"><b>Published:</b> \(text($0))</p>" } ?? "")
      + part.paragraphs.map(ReportPage.paragraph).joined() + drawings + (picture ?? "")
      + part.tables.map {
        ReportPage.table($0.titles, $0.rows, caption: $0.caption)
      }.joined()
  }
}
