import Figures
import Misclassification
import Testing

@Suite struct ModelsReportTests {
  static let classNames = ["cat", "dog <&>", "ship"]

  static func report(models: Int) throws -> ModelsReport {
    let counts = try (0..<models).map {
      try ConfusionCounts(table: [[6 + $0, 3, 1], [2, 8, 0], [0, 0, 5]])
    }
    let networks = counts.map { ConfusionNetwork($0, threshold: 0.3) }
    return ModelsReport(
      title: "Why \"nets\" <err>", facts: [("a<b", "c&d")],
      modelNames: (0..<models).map { "net <\($0)>" }, classNames: classNames, counts: counts,
      networks: networks, shared: SharedEdges(counts, networks))
  }

  static func full(models: Int) throws -> ModelsReport {
    var report = try report(models: models)
    let png = PixelCanvas(width: 2, height: 2, fill: Colour(0xFF)).png
    report.cells = [
      .init(label: 0, predicted: 1, sheet: png, columns: 6, captions: ["7 (2)", "<9>"], total: 31),
      .init(label: 1, predicted: 0, sheet: png, columns: 6, captions: ["5"], total: 1),
    ]
    let curve = CurveFigure(
      title: "Loss", horizontal: "epoch", scale: .number,
      series: [.init(name: "training", points: [(1, 0.5), (2, 0.25)])]
    ).draw()
    report.courses = [.init(name: "run <1>", drawings: [curve, curve])]
    report.findings = [
      .init(
        .rates, "Alike?", ["No & yes."], table: .init(["a", "b<"], [["1", "2"]], caption: "c<")),
      .init(.patterns, "Both ways?", ["p < 0.1"]), .init(.images, "Same images?", ["x"]),
      .init(.scores, "Sure?", ["y"], drawings: [curve], caption: "how < sure"),
    ]
    report.cautions = ["mind <this>"]
    return report
  }

  @Test(arguments: [1, 2, 9])
  func isWellFormedAndComplete(models: Int) throws {
    let html = try Self.full(models: models).html
    let markup = check(html)
    #expect(markup.elements.count { $0.name == "img" } == 2)
    #expect(markup.elements.count { $0.name == "section" } == 8)
    for text in [
      "Alike?", "No &amp; yes.", "b&lt;", "p &lt; 0.1", "how &lt; sure", "run &lt;1&gt;",
      "mind &lt;this&gt;", "2 of 31 images", "7 (2), &lt;9&gt;", "dog &lt;&amp;&gt;", "113.13",
    ] {
      #expect(html.contains(text), "\(text)")
    }
    #expect(html.contains("Believe the paired tests") == (models > 1))
    #expect(!html.contains("nan") && !html.contains("net <"))
  }

  @Test(arguments: [1, 3])
  func leavesOutWhatIsNotKnown(models: Int) throws {
    let markup = check(try Self.report(models: models).html)
    #expect(markup.elements.count { $0.name == "section" } == 4)
    #expect(markup.elements.count { $0.name == "img" } == 0)
  }

  @Test func everyLinkLeadsToAPlaceOnThePage() throws {
    let markup = check(try Self.full(models: 3).html)
    let ids = markup.elements.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count)
    let links = markup.elements.compactMap { $0.attributes["href"] }
    #expect(links.contains("#cell-0-1") && !links.contains("#cell-0-2"))
    for link in links {
      #expect(link.hasPrefix("#") && ids.contains(String(link.dropFirst())), "\(link)")
    }
    for (name, attributes) in markup.elements {
      #expect(!["script", "link", "iframe", "object"].contains(name))
      if let source = attributes["src"] { #expect(source.hasPrefix("data:image/png;base64,")) }
      #expect(!attributes.keys.contains { $0.hasPrefix("on") })
    }
  }

  /// v at the threshold needs 2 of 4 errors for cat; every row without errors is left out.
  @Test func saysWhatTheThresholdAsksFor() throws {
    #expect(try Self.report(models: 1).html.contains("2 of 4 errors for cat"))
    let right = try ConfusionCounts(table: [[5, 0], [0, 5]])
    let network = ConfusionNetwork(right, threshold: 0.3)
    let report = ModelsReport(
      title: "t", modelNames: ["m"], classNames: ["a", "b"], counts: [right], networks: [network],
      shared: SharedEdges([right], [network]))
    let html = report.html
    _ = check(html)
    #expect(html.contains("No confusion reaches the threshold."))
  }
}
