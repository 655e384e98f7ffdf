import Figures
import Testing

/// The page of a paper done over.
@Suite struct PaperReportTests {
  private let report = PaperReport(
    title: "A <paper>", introduction: "What was done.", facts: [("Data", "drawn")],
    claims: [
      .init("Cats & dogs", published: "yes", .holds, test: "p = 0.01"),
      .init("Ships", published: "yes", .doesNotHold, test: "p = 0.02"),
      .init("Frogs", published: "no", .cannotBeTold, test: "no frogs, 5 % of all"),
    ],
    parts: [
      .init(
        "figure-3", number: "Figure 3", "Rates", ["Words."], published: "0.1",
        tables: [.init(["class", "u"], [["cat", "0.2"]], caption: "u.")]),
      .init("extra", "More", []),
    ])

  @Test func everyClaimAndPartIsOnThePage() {
    let html = report.html
    for text in [
      "A &lt;paper&gt;", "Cats &amp; dogs <em>holds</em>", "Ships <em>does not hold</em>",
      "Frogs <em>cannot be told</em>", "Figure 3. Rates", "<h2>More</h2>", "href=\"#figure-3\"",
      "id=\"figure-3\"", "<b>Published:</b> 0.1", "5\u{A0}% of all", ">0.2<", "1 of 3",
    ] { #expect(html.contains(text), "\(text)") }
    #expect(!html.contains("http://") || html.contains("http://www.w3.org"))
  }
}
